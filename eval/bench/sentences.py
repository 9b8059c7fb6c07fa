"""How often the best 1, 2, 3 sentences of the right paragraph hold the answer.

python -m eval.bench.sentences --squad cmrc2018_dev.json

The paragraph is given, so that only the choice of its sentences is measured. ``held back`` are the questions of the
half whose articles the reading network was not trained on.
"""

import argparse
import json
import tempfile
from pathlib import Path

from app.answer.evidence import EvidenceReader
from app.answer.question import read_question
from app.answer.reader.reader import PassageReader
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.dataset import Question, read_questions
from eval.squad import import_squad
from eval.train.examples import held_back
from index.build import Builder
from index.filter import Filter
from index.fold import fold
from index.search import Searcher


def ranks(searcher: Searcher, reader: EvidenceReader, questions: list[Question]) -> list[int]:
    """For each question the rank of the first sentence of its paragraph that holds a wording of the answer; 0: none."""
    found = []
    for question in questions:
        where = Filter(articles=(str(question.evidence[0].article_id),))
        evidence = reader.read(read_question(question.question), searcher.search(question.question, 10, where))
        wordings = [fold(wording) for wording in question.answers[0]]
        said = (fold(candidate.text) for candidate in evidence.candidates)
        holding = (n for n, text in enumerate(said, start=1) if any(wording in text for wording in wordings))
        found.append(next(holding, 0))
    return found


def main() -> None:
    """Measure the set that the arguments name and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, required=True, help="a question set in SQuAD's format")
    arguments = parser.parse_args()
    settings = read_settings()
    with tempfile.TemporaryDirectory() as folder:
        questions, articles = Path(folder) / "questions.jsonl", Path(folder) / "corpus"
        import_squad(arguments.squad, articles, questions)
        embedder = build_embedder(settings)
        Builder(Path(folder) / "store", embedder, settings.splitter).build([articles])
        searcher, reader = (
            Searcher(Path(folder) / "store", embedder),
            EvidenceReader(PassageReader(settings.cache), embedder),
        )
        asked = [question for question in read_questions(questions).questions if question.answerable]
        held = [held_back(searcher.generation(), question) for question in asked]
        found = ranks(searcher, reader, asked)
    parted = {
        "held back": [rank for rank, kept in zip(found, held, strict=True) if kept],
        "trained on": [rank for rank, kept in zip(found, held, strict=True) if not kept],
    }
    for name, group in parted.items():
        best = {f"best {k}": round(sum(0 < rank <= k for rank in group) / len(group), 4) for k in (1, 2, 3)}
        print(json.dumps({"questions": name, "count": len(group), **best}, ensure_ascii=False))


if __name__ == "__main__":
    main()
