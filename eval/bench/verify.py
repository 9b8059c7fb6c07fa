"""How often a sentence that its citation does not carry is found out, and how often one that it carries is suspected.

python -m eval.bench.verify              # figures as JSON, a line a part and kind
python -m eval.bench.verify --failures   # also the sentences that went wrong, of the part thresholds are tuned on
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import corpus as corpus_room
from app.answer.events import Citation
from app.answer.verify import Check, Verifier
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.bench.altered import KINDS, altered
from index.build import Builder
from index.generation import Generation
from index.search import Searcher

PARAPHRASES = Path(__file__).parent.parent / "questions" / "paraphrases.jsonl"
_KIND = {"outcome": "planned", "plan": "planned"}  # as the sentences altered by hand call it


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the words it cites; ``kind`` says how it was made false, "" if it is true, and ``by`` whom."""

    article_id: str
    quote: str
    sentence: str
    kind: str
    by: str
    language: str
    held: bool


def read_cases(path: Path = PARAPHRASES) -> Iterator[Case]:
    """The sentences written by hand, then those that rules make of the true ones: the same in every run."""
    written = []
    for line in path.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        kind, held = said.get("altered", ""), said.get("held", False)
        written.append(Case(said["article_id"], said["quote"], said["sentence"], kind, "hand", said["lang"], held))
    yield from written
    for kind in KINDS:
        rng = random.Random(kind)
        for case in written:
            if not case.kind and (made := altered(kind, case.sentence, case.quote, case.language, rng)):
                yield replace(case, sentence=made, kind=_KIND.get(kind, kind), by="rule")


def cite(case: Case, generation: Generation) -> Citation:
    """The citation of a case's quote. Raises: ValueError if the article does not hold it."""
    article = generation.article(case.article_id)
    start = article.text.index(case.quote)
    end = start + len(case.quote)
    sources = article.sources_of(start, end)
    return Citation(
        1, article.id, article.title, article.publisher, article.date, article.url, start, end, case.quote, sources
    )


def summary(checked: list[tuple[Case, Check]]) -> Iterator[dict[str, float | str]]:
    """Of each part (held, tuned) and kind: recall of what was altered, and precision of what was found unsupported.

    The precision of a kind counts all false alarms of the part against that kind alone.
    """
    for part, held in (("tuned", False), ("held", True)):
        own = [(case, check.support == "unsupported") for case, check in checked if case.held is held]
        for language in ("zh", "en"):
            true = [flagged for case, flagged in own if not case.kind and case.language == language]
            yield {"part": part, "true sentences": language, "count": len(true), "false alarms": sum(true)}
        alarms = sum(flagged for case, flagged in own if not case.kind)
        kinds = dict.fromkeys(case.kind for case, _ in own if case.kind)
        for kind, by in [("all", "all"), *((kind, by) for kind in kinds for by in ("all", "hand", "rule"))]:
            false = [
                flagged for case, flagged in own if case.kind and kind in ("all", case.kind) and by in ("all", case.by)
            ]
            if false:
                yield {
                    "part": part,
                    "altered": kind,
                    "by": by,
                    "count": len(false),
                    "recall": round(sum(false) / len(false), 4),
                    "precision": round(sum(false) / max(1, sum(false) + alarms), 4),
                }


def main() -> None:
    """Build the store of the corpus, check all cases, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", action="store_true", help="also print the sentences that went wrong")
    arguments = parser.parse_args()
    settings = read_settings()
    embedder = build_embedder(settings)
    articles = Path(corpus_room.__file__).parent / "articles"
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        Builder(store, embedder, settings.splitter).build([articles])
        generation = Searcher(store, embedder).generation()
        verifier = Verifier(embedder)
        cases = [(case, [cite(case, generation)]) for case in read_cases()]
        started = time.perf_counter()
        checked = [(case, verifier.check(case.sentence, citations, generation)) for case, citations in cases]
        spent = time.perf_counter() - started
    for line in summary(checked):
        print(json.dumps(line, ensure_ascii=False))
    print(json.dumps({"ms a sentence, embedding included": round(spent / len(checked) * 1000, 1)}))
    if arguments.failures:
        for case, check in checked:
            if not case.held and (check.support == "unsupported") != bool(case.kind):
                print(case.kind or "true", case.article_id, case.sentence, check.missing, sep=" | ")


if __name__ == "__main__":
    main()
