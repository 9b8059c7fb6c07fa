"""A chat model through LangChain's ``init_chat_model``, which knows those of every maker."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from app.answer.chat_model import Message
from app.llm.names import PROVIDERS, ModelName, Provider
from corpus.errors import ServiceError, UsageError

_MOST_TOKENS = 700  # of a reply: longer ones are no answers
_POLL_SECONDS = 0.1  # how soon a stop is noticed
_END = object()


class LangChainModel:
    """Streams replies. ``seconds`` is how long it may be silent, before its first word or between two.

    ``server`` is what serves it in this process; it lives as long as the model does.
    """

    def __init__(
        self,
        name: ModelName,
        base_url: str | None,
        key: str | None,
        seconds: float,
        evidence_tokens: int,
        server: object = None,
    ) -> None:
        """Raises: UsageError if LangChain has no such provider, or its package is not installed."""
        from langchain.chat_models import init_chat_model

        self._name = name
        self._seconds = seconds
        self._server = server
        self._evidence_tokens = evidence_tokens
        known = PROVIDERS.get(name.provider, Provider(name.provider))
        options: dict[str, Any] = {"temperature": 0, "max_tokens": _MOST_TOKENS, "max_retries": 0, "timeout": seconds}
        if base_url or known.base_url:
            options["base_url"] = base_url or known.base_url
        if key or known.local:
            options["api_key"] = key or "none"  # local servers ask for none, the client insists on one
        try:
            self._model = init_chat_model(name.model, model_provider=known.speaks, **options)
        except ImportError as error:
            package = f"langchain-{name.provider.replace('_', '-')}"
            raise UsageError(f"--llm {name} needs a package that is not here: pip install {package}") from error
        except ValueError as error:  # an unknown provider, or a key that is missing
            raise UsageError(f"--llm {name}: {_first_line(error)}") from error
        except Exception as error:  # each maker's client has errors of its own for a missing key
            raise UsageError(f"--llm {name} cannot be set up: {_first_line(error)}") from error

    @property
    def name(self) -> str:
        """As people name it."""
        return str(self._name)

    @property
    def evidence_tokens(self) -> int:
        """How much evidence it is sent at most."""
        return self._evidence_tokens

    def stream(self, messages: Sequence[Message], stop: threading.Event) -> Iterator[str]:
        """See ``ChatModel.stream``. The model is read in a thread of its own, so that a silent one can be left."""
        pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
        left = threading.Event()
        threading.Thread(target=self._pump, args=(list(messages), pieces, left), daemon=True).start()
        said, heard = False, time.monotonic()
        try:
            while not stop.is_set():
                try:
                    piece = pieces.get(timeout=_POLL_SECONDS)
                except queue.Empty:
                    if time.monotonic() - heard > self._seconds:
                        raise self._silent() from None
                    continue
                heard = time.monotonic()
                if piece is _END:
                    if not said:
                        raise ServiceError(f"{self.name} gave an empty answer")
                    return
                if isinstance(piece, Exception):
                    raise self._failed(piece) from piece
                said = True
                yield piece
        finally:
            left.set()

    def _pump(self, messages: list[Message], pieces: "queue.SimpleQueue[Any]", left: threading.Event) -> None:
        roles = {"system": "system", "user": "human", "assistant": "ai"}
        try:
            for chunk in self._model.stream([(roles[message.role], message.text) for message in messages]):
                if left.is_set():
                    return  # leaving the loop closes the connection
                if text := str(chunk.text):
                    pieces.put(text)
            pieces.put(_END)
        except Exception as error:  # handed over: the asking thread tells them apart
            pieces.put(error)

    def _silent(self) -> ServiceError:
        return ServiceError(
            f"{self.name} has said nothing for {self._seconds:.0f} s; GUSU_LLM_SECONDS sets how long to wait"
        )

    def _failed(self, error: Exception) -> ServiceError:
        from langchain_core import exceptions as known

        match error:
            case known.ModelTimeoutError():
                return self._silent()
            case known.ModelConnectionError():
                return ServiceError(f"{self.name} cannot be reached: is it running, and is GUSU_LLM_BASE_URL right?")
            case known.ModelRateLimitError():
                return ServiceError(f"{self.name} is asked too often, or its quota is used up: try again later")
            case known.ModelAuthenticationError() | known.ModelPermissionDeniedError():
                return ServiceError(f"{self.name} does not take the key: set GUSU_LLM_API_KEY")
            case known.ModelNotFoundError():
                return ServiceError(f"{self.name}: there is no such model at this address")
            case known.ContextOverflowError():
                return ServiceError(f"{self.name} cannot read so much: lower GUSU_EVIDENCE_TOKENS")
            case _:
                return ServiceError(f"{self.name} broke off: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [""])[0]
    return line[:200] or type(error).__name__
