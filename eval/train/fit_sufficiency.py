"""Fit the judge of evidence on questions that the reading network was not trained on; writes sufficiency.json.

python -m eval.train.fit_sufficiency --squad cmrc2018_dev.json --squad drcd_dev.json [--plot curve.png]

Answerable are our own questions held back and those of the public sets' halves held back; unanswerable are near ones to
both, and the public ones asked as if their article were not there. Figures are cross-validated.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import corpus as corpus_room
from app.answer.evidence import EvidenceReader
from app.answer.question import read_question
from app.answer.reader.reader import PassageReader
from app.answer.sufficiency import WEIGHTS, Signals
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.dataset import read_questions
from eval.squad import import_squad
from eval.train.examples import HELD_BACK, NEAR, held_back, is_held_back
from index.build import Builder
from index.search import Searcher

_FALSE_REFUSALS = 0.05  # of the public sets' answerable questions, at the threshold that ships
_CHECKS = ("premise", "other_year", "number", "unit", "outcome", "plan")
# What ships. Words in common are left out: our near questions were written to share few with their answers and many
# with what does not answer them, so a weight fitted on them refuses 40 % of CMRC2018's answerable questions.
_USED = ("reading", "cosine", "passage_cosine", *_CHECKS)
# Where question and article differ in language, or are English: the cosine alone, 0.5 at 0.865.
_ACROSS = {"bias": -55.4, "cosine": 64.0}
_EVERY = 6  # of the questions held back in a public set, one in this many
_NEAR_EVERY = 4  # … and of those near to it
_SEED = 20261124
LAYERS = {
    "cosine": ("cosine", "passage_cosine"),
    "… and exact checks": ("cosine", "passage_cosine", *_CHECKS),
    "reading alone": ("reading",),
    "weighed in all": _USED,
    "… and words in common": (*_USED, "coverage", "passage_coverage", "nowhere", "focus"),
}


Kind = Literal["answerable", "near", "without its article"]


@dataclass(frozen=True, slots=True)
class Record:
    """What was weighed for a question of a set; ``denied``: refused whatever it weighs, for what can be checked."""

    set: str
    kind: Kind
    signals: Signals
    same_language: bool
    denied: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the corpus answers it."""
        return self.kind == "answerable"


def main() -> None:
    """Fit as the arguments say and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, action="append", default=[], help="a public set in SQuAD's format")
    parser.add_argument("--plot", type=Path, help="where to draw both error rates")
    parser.add_argument("--records", type=Path, help="file of what was weighed: kept there, and read where it exists")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    if arguments.records and arguments.records.exists():
        records = _read(arguments.records)
    else:
        records = [*_own(), *(record for path in arguments.squad for record in _public(path))]
        if arguments.records:
            _keep(records, arguments.records)
    same = [record for record in records if record.same_language]
    probability = _cross_validated(same, _USED)
    threshold = _threshold(same, probability)
    weights = {"same": _fitted(same, _USED, threshold), "across": _ACROSS}
    by_layer = {layer: _cross_validated(same, signals, denying=False) for layer, signals in LAYERS.items()}
    by_layer["… and refused for what is lacking"] = probability
    figures: dict[str, Any] = {
        "at the threshold": _figures(same, probability, threshold),
        "at 5 % false refusals of each set": {name: _figures(same, found) for name, found in by_layer.items()},
    }
    if arguments.plot:
        _draw(by_layer, same, arguments.plot)
    arguments.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))


def _own() -> list[Record]:
    found: list[Record] = []
    with tempfile.TemporaryDirectory() as folder:
        judge = _Judge(Path(corpus_room.__file__).parent / "articles", Path(folder))
        for path in HELD_BACK:
            asked = read_questions(path).questions
            kinds = ((q.question, _kind(q.answerable), None) for q in asked)
            found += judge.records(path.stem, kinds)
    return found


def _kind(answerable: bool) -> Kind:
    return "answerable" if answerable else "near"


def _public(path: Path) -> list[Record]:
    """The half of a public set that is held back: as it is, without its articles, and the near questions to it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, questions = Path(folder) / "corpus", Path(folder) / "questions.jsonl"
        import_squad(path, corpus, questions)
        judge = _Judge(corpus, Path(folder))
        generation = judge.searcher.generation()
        asked: list[tuple[str, Kind, str | None]] = []
        for question in [q for q in read_questions(questions).questions if held_back(generation, q)][::_EVERY]:
            article = question.evidence[0].article_id
            asked += [(question.question, "answerable", None), (question.question, "without its article", article)]
        near: list[tuple[str, Kind, str | None]] = []
        for line in (line for file in NEAR for line in file.read_text(encoding="utf-8").splitlines()):
            one = json.loads(line)
            if one["article"] in generation and is_held_back(generation.article(one["article"]).title):
                near.append((one["question"], _kind("answer" in one), None))
        return [*judge.records(path.stem, asked), *judge.records(f"{path.stem}, near", near[::_NEAR_EVERY])]


