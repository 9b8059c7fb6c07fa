"""How often the right article is found, the answer holds the gold words, and is silent when it should be.

python -m eval.bench.answers --squad cmrc2018_dev.json         # a public set; each question also without its paragraph
python -m eval.bench.answers                                   # our own questions over corpus/articles, by type
python -m eval.bench.answers --questions nearby-held.jsonl     # another set of them
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import corpus as corpus_room
from app.answer.engine import Engine
from app.answer.evidence import EvidenceReader
from app.answer.question import read_question
from app.answer.reader.reader import PassageReader
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.dataset import Question, read_questions
from eval.match import holds
from eval.squad import import_squad
from eval.train.examples import held_back
from index.build import Builder
from index.search import Searcher

OWN = Path(__file__).parent.parent / "questions"
_SLICE = 3  # of a public set's questions, one in this many


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: ``holds`` says whether the answer's sentences hold every key fact.

    ``rank`` is that of the first article that the question's evidence names, among the articles found; 0 if none.
    """

    question: Question
    answerable: bool
    answered: bool
    rank: int = 0
    sentences: int = 0
    holds: bool = False


def ask(engine: Engine, question: Question, wording: str | None = None) -> Outcome:
    """Ask as a user does, in the question's own words or in others."""
    answer = engine.ask(wording or question.question)
    said = "\n".join(sentence.text for sentence in answer.sentences)
    right = bool(question.answers) and all(holds(fact, said) for fact in question.answers)
    articles = list(dict.fromkeys(hit.article_id for hit in answer.hits))
    gold = {item.article_id for item in question.evidence}
    rank = next((n for n, article in enumerate(articles, start=1) if article in gold), 0)
    return Outcome(question, question.answerable, answer.answered, rank, len(answer.sentences), right)


def ask_without(searcher: Searcher, reader: EvidenceReader, question: Question) -> Outcome:
    """Whether a question would be answered if the corpus did not hold the article that answers it."""
    found = searcher.search(question.question, 30)
    hits = tuple(hit for hit in found.hits if hit.article_id != question.evidence[0].article_id)
    evidence = reader.read(read_question(question.question), replace(found, hits=hits))
    return Outcome(question, False, evidence.sufficient)


def summary(outcomes: list[Outcome]) -> dict[str, float]:
    """Shares of the answerable (answered, right, …) and of the unanswerable (refused)."""
    yes, no = [o for o in outcomes if o.answerable], [o for o in outcomes if not o.answerable]
    found: dict[str, float] = {}
    if yes:
        found |= {
            "answerable": len(yes),
            "hit@1": sum(o.rank == 1 for o in yes) / len(yes),
            "hit@5": sum(0 < o.rank <= 5 for o in yes) / len(yes),
            "false refusals": sum(not o.answered for o in yes) / len(yes),
            "answered and holds gold": sum(o.holds for o in yes) / len(yes),
            "sentences": float(np.mean([o.sentences for o in yes if o.answered] or [0])),
        }
    if no:
        found |= {"unanswerable": len(no), "refused": sum(not o.answered for o in no) / len(no)}
    return {name: round(value, 4) for name, value in found.items()}


def main() -> None:
    """Run the benchmark that the arguments name and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, help="a question set in SQuAD's format")
    parser.add_argument("--questions", type=Path, default=OWN / "suzhou.jsonl", help="questions over corpus/articles")
    parser.add_argument("--failures", action="store_true", help="also print the questions that went wrong")
    arguments = parser.parse_args()
    settings = read_settings()
    with tempfile.TemporaryDirectory() as folder:
        questions, articles = arguments.questions, Path(corpus_room.__file__).parent / "articles"
        if arguments.squad:
            questions, articles = Path(folder) / "questions.jsonl", Path(folder) / "corpus"
            import_squad(arguments.squad, articles, questions)
        embedder = build_embedder(settings)
        Builder(Path(folder) / "store", embedder, settings.splitter).build([articles])
        searcher, reader = Searcher(Path(folder) / "store", embedder), PassageReader(settings.cache)
        engine = Engine(searcher, reader)
        asked = list(read_questions(questions).questions)
        outcomes = []
        for question in asked[:: _SLICE if arguments.squad else 1]:
            outcomes.append(ask(engine, question))
            if arguments.squad:
                outcomes.append(ask_without(searcher, EvidenceReader(reader, embedder), question))
        groups = dict(_groups(outcomes))
        if arguments.squad:
            kept = [o for o in outcomes if held_back(searcher.generation(), o.question)]
            groups = {"all": outcomes, "held back": kept}
    for name, group in groups.items():
        print(json.dumps({"questions": name, **summary(group)}, ensure_ascii=False))
    if arguments.failures:
        for o in outcomes:
            if o.answered != o.answerable or (o.answerable and not o.holds):
                state = "answered" if o.answered else "refused"
                print(o.question.id, o.question.type, state, o.question.question, o.question.answers)


def _groups(outcomes: list[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    yield "all", outcomes
    for kind in dict.fromkeys(o.question.type for o in outcomes):
        yield kind, [o for o in outcomes if o.question.type == kind]
    for language in dict.fromkeys(o.question.lang for o in outcomes):
        yield language, [o for o in outcomes if o.question.lang == language]


if __name__ == "__main__":
    main()
