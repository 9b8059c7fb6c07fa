"""Questions with the passages found for them, and which sentences answer: what the reading network learns from.

Half of each public set is held back, by the titles of its articles; of our own questions, those of a file of their own.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.sentences import statements
from eval.dataset import Question, read_questions
from eval.squad import import_squad
from index.build import Builder
from index.embed.embedder import Embedder
from index.fold import fold
from index.generation import Generation
from index.search import Hit, Searcher
from index.split import SplitSettings

QUESTIONS = Path(__file__).parent.parent / "questions"
TRAINED = (QUESTIONS / "nearby-train.jsonl", QUESTIONS / "pairs-train.jsonl")
HELD_BACK = (QUESTIONS / "nearby-held.jsonl", QUESTIONS / "pairs-held.jsonl")
"""Questions over our own articles: those that are trained on, and those the judge of evidence is fitted on."""
NEAR = (Path(__file__).parent / "twins.jsonl", Path(__file__).parent / "pairs.jsonl")
"""Questions near those of the public sets."""
_HITS = 10
_LEFT = 12  # characters before an answer that tell which of its occurrences is meant


@dataclass(frozen=True, slots=True)
class Text:
    """A passage: ``about`` is its title and headings."""

    article_id: str
    about: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Sentences of a passage, by number: those that answer, and those of which it is not known."""

    answering: frozenset[int]
    unsure: frozenset[int]


_Mark = Callable[[Question, list[str]], Marks]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: ``gold`` marks passages of the articles with its answer, ``found`` are hits, both by place in a list.

    ``wordings`` are those of all key facts, folded.
    """

    question: str
    answerable: bool
    held_back: bool
    wordings: tuple[str, ...]
    gold: dict[int, Marks]
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Questions over one corpus."""

    name: str
    texts: list[Text]
    asked: list[Asked]


def squad_collection(path: Path, folder: Path, embedder: Embedder, splitter: SplitSettings) -> Collection:
    """A public set: each of its paragraphs an article; half of the titles are held back."""
    corpus, questions = folder / f"{path.stem}-corpus", folder / f"{path.stem}.jsonl"
    import_squad(path, corpus, questions)
    searcher = _searcher(corpus, folder / f"{path.stem}-store", embedder, splitter)
    places = _places(path)

    def mark(question: Question, sentences: list[str]) -> Marks:
        holding = {n for n, said in enumerate(sentences) if any(_stands(said, *place) for place in places[question.id])}
        return _marks(holding, question, sentences)

    both = [(q, held_back(searcher.generation(), q)) for q in read_questions(questions).questions]
    return _collect(path.stem, searcher, both, mark)


def held_back(generation: Generation, question: Question) -> bool:
    """Whether a question of a public set is one of the half that is not trained on, by the title of its article."""
    return is_held_back(generation.article(str(question.evidence[0].article_id)).title)


def is_held_back(title: str) -> bool:
    """Whether the articles of a public set with this title are of the half that is not trained on."""
    return zlib.crc32(title.encode()) % 2 == 0


def own_collection(
    trained: Sequence[Path],
    held_back: Sequence[Path],
    corpus: Path,
    folder: Path,
    embedder: Embedder,
    splitter: SplitSettings,
) -> Collection:
    """Our own questions over our own articles: files to train on, and files held back."""
    searcher = _searcher(corpus, folder / "own-store", embedder, splitter)

    def mark(question: Question, sentences: list[str]) -> Marks:
        quotes = [fold(evidence.quote) for evidence in question.evidence]
        holding = {n for n, said in enumerate(sentences) if any(quote in said or said in quote for quote in quotes)}
        return _marks(holding, question, sentences)

    both = [(q, path in held_back) for path in (*trained, *held_back) for q in read_questions(path).questions]
    return _collect("own", searcher, both, mark)


def near(path: Path, collection: Collection) -> list[Asked]:
    """Questions near those of a public set: lines of ``{article, question, answer}``, each about one paragraph.

    Those without an answer are not answered by it. Left out are those whose answer stands in no sentence that was
    found for any question of the set.
    """
    places: dict[str, list[int]] = {}
    for number, text in enumerate(collection.texts):
        places.setdefault(text.article_id, []).append(number)
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one["article"] not in places:
            continue
        of_article = tuple(places[one["article"]])
        kept = is_held_back(collection.texts[of_article[0]].about.split("\n")[0])
        answer = fold(one.get("answer", ""))
        gold = {}
        for place in of_article if answer else ():
            sentences = [fold(sentence) for sentence in collection.texts[place].sentences]
            gold[place] = Marks(frozenset(n for n, said in enumerate(sentences) if answer in said), frozenset())
        if answer and not any(marks.answering for marks in gold.values()):
            continue
        wordings = (answer,) if answer else ()
        found.append(Asked(one["question"], bool(answer), kept, wordings, gold, of_article))
    return found


def _searcher(corpus: Path, store: Path, embedder: Embedder, splitter: SplitSettings) -> Searcher:
    Builder(store, embedder, splitter).build([corpus])
    return Searcher(store, embedder)


def _collect(name: str, searcher: Searcher, questions: Iterable[tuple[Question, bool]], mark: _Mark) -> Collection:
    generation = searcher.generation()
    texts: list[Text] = []
    numbers: dict[tuple[str, int], int] = {}

    def number(hit: Hit) -> int:
        key = (hit.article_id, hit.start)
        if key not in numbers:
            numbers[key] = len(texts)
            texts.append(_text(generation, hit))
        return numbers[key]

    asked = []
    for question, held_back in questions:
        found = tuple(number(hit) for hit in searcher.search(question.question, _HITS).hits)
        articles = {str(evidence.article_id) for evidence in question.evidence}
        gold = {}
        for n in found:
            if texts[n].article_id in articles:
                gold[n] = mark(question, [fold(sentence) for sentence in texts[n].sentences])
        wordings = tuple(fold(wording) for fact in question.answers for wording in fact)
        asked.append(Asked(question.question, question.answerable, held_back, wordings, gold, found))
    return Collection(name, texts, asked)


def _text(generation: Generation, hit: Hit) -> Text:
    article = generation.article(hit.article_id)
    about = "\n".join(part for part in (hit.title, hit.heading) if part)
    spans = statements(article, hit.start, hit.end)
    return Text(hit.article_id, about, tuple(article.quote(span.start, span.end) for span in spans))


def _marks(answering: set[int], question: Question, sentences: list[str]) -> Marks:
    wordings = [fold(wording) for fact in question.answers for wording in fact]
    worded = {n for n, said in enumerate(sentences) if any(wording in said for wording in wordings)}
    return Marks(frozenset(answering), frozenset(worded - answering))


def _places(path: Path) -> dict[str, list[tuple[str, str]]]:
    """The answers of each question of a set in SQuAD's format, each with the characters before it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for document in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in document["paragraphs"]:
            context = paragraph["context"]
            for asked in paragraph["qas"]:
                starts = {a["text"]: a["answer_start"] for a in asked["answers"]}
                found[asked["id"]] = [
                    (fold(context[max(0, start - _LEFT) : start]).strip(), fold(text))
                    for text, start in starts.items()
                    if context.startswith(text, start)
                ]
    return found


def _stands(sentence: str, before: str, answer: str) -> bool:
    """Whether an answer stands in a sentence behind these characters, or at its beginning behind some of them."""
    whole = (before + answer) in sentence
    return whole or any(sentence.startswith(before[cut:] + answer) for cut in range(1, len(before) + 1))