class _Judge:
    """Weighs the evidence for questions over one corpus."""

    def __init__(self, corpus: Path, folder: Path) -> None:
        settings = read_settings()
        embedder = build_embedder(settings)
        Builder(folder / "store", embedder, settings.splitter).build([corpus])
        self.searcher = Searcher(folder / "store", embedder)
        self._reader = EvidenceReader(PassageReader(settings.cache), embedder)

    def records(self, name: str, asked: Iterable[tuple[str, Kind, str | None]]) -> Iterator[Record]:
        """A record a question; the last of each triple is an article that is taken not to be there."""
        for text, kind, without in asked:
            found = self.searcher.search(text, 30)
            hits = tuple(hit for hit in found.hits if hit.article_id != without)
            question = read_question(text)
            evidence = self._reader.read(question, replace(found, hits=hits))
            if evidence.signals is not None:
                same = question.language == evidence.candidates[0].article.language == "zh"
                denied = bool(evidence.missing_years or evidence.premise or evidence.lacks)
                yield Record(name, kind, evidence.signals, same, denied)


def _keep(records: Sequence[Record], path: Path) -> None:
    path.write_text("".join(json.dumps(asdict(record)) + "\n" for record in records), encoding="utf-8")


def _read(path: Path) -> list[Record]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Record(**{**row, "signals": Signals(**row["signals"])}) for row in rows]


def _matrix(records: Sequence[Record], signals: Sequence[str]) -> NDArray[np.float64]:
    rows = [asdict(record.signals) for record in records]
    return np.array([[row[name] for name in signals] for row in rows])


def _weights_of(records: Sequence[Record]) -> NDArray[np.float64]:
    """Each set and answer weighs the same, so that the large public ones do not drown our own."""
    kinds = [(record.set, record.kind) for record in records]
    return np.array([1 / kinds.count(kind) for kind in kinds]) * len(kinds)


def _cross_validated(records: Sequence[Record], signals: Sequence[str], denying: bool = True) -> NDArray[np.float64]:
    """How likely each is to be answerable, by weights fitted on the others; 0 for what is denied, where that counts."""
    y = np.array([record.answerable for record in records])
    folds = StratifiedKFold(10, shuffle=True, random_state=_SEED)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    params = {"logisticregression__sample_weight": _weights_of(records)}
    found = cross_val_predict(model, _matrix(records, signals), y, cv=folds, method="predict_proba", params=params)
    denied = np.array([record.denied and denying for record in records])
    probability: NDArray[np.float64] = np.where(denied, 0.0, found[:, 1])
    return probability


def _threshold(records: Sequence[Record], probability: NDArray[np.float64]) -> float:
    """The probability below which 5 % of the public sets' answerable questions lie, or of our own without these.

    Where more than these are denied, the least of one that is not.
    """
    own = {path.stem for path in HELD_BACK}
    public = [record.set not in own and record.answerable for record in records]
    every = [record.answerable for record in records]
    return _limit(probability[public if any(public) else every])


def _limit(answerable: NDArray[np.float64]) -> float:
    return max(float(np.percentile(answerable, 100 * _FALSE_REFUSALS)), float(answerable[answerable > 0].min()))


def _fitted(records: Sequence[Record], signals: Sequence[str], threshold: float) -> dict[str, float]:
    """Weights over all records, shifted so that 0.5 is the threshold."""
    model = make_pipeline(StandardScaler(), LogisticRegression())
    y = [record.answerable for record in records]
    model.fit(_matrix(records, signals), y, logisticregression__sample_weight=_weights_of(records))
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - (weights * scaler.mean_).sum() - np.log(threshold / (1 - threshold))
    named = {name: round(float(weight), 4) for name, weight in zip(signals, weights, strict=True)}
    return {"bias": round(float(bias), 4), **named}


def _figures(
    records: Sequence[Record], probability: NDArray[np.float64], threshold: float | None = None
) -> dict[str, dict[str, float]]:
    """By set: false refusals at the threshold, and by kind of unanswerable question what is refused.

    Without a threshold, that which refuses 5 % of the set's own answerable questions.
    """
    found: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(record.set for record in records):
        yes = probability[[record.set == name and record.answerable for record in records]]
        limit = _limit(yes) if threshold is None else threshold
        found[name] = {"answerable": float(len(yes)), "false refusals": float((yes < limit).mean())}
        for kind in ("near", "without its article"):
            no = probability[[record.set == name and record.kind == kind for record in records]]
            if len(no):
                found[name] |= {
                    f"{kind}": float(len(no)),
                    f"{kind}, refused": round(float((no < limit).mean()), 4),
                    f"{kind}, AUC": round(float((yes[:, None] > no[None]).mean()), 4),
                }
    return found


def _draw(layers: dict[str, NDArray[np.float64]], records: Sequence[Record], path: Path) -> None:
    """Refused unanswerable questions of our own over falsely refused answerable ones, by layer."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4.5), layout="constrained")
    sets = {path.stem for path in HELD_BACK}
    own = np.array([record.set in sets for record in records])
    yes = np.array([record.answerable for record in records])
    for name, probability in layers.items():
        falsely = np.linspace(0, 0.4, 201)
        limits = np.quantile(probability[own & yes], falsely)
        axes.plot(falsely, [(probability[own & ~yes] < limit).mean() for limit in limits], label=name)
    axes.axvline(_FALSE_REFUSALS, color="grey", linewidth=0.8)
    axes.set(xlabel="answerable questions refused", ylabel="unanswerable questions refused", xlim=(0, 0.4), ylim=(0, 1))
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
