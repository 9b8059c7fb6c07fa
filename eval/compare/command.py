"""``gusu eval compare``: what people and programs see of a comparison."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from app.terminal import err, print_json
from corpus.errors import UsageError
from eval.compare.comparison import Against, Comparison, as_json, compare
from eval.compare.gates import GateFailed, hold, read_gates
from eval.compare.page import page
from eval.compare.pairs import Pairs, pair
from eval.compare.verdict import difference_text, interval_text, p_text, verdict
from eval.report.figures import MAIN, shown
from eval.report.folder import read_run

_SHOWN_IDS = 5


def compare_command(
    folders: Sequence[Path],
    out: Path | None,
    fail_under: Sequence[str],
    fail_over: Sequence[str],
    fail_worse: bool,
    as_object: bool,
) -> None:
    """Compare runs with the first of them and say what came of it. See ``eval.commands.compare``.

    Raises: GateFailed once everything is said, if the last run does not keep a bound, or, with ``fail_worse``, is worse
    than the first by more than luck in a figure.
    """
    gates = read_gates(fail_under, fail_over)
    comparison = compare(pair([read_run(folder) for folder in folders]))
    if out:
        _write(out, page(comparison))
    if as_object:
        print_json(as_json(comparison))
    else:
        _print(comparison)
    _print_left_out(comparison.pairs)
    if out:
        err.print(f"{out}", soft_wrap=True)
    hold(gates, comparison.pairs.runs[-1].metrics)
    last = comparison.pairs.letters[-1]
    worse = [f"{one.name} {difference_text(one)}" for one in comparison.against[-1].figures if one.significant_loss]
    if fail_worse and worse:
        raise GateFailed(f"run {last} is worse than run A by more than luck: {', '.join(worse)}")


def _print(comparison: Comparison) -> None:
    pairs = comparison.pairs
    for letter, run in zip(pairs.letters, pairs.runs, strict=True):
        err.print(f"{letter}  {run.name}", soft_wrap=True)
    for name, values in comparison.settings.items():
        err.print(f"   {name}: {' | '.join(values)}", style="dim", soft_wrap=True)
    for against in comparison.against:
        letter = pairs.letters[against.number]
        err.print()
        err.print(_table(against, letter))
        for words in verdict(against, letter):
            err.print(words.en, soft_wrap=True)


def _table(against: Against, letter: str) -> Table:
    """The main figures, and those that differ by more than luck."""
    table = Table("figure", "A", letter, "difference", "95 % interval", "p", "p Holm", box=None, header_style="bold")
    for one in against.figures:
        if one.name in MAIN or one.significant:
            style = "" if not one.significant else "green" if one.better else "red"
            table.add_row(
                one.name,
                shown(one.name, one.first),
                shown(one.name, one.second),
                Text(difference_text(one), style),
                interval_text(one),
                p_text(one.p),
                p_text(one.p_holm),
            )
    return table


def _print_left_out(pairs: Pairs) -> None:
    by_reason: dict[str, list[str]] = {}
    for one in pairs.left_out:
        by_reason.setdefault(one.reason, []).append(one.id)
    for reason, ids in by_reason.items():
        more = f" and {len(ids) - _SHOWN_IDS} more" if len(ids) > _SHOWN_IDS else ""
        err.print(f"gusu: left out {len(ids)} questions, {reason}: {', '.join(ids[:_SHOWN_IDS])}{more}", soft_wrap=True)


def _write(out: Path, text: str) -> None:
    """Write a file whole or not at all. Raises: UsageError if it cannot be written."""
    new = out.with_name(out.name + ".new")
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}): name another file with --out") from error
