"""Whether follow-up questions are understood: what is found and answered for them as they are asked, as they are
rewritten, and as a careful reader would have asked them.

python -m eval.bench.dialogues                                  # eval/questions/dialogues.jsonl
python -m eval.bench.dialogues --questions dialogues-test.jsonl # the ones that no rule was made by
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import corpus as corpus_room
from app.answer.dialogue import Names, exchanges, names_of
from app.answer.dialogue.follow_up import rewrite
from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.bench.answers import OWN, Outcome, ask, summary
from eval.dataset import Question, read_questions
from index.build import Builder
from index.search import Searcher


def main() -> None:
    """Run the benchmark that the arguments name and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=OWN / "dialogues.jsonl", help="questions with a history")
    parser.add_argument("--failures", action="store_true", help="also print what was understood and went wrong")
    arguments = parser.parse_args()
    settings = read_settings()
    with tempfile.TemporaryDirectory() as folder:
        embedder = build_embedder(settings)
        articles = Path(corpus_room.__file__).parent / "articles"
        Builder(Path(folder) / "store", embedder, settings.splitter).build([articles])
        searcher = Searcher(Path(folder) / "store", embedder)
        engine, names = Engine(searcher, PassageReader(settings.cache)), names_of(searcher.generation())
        asked = list(read_questions(arguments.questions).questions)
        ways: dict[str, Callable[[Question], str]] = {
            "as it is": lambda question: question.question,
            "as rewritten": lambda question: understood(question, names),
            "as a reader would": lambda question: question.standalone or question.question,
        }
        for way, wording in ways.items():
            outcomes = [ask(engine, question, wording(question)) for question in asked]
            print(json.dumps({"asked": way, **summary(outcomes)}, ensure_ascii=False))
            if way == "as rewritten":
                _print_by_type(outcomes, asked, names, arguments.failures)


def understood(question: Question, names: Names) -> str:
    """A question as the rules understand it after its history."""
    return rewrite(question.question, exchanges(question.history, names), names)


def _print_by_type(outcomes: list[Outcome], asked: list[Question], names: Names, failures: bool) -> None:
    for kind in dict.fromkeys(question.type for question in asked):
        group = [outcome for outcome in outcomes if outcome.question.type == kind]
        print(json.dumps({"type": kind, **summary(group)}, ensure_ascii=False))
    changed = [q for q in asked if q.type == "topic-change" and understood(q, names) != q.question]
    print(json.dumps({"topic changes": sum(q.type == "topic-change" for q in asked), "dragged along": len(changed)}))
    for outcome in outcomes if failures else ():
        if outcome.answered != outcome.answerable or (outcome.answerable and not outcome.holds):
            question = outcome.question
            state = "answered" if outcome.answered else "refused"
            print(
                question.id, question.type, state, question.question, "→", understood(question, names), question.answers
            )


if __name__ == "__main__":
    main()
