"""What the tab's drop-downs offer, in the reader's language."""

from collections.abc import Sequence

from app.answer.events import EXTRACTIVE as BY_EXTRACTION
from app.llm.open_model import ChatModels
from app.web.texts import Language
from eval.tab.running import Progress
from eval.tab.runs import Kept
from eval.tab.sets import OfferedSet
from eval.tab.words import EXTRACTIVE, RUNNING, spoken_word

Choice = tuple[str, str]
"""What a reader sees, and what is asked for by it."""


def set_choices(sets: Sequence[OfferedSet], language: Language) -> list[Choice]:
    """The sets that can be read, with how many questions they hold; the one named suzhou, Gusu's main one, first."""
    readable = [one for one in sets if not one.wrong]
    readable.sort(key=lambda one: one.key != "gusu/suzhou.jsonl")
    return [(f"{one.path.name} · {_questions(one.count, language)}", one.key) for one in readable]


def answerers(models: ChatModels, language: Language) -> tuple[list[Choice], str]:
    """Who may answer, and who does if nobody is chosen."""
    choices = [(spoken_word(EXTRACTIVE, language), BY_EXTRACTION), *((name, name) for name in models.choices())]
    return choices, models.named or BY_EXTRACTION


def label(kept: Kept, progress: Progress | None, language: Language) -> str:
    """A run as it is offered: its name, how many questions, how many went well or how far it is."""
    if progress and progress.under_way and progress.name == kept.name:
        return f"{kept.name} · {spoken_word(RUNNING, language)}"
    if not kept.finished:
        return f"{kept.name} · {kept.done} / {_questions(kept.count, language)}"
    right = "" if kept.right is None else f" · ✓ {kept.right:.0%}"
    llm = f" · {kept.about.llm}" if kept.about.llm else ""
    return f"{kept.name} · {_questions(kept.count, language)}{right}{llm}"


def shown_first(runs: Sequence[Kept], chosen: str | None) -> Kept | None:
    """The run that was chosen, or else the newest that is finished, or else the newest; None where there are none."""
    by_choice = [kept for kept in runs if kept.name == chosen]
    return next(iter([*by_choice, *(kept for kept in runs if kept.finished), *runs]), None)


def _questions(count: int, language: Language) -> str:
    if language == "zh":
        return f"{count} 题"
    return f"{count} question{'' if count == 1 else 's'}"
