"""An embedding model behind a server that speaks OpenAI's protocol: vLLM, TEI, Ollama, or OpenAI itself."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ServiceError

if TYPE_CHECKING:
    from openai import OpenAI

_TEXTS_AT_ONCE = 64  # in one request
_REQUESTS_AT_ONCE = 4
_SECONDS = 60.0  # for one request of passages
_RETRIES = 4  # of a request that the server was too busy for, or that did not get through
_QUESTION_SECONDS = 10.0  # somebody waits for it: an error that comes soon is of more use than a vector that does not
_QUESTION_RETRIES = 1


@dataclass(frozen=True, slots=True)
class Remote:
    """``base_url`` ends as OpenAI's does, with ``/v1``. The prefixes stand before every question and every passage, as
    some models want it: ``query: ``.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    question_prefix: str = ""
    passage_prefix: str = ""


class RemoteEmbedder:
    """Asks the server some texts at a time; vectors are made to be of length 1.

    Each method raises ServiceError if the server cannot be reached, refuses, or gives what are no vectors of one size.
    """

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    @property
    def fingerprint(self) -> str:
        """By the model's name and the prefixes: a server that gives another model the same name is not noticed, but for
        vectors of another size.
        """
        prefixes = (self._remote.question_prefix, self._remote.passage_prefix)
        return f"{self._remote.model}-remote" + (f"-{prefixes!r}" if any(prefixes) else "")

    @cached_property
    def dim(self) -> int:
        """Numbers in a vector: the server is asked for one."""
        return len(self._ask(["苏州"])[0])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim)."""
        said = [self._remote.passage_prefix + text for text in texts]
        parts = [said[at : at + _TEXTS_AT_ONCE] for at in range(0, len(said), _TEXTS_AT_ONCE)]
        with ThreadPoolExecutor(_REQUESTS_AT_ONCE) as pool:
            found = list(pool.map(self._ask, parts))
        sizes = {part.shape[1] for part in found} | ({self.dim} if found else set())
        if len(sizes) > 1:
            raise ServiceError(f"{self._server} gave vectors of {sorted(sizes)} numbers: it must give one size")
        return np.concatenate(found) if found else np.zeros((0, self.dim), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        client = self._client.with_options(timeout=_QUESTION_SECONDS, max_retries=_QUESTION_RETRIES)
        vector: NDArray[np.float32] = self._ask([self._remote.question_prefix + text], client)[0]
        return vector

    def prepare(self) -> None:
        """Ask the server for a vector, so that a wrong address is told of at once."""
        self._ask(["苏州"])

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI

        key = self._remote.key or "none"  # most servers of one's own want none, the client wants one
        return OpenAI(base_url=self._remote.base_url, api_key=key, timeout=_SECONDS, max_retries=_RETRIES)

    @property
    def _server(self) -> str:
        return f"the embedding server {self._remote.base_url}"

    def _ask(self, texts: Sequence[str], client: "OpenAI | None" = None) -> NDArray[np.float32]:
        asked = client or self._client
        with self._told():
            reply = asked.embeddings.create(model=self._remote.model, input=list(texts), encoding_format="float")
        rows = [one.embedding for one in sorted(reply.data, key=lambda one: one.index)]
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise ServiceError(f"{self._server} gave {len(rows)} vectors for {len(texts)} texts, or of several sizes")
        vectors = np.array(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise ServiceError(f"{self._server} gave a vector that points nowhere (zeros, or no numbers)")
        return np.asarray(vectors / lengths, dtype=np.float32)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from openai import APIConnectionError, APIError, APIStatusError

        try:
            yield
        except APIConnectionError as error:
            raise ServiceError(f"{self._server} cannot be reached ({error}): is it running?") from error
        except APIStatusError as error:
            told = " ".join(str(error.message).split())[:300]
            raise ServiceError(
                f"{self._server} refused model {self._remote.model!r} ({told}): look at its address, the model's name "
                "and the key"
            ) from error
        except (APIError, ValueError) as error:
            raise ServiceError(f"{self._server} gave no embeddings ({error}): is its address right?") from error
