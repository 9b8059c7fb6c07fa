"""Reads what a chat model writes: sentences as they are complete, and the numbers they cite."""

import re
from dataclasses import dataclass

from corpus.sentences import sentences

_MARKER = re.compile(
    r"\s*[\[［【(（]\s*(?:资料|来源|source)?\s*(\d{1,2}(?:\s*[,，、;；和\s-]\s*\d{1,2})*)\s*[\]］】)）]",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"^(?:{_MARKER.pattern})+\s*[。.]?", re.IGNORECASE)
_BEGUN = re.compile(r"^\s*[\[［【(（][^\]］】)）]{0,12}$")  # what may become a mark of the sentence before
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．)）]\s*)")
_ONLY_BULLET = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．)）]\s*$")
_DECORATION = re.compile(r"\*\*|__|^#+\s*|^>\s*")
_MOST_SHOWN = 30  # a number above is no mark: （2026） is a year


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence a model wrote, without its marks; ``cited`` are its numbers, first use first. ``item`` of a list."""

    text: str
    cited: tuple[int, ...]
    item: bool = False


class MarkerReader:
    """Takes a reply in pieces and gives its sentences, each as soon as it is certain that its marks are complete."""

    def __init__(self) -> None:
        self._rest = ""
        self._item = False

    def feed(self, piece: str) -> list[Written]:
        """The sentences that are complete with this piece."""
        self._rest += piece
        found: list[Written] = []
        while "\n" in self._rest:
            line, self._rest = self._rest.split("\n", 1)
            found += self._line(line)
            self._item = False
        cut = _parted(self._rest)
        if len(cut) > 1 and not _BEGUN.match(cut[-1]):
            found += self._sentences(cut[:-1])
            self._rest = cut[-1]
        return found

    def end(self) -> list[Written]:
        """What is left when the reply has ended."""
        line, self._rest = self._rest, ""
        return self._line(line)

    def _line(self, line: str) -> list[Written]:
        return self._sentences(_parted(line))

    def _sentences(self, pieces: list[str]) -> list[Written]:
        found = []
        for piece in pieces:
            bullet = _BULLET.match(piece)
            self._item = self._item or bool(bullet and piece[bullet.end() :].strip())
            text, cited = read_markers(piece[bullet.end() :] if bullet else piece)
            if text:
                found.append(Written(text, cited, self._item))
        return found


def read_markers(written: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without its marks, and the numbers they hold."""
    cited: list[int] = []

    def take(match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        bracketed = match.group().strip()[0] in "(（"
        if any(number > _MOST_SHOWN for number in numbers) or (bracketed and "资料" not in match.group()):
            return match.group()
        cited.extend(numbers)
        return ""

    text = _MARKER.sub(take, _DECORATION.sub("", written))
    return text.strip(), tuple(dict.fromkeys(cited))


def _parted(text: str) -> list[str]:
    """A text cut into sentences, with the marks that follow a full stop given to the sentence before."""
    pieces: list[str] = []
    at = 0
    for _, end in sentences(text, 0, len(text)):
        if pieces and _ONLY_BULLET.match(pieces[-1]):
            pieces[-1] += text[at:end]  # the point of 1. ends no sentence
        else:
            pieces.append(text[at:end])
        at = end
        lead = _LEADING.match(pieces[-1].lstrip())
        if len(pieces) > 1 and lead:
            words = pieces[-1].lstrip()
            pieces[-2:] = [pieces[-2] + words[: lead.end()], words[lead.end() :]]
    if at < len(text) and pieces:
        pieces[-1] += text[at:]
    return [piece for piece in pieces if piece.strip()] or ([text] if text.strip() else [])
