"""The hits' sentences, read for the question, and whether they are enough to answer from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.answer.constraints import Misses, focus, misses
from app.answer.figures import figures
from app.answer.lacks import Kind, Lack, english_lacks, lacks
from app.answer.missing_names import missing_names
from app.answer.question import Question
from app.answer.reader.reader import PASSAGES_IN_MEMORY, Passage, PassageReader
from app.answer.reprints import without_reprinted_hits, without_reprints
from app.answer.sentence_vectors import SentenceVectors
from app.answer.sufficiency import Signals, sufficiency
from corpus.article import Article, BlockKind, Span
from corpus.sentences import statements
from index.embed.embedder import Embedder
from index.fold import simplify, terms
from index.generation import Generation, Lexical
from index.search import Hit, Retrieval

READ_HITS = 5  # passages whose sentences are read
SUFFICIENT = 0.5
_COVERAGE = 4.0  # log odds for a sentence that holds all terms of the question
_PASSAGE = 1.0  # log odds a unit of its passage's fused score
_COSINE = 90.0  # log odds a unit of cosine, where the question is not Chinese
_EVEN = 0.8656  # the cosine, centred by language, of a sentence that is as likely as not to answer such a question
_MISS = 1.0  # off for each thing asked for that it lacks
_CHECKED = 8  # candidates that are checked for what they lack
_PREMISE = 10  # candidates that may contradict a figure of the question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could answer: ``reading`` are its log odds against no answer in its passage, by the reading
    network for a question in Chinese, by its cosine for another.

    ``coverage`` is that of the question's terms, by weight; title and heading count as well. ``score`` ranks it.
    ``lacks`` is looked for in the first ones only, and where question and article are Chinese.
    """

    article: Article
    hit: Hit
    span: Span
    reading: float
    coverage: float
    misses: Misses
    score: float
    lacks: tuple[Lack, ...] = ()

    @property
    def kind(self) -> BlockKind | None:
        """What it stands in: a paragraph, a list, a table."""
        blocks = self.article.blocks
        return next((block.kind for block in blocks if block.start <= self.span.start < block.end), None)

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.article.quote(self.span.start, self.span.end)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Candidates, best first, how likely they hold the answer (0 to 1), and what the passages read do not tell.

    ``missing_years`` are asked for, but the best sentence's passage does not name them; ``missing_words`` are names
    that stand in no passage that was read; ``premise`` is a figure the question takes for granted, and the one told.
    """

    question: Question
    candidates: tuple[Candidate, ...]
    sufficiency: float
    signals: Signals | None = None
    missing_years: frozenset[str] = frozenset()
    missing_words: tuple[str, ...] = ()
    premise: tuple[str, str] | None = None

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What even the best sentence lacks of what is asked."""
        return self.candidates[0].lacks if self.candidates else ()

    @property
    def sufficient(self) -> bool:
        """Whether to answer at all: however near the rest is, nothing that can be checked may be lacking or denied."""
        near = bool(self.candidates) and self.sufficiency >= SUFFICIENT
        return near and not self.missing_years and not self.premise and not self.lacks


class EvidenceReader:
    """Finds and weighs the sentences that may answer. Safe to call from several threads."""

    def __init__(self, reader: PassageReader, embedder: Embedder) -> None:
        self._reader = reader
        self._vectors = SentenceVectors(embedder)

    def read(self, question: Question, retrieval: Retrieval) -> Evidence:
        """Score the sentences of the first hits; no hits give evidence that is never sufficient."""
        retrieval = without_reprinted_hits(retrieval)
        hits = retrieval.hits[:READ_HITS]
        if not hits or not question.terms:
            return Evidence(question, (), 0.0, None, question.years)
        weight = _Weight(question, retrieval.generation.lexical)
        found: list[tuple[Article, Hit, list[Span]]] = []
        for hit in hits:
            article = retrieval.generation.article(hit.article_id)
            found.append((article, hit, statements(article, hit.start, hit.end)))
        passages = [_passage(about(hit), article, spans) for article, hit, spans in found]
        candidates = []
        readings = self._readings(question, retrieval, passages, [article.language for article, _, _ in found])
        for (article, hit, spans), passage, scores in zip(found, passages, readings, strict=True):
            around = f"{passage.about}\n{hit.text}"
            for span, sentence, reading in zip(spans, passage.sentences, scores, strict=True):
                coverage = weight.covered(f"{passage.about}\n{sentence}")
                lacks = misses(question, sentence, around)
                score = reading + _COVERAGE * coverage + _PASSAGE * (hit.score - hits[0].score) - _MISS * lacks.count
                candidates.append(Candidate(article, hit, span, reading, coverage, lacks, score))
        candidates = _in_order(candidates)
        checked = _checked if question.language == "zh" else _checked_in_english
        first = [checked(question, candidate) for candidate in candidates[:_CHECKED]]
        candidates = without_reprints(_in_order([*first, *candidates[_CHECKED:]]), retrieval.generation)
        cosine = self._cosines(retrieval, [_headed(about(candidates[0].hit), candidates[0].text)])[0]
        return _weigh(question, retrieval, tuple(candidates), weight, cosine)

    def read_ahead(self, generation: Generation) -> Iterator[None]:
        """Read the passages of a generation, and embed their sentences, before a question comes for them: step by step,
        all passages first. Of a larger generation than the reader keeps in mind, nothing.
        """
        rows = generation.all_rows().tolist() if len(generation) <= PASSAGES_IN_MEMORY else ()
        for row in rows:
            self._reader.look_at(_passage_in(generation, row))
            yield
        for row in rows:
            self._vectors.of([simplify(text) for text in _sentences(_passage_in(generation, row))])
            yield

    def _readings(
        self, question: Question, retrieval: Retrieval, passages: Sequence[Passage], languages: Sequence[str]
    ) -> list[list[float]]:
        """Of the sentences of each passage. By cosine where the question is not Chinese, as the network was trained on
        that alone.
        """
        if question.language == "zh":
            return [scores.tolist() for scores in self._reader.read(question.text, passages)]
        cosines = iter(self._cosines(retrieval, [text for passage in passages for text in _sentences(passage)]))
        return [
            [_COSINE * (next(cosines) + retrieval.language_gaps[language] - _EVEN) for _ in passage.sentences]
            for passage, language in zip(passages, languages, strict=True)
        ]

    def _cosines(self, retrieval: Retrieval, texts: Sequence[str]) -> list[float]:
        """Of sentences under their titles and headings, and the question."""
        vectors = self._vectors.of([simplify(text) for text in texts])
        cosines: list[float] = (vectors @ retrieval.vector).tolist()
        return cosines


