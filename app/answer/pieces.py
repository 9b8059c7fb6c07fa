"""An answer's text while it grows: pieces that make ``Answer.answer`` when put together, marks and notes included."""

from collections.abc import Iterator

from app.answer.events import Done, Event, Retrieved, Sentence
from app.answer.question import read_question
from app.answer.wording import between, framed, with_marks
from corpus.draft import guess_language

_SAID = "\0"  # stands for what is said, while it is not known


class Pieces:
    """Takes the events of one answer in turn and gives the text that each adds."""

    def __init__(self) -> None:
        self._sent = self._language = self._written_in = ""

    def add(self, event: Event) -> str:
        """What an event adds: nothing but for ``Sentence`` and ``Done``.

        A sentence adds to the text when it has been checked: a draft may still be dropped, and what was sent as plain
        text can't be taken back.
        """
        piece = ""
        match event:
            case Retrieved(_, standalone):
                self._language = read_question(standalone).language
            case Sentence(sentence):
                marked = with_marks(sentence.text, sentence.citations)
                if self._sent:
                    piece = between(self._sent, sentence.item, self._written_in) + marked
                else:
                    self._written_in = guess_language(sentence.text)
                    opening, _, _ = framed(_SAID, self._language, self._written_in).partition(_SAID)
                    piece = f"{opening}- {marked}" if sentence.item else opening + marked
            case Done(answer):
                piece = answer.answer.removeprefix(self._sent)
            case _:
                pass
        self._sent += piece
        return piece


def pieces(events: Iterator[Event]) -> Iterator[tuple[str, Event]]:
    """Each event with the text it adds."""
    growing = Pieces()
    for event in events:
        yield growing.add(event), event
