"""The same rules for English."""

import re
from collections.abc import Sequence

from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.names import Names
from app.answer.dialogue.pronouns import ENGLISH_PRONOUN, replaced_english
from app.answer.dialogue.topic import joined
from app.answer.question import ASKING
from index.fold import fold

_ABOUT = re.compile(
    r"^(?:and |so |but )?(?:what about|how about|what of|and(?: for| in)?)\s+(?P<what>.+?)[?.! ]*$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"^(?:and )?(?:how does (?:it|that) compare (?:with|to)|compared (?:with|to)|versus|vs\.?)\s+"
    r"(?P<other>.+?)[?.! ]*$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,:;?.]\s|\b(?:and|but)\s")
_PLACE = re.compile(r"(?:in|at|for|by|of|as for)\b[^,]*,", re.IGNORECASE)  # where or when, not about what
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_ONLY_YEAR = re.compile(r"(?:in |for |by )?(?P<year>(?:19|20)\d{2})", re.IGNORECASE)
_ASKED = re.compile(
    r"^(?:and |so )?(?:what|which|who|when|where|why|how(?: many| much| large)?)(?:'s)?\b\s*", re.IGNORECASE
)
_HELPING = re.compile(r"\b(?:is|are|was|were|does|do|did|will|has|have)\b\s*", re.IGNORECASE)


def leans_in_english(text: str, names: Names) -> bool:
    """Whether an English question leaves to the conversation what it is about."""
    leading = _pronoun(text, names) or _ABOUT.match(text) or _COMPARED.match(text)
    return bool(leading) or not names.find(text)


def _pronoun(text: str, names: Names) -> bool:
    """Whether a pronoun stands for something that was said before, and not for a name in an earlier clause of its own:
    ``Taicang's aerospace: what was its output, and what was it to reach?``
    """
    pronoun = ENGLISH_PRONOUN.search(text)
    if pronoun is None:
        return False
    place = _PLACE.match(text)
    before = text[place.end() if place else 0 : pronoun.start()]
    earlier = list(_BREAK.finditer(before))
    return not earlier or not names.find(before[: earlier[-1].start()])


def rewrite_english(text: str, history: Sequence[Exchange], names: Names) -> str:
    """An English question made to stand alone."""
    last = history[-1].question
    found = names.find(last)
    own = joined(last, found) if found else None
    if compared := _COMPARED.match(text):
        return f"{last.rstrip('?')} compared with {compared['other']}?"
    if _pronoun(text, names):
        said = replaced_english(text, history, names)
        about = _ABOUT.match(said)
        return f"What about {about['what']}?" if about else said
    if (about := _ABOUT.match(text)) and not ASKING.search(fold(about["what"])):
        return _about(about["what"].strip(), last, names)
    rest = _HELPING.sub("", _ASKED.sub("", last.rstrip("? "), count=1), count=1)
    return f"{text.rstrip('?')} ({rest})?" if own else text


def _about(what: str, last: str, names: Names) -> str:
    """The last question about another year or thing."""
    if year := _ONLY_YEAR.fullmatch(what):
        swapped = _YEAR.sub(year["year"], last, count=1)
        return swapped if swapped != last else f"{last.rstrip('?')} in {year['year']}?"
    found = names.find(last)
    if names.find(what) and found:
        own = joined(last, found)
        return last[: own.start] + what + last[own.end :]
    return (
        f"What is {what.removeprefix('the ')} of {joined(last, found).text}?"
        if found
        else f"{last.rstrip('?')}, {what}?"
    )
