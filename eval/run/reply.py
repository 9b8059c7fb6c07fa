"""What a question's ``result`` says, as far as it is measured."""

from pydantic import BaseModel, ConfigDict

from app.answer.events import Support
from eval.run.record import Record


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Passage(_Part):
    """A hit: a passage and its words."""

    article_id: str
    start: int
    end: int
    text: str


class Cited(_Part):
    """A citation: its number in the answer, and the words it quotes."""

    n: int
    article_id: str
    start: int
    end: int
    quote: str


class Said(_Part):
    """A sentence of the answer, with the numbers of the citations it rests on."""

    text: str
    citations: tuple[int, ...] = ()
    support: Support = "unsupported"


class Reply(_Part):
    """The object of ``gusu ask --json``; ``answered`` is None in that of ``gusu search --json``: nothing was asked."""

    answered: bool | None = None
    sentences: tuple[Said, ...] = ()
    citations: tuple[Cited, ...] = ()
    hits: tuple[Passage, ...] = ()
    answerer: str = ""
    timings_ms: dict[str, float] = {}

    @property
    def text(self) -> str:
        """The answer's sentences, a line each; empty where it was refused."""
        return "\n".join(sentence.text for sentence in self.sentences)


def reply(record: Record) -> Reply | None:
    """The reply to a question; None where it ended in an error."""
    return None if record.result is None else Reply.model_validate(record.result)
