"""How often the right article is found, the answer holds the gold words, and is silent when it should be.

python -m eval.bench.answers --squad cmrc2018_dev.json     # a public set; each question also without its paragraph
python -m eval.bench.answers --squad cmrc2018_dev.json --fit   # the weights of app/answer/evidence.py
python -m eval.bench.answers                               # our own questions over corpus/articles
"""

import argparse
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import corpus as corpus_room
from app.answer.evidence import Evidence, EvidenceReader
from app.answer.extract import choose
from app.answer.question import read_question
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.dataset import Question, read_questions
from eval.squad import import_squad
from index.build import Builder
from index.fold import fold
from index.search import Searcher

OWN = Path(__file__).parent.parent / "questions" / "suzhou.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: ``holds`` says whether the chosen sentences hold every key fact, answered or not.

    ``rank`` is that of the first article that the question's evidence names, among the articles found; 0 if none.
    """

    question: Question
    rank: int
    evidence: Evidence
    sentences: int
    holds: bool


def outcome(searcher: Searcher, reader: EvidenceReader, question: Question, without: str | None = None) -> Outcome:
    """Search, read and choose as the engine does; ``without`` an article, as if the corpus did not hold it."""
    found = searcher.search(question.question, 10 if without is None else 30)
    hits = tuple(hit for hit in found.hits if hit.article_id != without)[:10]
    evidence = reader.read(read_question(question.question), replace(found, hits=hits))
    chosen = choose(evidence) if evidence.candidates else []
    said = fold("".join(candidate.text for candidate in chosen))
    holds = bool(question.answers) and all(any(fold(w) in said for w in fact) for fact in question.answers)
    articles = list(dict.fromkeys(hit.article_id for hit in hits))
    gold = {item.article_id for item in question.evidence}
    rank = next((n for n, article in enumerate(articles, start=1) if article in gold), 0)
    return Outcome(question, rank, evidence, len(chosen), holds)


def summary(answerable: list[Outcome], unanswerable: list[Outcome]) -> dict[str, float]:
    """Shares of the answerable (answered, right, …) and of the unanswerable (refused)."""
    answered = [o for o in answerable if o.evidence.sufficient]
    return {
        "answerable": len(answerable),
        "hit@1": sum(o.rank == 1 for o in answerable) / len(answerable),
        "hit@5": sum(0 < o.rank <= 5 for o in answerable) / len(answerable),
        "false_refusals": 1 - len(answered) / len(answerable),
        "holds_gold": sum(o.holds for o in answerable) / len(answerable),
        "answered_and_holds_gold": sum(o.holds for o in answered) / len(answerable),
        "sentences": float(np.mean([o.sentences for o in answered])),
        "unanswerable": len(unanswerable),
        "refused": sum(not o.evidence.sufficient for o in unanswerable) / max(1, len(unanswerable)),
    }


def fit(answerable: list[Outcome], unanswerable: list[Outcome]) -> dict[str, float]:
    """Logistic regression on the even half of the questions; refusals at 5 % false refusals on the odd half."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    best = [o.evidence.candidates[0] for o in [*answerable, *unanswerable]]
    x = np.array([[c.cosine, c.coverage, c.passage_coverage] for c in best])
    y = np.array([1] * len(answerable) + [0] * len(unanswerable))
    even = np.concatenate([np.arange(len(answerable)) % 2 == 0, np.arange(len(unanswerable)) % 2 == 0])
    scaler = StandardScaler().fit(x[even])
    model = LogisticRegression().fit(scaler.transform(x[even]), y[even])
    weights = model.coef_[0] / scaler.scale_
    probability = model.predict_proba(scaler.transform(x[~even]))[:, 1]
    threshold = np.percentile(probability[y[~even] == 1], 5)
    return {
        "cosine": weights[0],
        "coverage": weights[1],
        "passage_coverage": weights[2],
        "bias": float(model.intercept_[0] - (weights * scaler.mean_).sum()),
        "threshold_at_5_percent": float(threshold),
        "refused_at_5_percent": float((probability[y[~even] == 0] < threshold).mean()),
    }


def main() -> None:
    """Run the benchmark that the arguments name and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, help="a question set in SQuAD's format")
    parser.add_argument("--fit", action="store_true", help="fit the weights of the sufficiency of evidence")
    arguments = parser.parse_args()
    settings = read_settings()
    with tempfile.TemporaryDirectory() as folder:
        questions, articles = OWN, Path(corpus_room.__file__).parent / "articles"
        if arguments.squad:
            questions, articles = Path(folder) / "questions.jsonl", Path(folder) / "corpus"
            import_squad(arguments.squad, articles, questions)
        embedder = build_embedder(settings)
        Builder(Path(folder) / "store", embedder, settings.splitter).build([articles])
        searcher, reader = Searcher(Path(folder) / "store", embedder), EvidenceReader(embedder)
        asked = read_questions(questions).questions
        answerable = [outcome(searcher, reader, q) for q in asked if q.answerable]
        if arguments.squad:
            unanswerable = [outcome(searcher, reader, q, q.evidence[0].article_id) for q in asked if q.answerable]
        else:
            unanswerable = [outcome(searcher, reader, q) for q in asked if not q.answerable]
    figures = fit(answerable, unanswerable) if arguments.fit else summary(answerable, unanswerable)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=1))


if __name__ == "__main__":
    main()
