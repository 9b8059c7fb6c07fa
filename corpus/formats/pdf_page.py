"""The words of a PDF's page, as PDFium finds them, with their places."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from corpus.layout.line import Piece
from corpus.lines import tidy

_GAP = 1.6  # times a character's height: what is further away stands in another piece
_LESS_THAN_BLANK = 0.6  # times the height: a gap that a typesetter leaves beside Chinese, and no blank
_RAISED = 0.75  # of the height of the others: a small digit above the line is a note's mark
_HYPHEN = "\x02"  # PDFium's sign for a hyphen at a line's end
_BLANK = 32
_ENDS = "\r\n"
_CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef]")
_OTHER_FORMS = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06\uf900-\ufaff]")  # of characters that have a usual form
_UPRIGHT = 0.02  # radians


@dataclass(slots=True)
class _Char:
    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def pieces_of(page: Any, marks: list[str]) -> list[Piece]:
    """The pieces of a page, in the order of the file. Marks of notes are put into ``marks`` instead.

    Watermarks and whatever else is not upright are passed over on a page whose text is.
    """
    found = []
    for run in _runs(page):
        if piece := _piece(run, marks):
            found.append(piece)
    return found


def _runs(page: Any) -> Iterator[list[_Char]]:
    """Characters that follow one another on a line without a wide gap."""
    from pypdfium2 import raw

    text = page.get_textpage()
    box = raw.FS_RECTF()
    run: list[_Char] = []
    turned = False
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        generated = code <= _BLANK and raw.FPDFText_IsGenerated(text, index) == 1
        if generated and chr(code) in _ENDS:
            yield from [run] if run else []
            run = []
            continue
        if not code or not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        char = _Char(chr(code), box.left, box.bottom, box.right, box.top)
        if generated:
            if run and run[-1].text != " ":
                run.append(_Char(" ", run[-1].right, run[-1].bottom, run[-1].right, run[-1].top))
            continue
        if run and not _follows(run[-1], char):
            yield run
            run = []
        if not run:
            turned = abs(raw.FPDFText_GetCharAngle(text, index)) % 6.283 > _UPRIGHT
        if not turned:
            run.append(char)
    if run:
        yield run
    text.close()


def _follows(last: _Char, char: _Char) -> bool:
    height = max(last.height, char.height, 1.0)
    level = min(last.top, char.top) - max(last.bottom, char.bottom)
    return level > 0.2 * min(last.height, char.height) and -height < char.left - last.right < _GAP * height


def _piece(run: list[_Char], marks: list[str]) -> Piece | None:
    height = median(char.height for char in run)
    bottom = median(char.bottom for char in run)
    text = ""
    for n, char in enumerate(run):
        raised = char.height < _RAISED * height and char.bottom > bottom + 0.15 * height
        if raised and char.text.isdecimal():
            if not text[-1:].isascii() or not text[-1:].isalpha():  # m² is a measure, 万元¹ has a note
                marks.append(char.text)
                continue
            text += "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(char.text)]
        elif char.text == " " and n + 1 < len(run) and _is_no_blank(text, run[n + 1], char):
            continue
        else:
            text += "-" if char.text == _HYPHEN else char.text
    words = tidy(_usual(text))
    if not words:
        return None
    seen = [char for char in run if not char.text.isspace()]
    left, right = min(char.left for char in seen), max(char.right for char in seen)
    top = bottom + height
    return Piece(words, left, bottom, right, top)


def _is_no_blank(before: str, after: _Char, blank: _Char) -> bool:
    """Whether a blank that PDFium found between two characters is but the room beside a Chinese one."""
    beside = _CHINESE.match(before[-1:]) or _CHINESE.match(after.text)
    return bool(beside) and blank.right == blank.left and after.left - blank.left < _LESS_THAN_BLANK * after.height


def _usual(text: str) -> str:
    """``text`` with radicals and ligatures, which some fonts name, as the characters they stand for."""
    return _OTHER_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
