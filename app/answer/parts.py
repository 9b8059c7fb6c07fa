"""A question in several parts, as questions that can each be looked up and judged by itself."""

import re
from dataclasses import dataclass

from app.answer.question import ASKING, ENGLISH_FUNCTION, asks, years
from index.fold import terms

MOST_PARTS = 4
_BREAK = re.compile(
    r"[，,；;？?。！!]\s*|(?:\band\b|\bbut\b)\s+(?=(?:what|which|who|whose|when|where|why|how)\b)", re.IGNORECASE
)
_WHILE = re.compile(  # when it tells of a time instead of asking for one: its subject comes next, not its verb
    r"\s*when (?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must)\b|"
    r"(?:exactly|in|on|at|by|during)\b)",
    re.IGNORECASE,
)
_YEARS_JOINED = re.compile(
    r"((?:19|20)\d{2})年?\s*(?:和|与|跟|同|、|,|，|and|to|vs)\s*((?:19|20)\d{2})(年?)", re.IGNORECASE
)
_SIDES = re.compile(
    r"分别|各|相比|比起|哪个|哪一年|谁|差|区别|不同|变化|涨|增|降|多少|how|compare|differ|change|grow", re.IGNORECASE
)
_SIDE = r"[^\W\d_的年月日和与跟同比]"
_TWO_SIDES = re.compile(
    rf"(?P<first>{_SIDE}{{2,12}})(?:和|与|跟|同|、)(?P<second>{_SIDE}{{2,12}}?)(?=[的\d在有，,、？?]|相比|比|谁|哪|各|分别|差|$)"
)
_COMPARES = re.compile(r"各|分别|相比|谁|哪[个家块边座项]|差|区别|不同|还是")


@dataclass(frozen=True, slots=True)
class Part:
    """``text`` is the question to look up; ``said`` are the asker's own words for it."""

    text: str
    said: str


def parts(question: str) -> tuple[Part, ...]:
    """The parts of a question, in its order; one, the whole, where it does not come apart.

    A later part that leaves its subject out (``追觅哪年成立，有多少员工？``) takes over that of the first. Two years
    side by side make two parts (``2024年和2025年各是多少``), as a figure of one says nothing of the other.
    """
    pieces = _pieces(question.strip())
    if len(pieces) == 1:
        return _years_apart(pieces[0])
    subject = _subject(pieces[0])
    found = [Part(pieces[0], pieces[0])]
    for piece in pieces[1:MOST_PARTS]:
        whole = piece if _stands_alone(piece, subject) else f"{subject.strip()} {piece}"
        found.append(Part(whole, piece))
    return tuple(found)


def sides(question: str) -> dict[str, Part]:
    """The question asked of each of the two that it puts side by side, by their names; empty where it does not.

    ``昆山和太仓2027年的目标相比怎么样`` asks for ``昆山2027年的目标…`` and ``太仓2027年的目标…``. Words alone do not
    tell where a name ends, so a part may be nonsense: it counts only if both are answered.
    """
    joined = _TWO_SIDES.search(question)
    if joined is None or not _COMPARES.search(question):
        return {}
    before, behind = question[: joined.start()], question[joined.end() :]
    return {name: Part(f"{before}{name}{behind}", name) for name in (joined["first"], joined["second"])}


def _pieces(text: str) -> list[str]:
    """Clauses that ask something; one that does not belongs to the one behind it, or at the end to the one before."""
    found: list[str] = []
    kept = ""
    at = 0
    for stop in [*(m.end() for m in _BREAK.finditer(text)), len(text)]:
        kept += text[at:stop]
        at = stop
        if asks(_WHILE.sub("", kept).rstrip("？?！!。 ")) and _tells_what(kept):
            found.append(kept)
            kept = ""
    if kept.strip() and found:
        found[-1] += kept
    clean = [re.sub(r"^(?:and|but)\s+", "", piece.strip(" ，,；;。"), flags=re.IGNORECASE) for piece in found]
    return clean or [text]


def _tells_what(piece: str) -> bool:
    """Whether a clause has words of its own to be looked up by: 涨了吗 has not."""
    return len(set(terms(piece))) >= 4


def _subject(piece: str) -> str:
    """What the first part is about: its words before those that ask."""
    match = ASKING.search(piece)
    if match and match.start():
        return piece[: match.start()].removesuffix("是")
    english = re.match(
        r"(?:what|which|who|when|where|why|how)\b.*?\b(?:is|are|was|were|did|does|do|has|have)\b", piece, re.I
    )
    return piece[english.end() :].strip(" ?") if english else piece.rstrip("？? ")


def _stands_alone(piece: str, subject: str) -> bool:
    own = set(terms(piece)) - ENGLISH_FUNCTION
    return not subject or bool(own & set(terms(subject)))


def _years_apart(question: str) -> tuple[Part, ...]:
    joined = _YEARS_JOINED.search(question)
    if joined is None or len(years(question)) != 2 or not _SIDES.search(question):
        return (Part(question, question),)
    before, behind = question[: joined.start()], question[joined.end() :]
    return tuple(
        Part(f"{before}{year}{joined[3]}{behind}", f"{before}{year}{joined[3]}{behind}")
        for year in (joined[1], joined[2])
    )
