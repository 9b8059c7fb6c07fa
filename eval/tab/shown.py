"""What the tab shows, as HTML in the reader's language. Every text of questions, answers and articles is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from app.web.article.opener import open_article
from app.web.texts import Language
from corpus.errors import UsageError
from eval.compare.changes import Change, Kind
from eval.compare.comparison import Comparison
from eval.compare.page import KINDS, Side, compared
from eval.report.about import about
from eval.report.bar import Segment, bar, segments
from eval.report.case import case
from eval.report.folder import Run
from eval.report.page import render
from eval.report.passages import Passages
from eval.report.words import GOOD, LOST, OUTCOMES, Words, css_name
from eval.report.write import measured
from eval.run.record import Outcome, Record
from eval.tab.running import Progress
from eval.tab.sets import OfferedSet


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a run as its row shows it, closed."""

    id: str
    question: str
    type: str
    outcome: Words
    css: str
    lost: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that came out differently, with its outcome in each run."""

    id: str
    question: str
    kind: Kind
    words: Words
    outcomes: tuple[Segment, ...]


def progress_html(progress: Progress | None, language: Language) -> str:
    """How the evaluation goes or how it ended; empty before there was any."""
    if progress is None:
        return ""
    told = {outcome: count for outcome, count in progress.outcomes.items() if outcome is not Outcome.UNSCORED}
    good, scored = sum(count for outcome, count in told.items() if outcome in GOOD), sum(told.values())
    here = progress.done - progress.began
    left = progress.seconds / here * (progress.of - progress.done) if here and progress.under_way else 0.0
    values = {
        "language": language,
        "progress": progress,
        "segments": segments(progress.outcomes),
        "share": f"{good / scored:.0%}" if scored else "",
        "spent": _time(progress.seconds, language),
        "left": _time(left, language) if left else "",
    }
    return render("tab/progress.html.j2", values)


def run_html(run: Run, language: Language) -> str:
    """A finished run: figures, plots, and a row a question; what a row holds is fetched when it is opened."""
    rows = [
        Row(one.id, one.question, one.type, OUTCOMES[one.outcome], css_name(one.outcome), one.outcome in LOST)
        for one in run.records
    ]
    return render("tab/run.html.j2", measured(run) | {"language": language, "run": run, "cases": rows})


def compared_html(comparison: Comparison, language: Language) -> str:
    """Two runs, the earlier one first."""
    pairs = comparison.pairs
    sides = [
        Side(letter, run.name, about(run), bar(own))
        for letter, run, own in zip(pairs.letters, pairs.runs, pairs.records, strict=True)
    ]
    values = compared(comparison) | {
        "language": language,
        "sides": sides,
        "count": len(pairs.records[0]),
        "left_out": pairs.left_out,
        "settings": comparison.settings,
        "changed": [_changed(change) for change in comparison.against[0].changes],
    }
    return render("tab/compared.html.j2", values)


def case_html(runs: Sequence[Run], question_id: str, language: Language) -> str:
    """What happened to a question in each run. Raises: UsageError if one of them does not have it."""
    sides = [(run.name, _record(run, question_id)) for run in runs]
    passages = Passages(record for _, record in sides)
    values = {
        "language": language,
        "sides": [(name, case(record, passages)) for name, record in sides],
        "key": sha256(question_id.encode()).hexdigest()[:8],  # makes anchors unique in the page
        "open_article": _opener,
    }
    return render("tab/case.html.j2", values)


def unreadable_html(sets: Sequence[OfferedSet], language: Language) -> str:
    """The files of the editor's folder that are no question sets, and why; empty where there are none."""
    wrong = [one for one in sets if one.wrong]
    return render("tab/unreadable.html.j2", {"language": language, "wrong": wrong}) if wrong else ""


def message_html(words: Words, language: Language, wrong: bool = False) -> str:
    """A line of plain words; ``wrong``: something was not done, and screen readers are told at once."""
    return render("tab/message.html.j2", {"language": language, "words": words, "wrong": wrong})


def _opener(article_id: str, label: str, start: int, end: int, quote: str) -> Markup:
    return Markup(open_article(article_id, str(label), start, end, quote))


def _record(run: Run, question_id: str) -> Record:
    for record in run.records:
        if record.id == question_id:
            return record
    raise UsageError(f"run {run.name} has no question {question_id!r}")


def _changed(change: Change) -> Changed:
    outcomes = [segments({one.outcome: 1})[0] for one in (change.before, change.after)]
    return Changed(change.before.id, change.before.question, change.kind, KINDS[change.kind], tuple(outcomes))


def _time(seconds: float, language: Language) -> str:
    """A duration as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    if language == "zh":
        return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
