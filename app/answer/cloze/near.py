"""Questions made of what stands near an answer, without those it answers itself."""

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.answer.cloze.chinese import chinese_questions, heading_question
from app.answer.cloze.english import english_questions
from app.answer.cloze.made import Made
from app.answer.cloze.rows import row_questions
from app.answer.dialogue import Names, names_of
from app.answer.dialogue.follow_up import leans_on_history
from app.answer.events import Answer
from app.answer.question import read_question
from corpus.article import Span
from corpus.sentences import statements
from index.filter import Filter
from index.fold import fold, terms
from index.generation import Generation
from index.search import Hit, Searcher

_HITS = 20  # passages that questions are made of
_TELLING = 1.4  # least idf, among passages of its language, of a word that tells what a text is about: one in four
_NEAREST = 3  # passages whose questions may be about something else, where there is an answer to go on from
_SHARED = 2  # such words that a question shares with what was asked and answered, if it shares no name
_COMMON = 3  # … and words of any kind, where there is an answer to go on from
_SAME = 0.7  # of the terms of the shorter of two questions: they ask for the same
_TOLD = 0.5  # of a sentence's terms in the answer: it tells the same again
_FIRST = 1.5  # what a sentence's place in its passage weighs, in places of passages
_NEAR = 12.0  # … and what it weighs if all words of a question are those of the answer or its question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the place of the words it was made of; ``words`` are its terms."""

    made: Made
    span: Span
    words: frozenset[str]
    distance: float  # from question and answer

    def like(self, words: frozenset[str]) -> bool:
        """Whether a question of these terms asks for the same."""
        return len(self.words & words) >= _SAME * min(len(self.words), len(words))


def near(searcher: Searcher, answer: Answer, asked: Collection[str]) -> list[Candidate]:
    """Questions in the language of the answer's, the nearest first; ``asked`` were asked before."""
    language = read_question(answer.question).language
    retrieval = searcher.search(answer.standalone_question, _HITS, Filter(languages=(language,)))
    generation, names = retrieval.generation, names_of(retrieval.generation)
    said = answer.answer if answer.answered else ""
    subject = frozenset(terms(f"{answer.standalone_question} {said}"))
    topic = _Topic(f"{answer.standalone_question} {said}", names, generation, language)
    before = [frozenset(terms(text)) for text in (answer.question, answer.standalone_question, *asked)]
    found: dict[str, Candidate] = {}
    for hit in retrieval.hits:
        for place, (made, span) in enumerate(_made_of(hit, generation, names, language)):
            words = frozenset(terms(made.question))
            distance = hit.rank + _FIRST * place - _NEAR * len(words & subject) / max(1, len(words))
            candidate = Candidate(made, span, words, distance)
            if made.question in found or is_cited(span, answer):
                continue
            if not (topic.has(made.question) or said and (hit.rank <= _NEAREST or topic.is_near(made.question))):
                continue
            if leans_on_history(made.question, names) or any(candidate.like(other) for other in before):
                continue
            if not (said and _tells_again(candidate, said, generation)):
                found[made.question] = candidate
    return sorted(found.values(), key=lambda candidate: candidate.distance)


def is_cited(span: Span, answer: Answer) -> bool:
    """Whether an answer cites these words, or some of them."""
    return any(c.article_id == span.article_id and c.start < span.end and span.start < c.end for c in answer.citations)


def letters(text: str) -> str:
    """A text as its letters, digits and %: what is the same however it is punctuated."""
    return "".join(character for character in fold(text) if character.isalnum() or character == "%")


def _made_of(hit: Hit, generation: Generation, names: Names, language: str) -> Iterator[tuple[Made, Span]]:
    """Questions made of the heading and the sentences of a passage, with the words they are made of."""
    article = generation.article(hit.article_id)

    def named(text: str) -> bool:
        return any(not any(character.isdigit() for character in name.text) for name in names.find(text))

    if language == "zh" and (asked := heading_question(hit.heading, named)):
        yield Made(asked, "", "heading"), Span(article.id, hit.start, hit.end)
    for span in statements(article, hit.start, hit.end):
        sentence = article.quote(span.start, span.end)
        yield from ((made, span) for made in _of_sentence(sentence, language, named))


def _of_sentence(sentence: str, language: str, named: Callable[[str], bool]) -> Iterator[Made]:
    if "|" in sentence:
        return (made for made in row_questions(sentence) if named(made.question))
    return chinese_questions(sentence, named) if language == "zh" else english_questions(sentence)


def _tells_again(candidate: Candidate, said: str, generation: Generation) -> bool:
    """Whether an answer says already what a question asks for."""
    if candidate.made.answer and letters(candidate.made.answer) in letters(said):
        return True
    span = candidate.span
    own = set(terms(generation.article(span.article_id).quote(span.start, span.end)))
    return candidate.made.kind != "heading" and len(own & set(terms(said))) >= _TOLD * len(own)


class _Topic:
    """What a text is about, by the names and words in it that few texts of its language have."""

    def __init__(self, text: str, names: Names, generation: Generation, language: str) -> None:
        self._names, self._generation = names, generation
        self._least = _TELLING - math.log(max(_share(generation, language), 0.01))
        self._own_names, self._own_words = self._telling(text)
        self._own_terms = frozenset(terms(text))

    def has(self, text: str) -> bool:
        """Whether another text is about it, too."""
        names, words = self._telling(text)
        return bool(names & self._own_names) or len(words & self._own_words) >= _SHARED

    def is_near(self, text: str) -> bool:
        """Whether another text at least shares several words with it, common ones too: 人工智能 here."""
        shared = read_question(text).terms & self._own_terms
        return sum(not term[0].isdigit() for term in shared) >= _COMMON

    def _telling(self, text: str) -> tuple[set[str], set[str]]:
        words = {term for term in read_question(text).terms if not term[0].isdigit() and self._tells(term)}
        found = {name.text for name in self._names.find(text)}
        return {name for name in found if any(self._tells(term) for term in terms(name))}, words

    def _tells(self, term: str) -> bool:
        return self._generation.lexical.idf(term) >= self._least


@lru_cache(maxsize=4)  # few, as a generation that was replaced would be kept in memory by it
def _share(generation: Generation, language: str) -> float:
    """The share of the passages that are in a language."""
    counts = [(entry.passages, entry.language == language) for entry in generation.entries()]
    return sum(passages for passages, own in counts if own) / max(1, sum(passages for passages, _ in counts))