def _in_order(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.span.start))


def _checked(question: Question, candidate: Candidate) -> Candidate:
    """The candidate with what it lacks, and the less for it."""
    if candidate.article.language != "zh":
        return candidate
    found = lacks(question, candidate.text, f"{about(candidate.hit)}\n{candidate.hit.text}")
    if candidate.kind is BlockKind.ITEM:
        found = tuple(lack for lack in found if lack.kind is not Kind.LIST)  # the list itself is said
    return replace(candidate, lacks=found, score=candidate.score - _MISS * len(found))


def _checked_in_english(question: Question, candidate: Candidate) -> Candidate:
    """The same for an English question, whatever the article's language."""
    found = english_lacks(question, candidate.text, f"{about(candidate.hit)}\n{candidate.hit.text}")
    return replace(candidate, lacks=found, score=candidate.score - _MISS * len(found))


class _Weight:
    """How much of a question's content a text covers, each term weighing its idf in the store."""

    def __init__(self, question: Question, lexical: Lexical) -> None:
        self._idf = {term: lexical.idf(term) for term in question.terms}
        self._total = sum(self._idf.values())
        self.covered = lru_cache(maxsize=None)(self._covered)

    def _covered(self, text: str) -> float:
        if not self._total:
            return 0.0
        found = self._idf.keys() & set(terms(text))
        return sum(self._idf[term] for term in found) / self._total


def _weigh(
    question: Question, retrieval: Retrieval, candidates: tuple[Candidate, ...], weight: _Weight, cosine: float
) -> Evidence:
    """Judge the evidence by its best candidate; ``cosine`` is its own with the question."""
    best = candidates[0]
    gap = retrieval.language_gaps[best.article.language]
    hits = retrieval.hits[:READ_HITS]
    around = f"{about(best.hit)}\n{best.hit.text}"
    everything = "\n".join(f"{about(hit)}\n{hit.text}" for hit in hits)
    premise = _contradicted(question, candidates)
    signals = Signals(
        reading=best.reading,
        best_reading=max(candidate.reading for candidate in candidates),
        cosine=cosine + gap,
        passage_cosine=best.hit.dense + gap,
        coverage=best.coverage,
        passage_coverage=weight.covered(around),
        nowhere=1 - weight.covered(everything),
        focus=focus(question, around),
        premise=float(premise is not None),
        **best.misses.as_signals(),
    )
    return Evidence(
        question,
        candidates,
        sufficiency(signals, question.language == best.article.language == "zh"),
        signals,
        missing_years=question.years if best.misses.year else frozenset(),
        missing_words=missing_names(question, everything, retrieval.generation),
        premise=premise,
    )


def _contradicted(question: Question, candidates: tuple[Candidate, ...]) -> tuple[str, str] | None:
    """A figure of the question that the sentences give otherwise: 37个工业大类 where they say 35个工业大类."""
    told = [figure for candidate in candidates[:_PREMISE] for figure in figures(candidate.text)]
    for asked in figures(question.text):
        if len(asked.noun) < 2:
            continue
        same = [f for f in told if f.unit == asked.unit and f.noun[:2] == asked.noun[:2]]
        if same and all(figure.value != asked.value for figure in same):
            return asked.words, same[0].words
    return None


def about(hit: Hit) -> str:
    """Title and heading: they say what a sentence is about."""
    return _headed(hit.title, hit.heading)


def _headed(title: str, heading: str) -> str:
    return "\n".join(part for part in (title, heading) if part)


def _passage(headed: str, article: Article, spans: list[Span]) -> Passage:
    return Passage(headed, tuple(article.quote(span.start, span.end) for span in spans))


def _passage_in(generation: Generation, row: int) -> Passage:
    article, passage = generation.passage(row)
    return _passage(_headed(article.title, passage.heading), article, statements(article, passage.start, passage.end))


def _sentences(passage: Passage) -> list[str]:
    """Each under its title and heading."""
    return [_headed(passage.about, sentence) for sentence in passage.sentences]
