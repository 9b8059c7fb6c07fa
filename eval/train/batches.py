"""Readings of a passage for a question, and their batches for the network."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from app.answer.reader.layout import Encode, Layout, lay_out_passage, lay_out_question
from app.answer.reader.matching import late_interaction, token_matches
from eval.train.examples import Asked, Collection, Marks, Text
from eval.train.states import States, StatesOf
from index.fold import fold, simplify, terms

_TOKENS = 4000  # in a batch
_ROUND = 1024  # readings that are sorted by length together
_WITHOUT = 0.5  # chance of also reading the passage with its answer taken out
_CHANGED = 0.35  # chance of also reading the passage for the question with a year or a name changed
_OTHER_SUBJECT = 0.6  # chance of also reading another article for the question with that one's title in it
_ANSWERED_ANYWAY = 0.5  # share of such a question's terms from which that article may well answer it
_OWN_TIMES = 3  # an epoch: our own questions are few
_PUBLIC_SHARE = 0.5  # of the public ones are drawn in an epoch
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"《[^》]{2,20}》|“[^”]{2,12}”|[A-Za-z][A-Za-z0-9.-]{2,15}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and a passage, as states; ``marks`` is None where the passage does not answer.

    ``answer`` are the places of the tokens of the answer's wordings.
    """

    question: States
    passage: States
    marks: Marks | None
    answer: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of b readings of at most q and p tokens and s sentences."""

    inputs: dict[str, torch.Tensor]  # of network.Together
    sentences: torch.Tensor  # (b, s, p)
    late: torch.Tensor  # (b, s)
    target: torch.Tensor  # (b, s + 1): sentences that answer; last, nothing does
    unsure: torch.Tensor  # (b, s + 1)
    answer: torch.Tensor  # (b, p)


class Readings:
    """All readings of a collection; each epoch draws other ones."""

    def __init__(self, collection: Collection, encode: Encode, states: StatesOf) -> None:
        self._collection = collection
        self._encode = encode
        self._states_of = states
        self._folded = [[fold(sentence) for sentence in text.sentences] for text in collection.texts]
        self.passages = states([self._lay_out(text) for text in collection.texts])
        self.questions = states([lay_out_question(encode, asked.question) for asked in collection.asked])
        self._without = self._take_answers_out()

    def add(self, asked: list[Asked]) -> None:
        """More questions about the same passages."""
        self.questions += self._states_of([lay_out_question(self._encode, one.question) for one in asked])
        self._collection.asked.extend(asked)

    def epoch(self, rng: random.Random) -> list[Reading]:
        """What to read in one epoch: each question with a passage that answers it, and with some that do not."""
        found: list[Reading] = []
        changed: list[tuple[str, int]] = []
        own = self._collection.name == "own"
        for number, asked in enumerate(self._collection.asked):
            if asked.held_back or not (own or not asked.answerable or rng.random() < _PUBLIC_SHARE):
                continue
            for _ in range(_OWN_TIMES if own else 1):
                found += self._answering(number, asked, rng)
                found += self._not_answering(number, asked, rng)
                changed += filter(None, (self._change(asked, rng), self._other_subject(asked, rng)))
        questions = self._states_of([lay_out_question(self._encode, question) for question, _ in changed])
        found += [Reading(q, self.passages[n], None) for q, (_, n) in zip(questions, changed, strict=True)]
        return found

    def held_back(self) -> Iterator[tuple[int, Asked]]:
        """Questions that are not trained on, with their numbers."""
        return ((number, asked) for number, asked in enumerate(self._collection.asked) if asked.held_back)

    def _answering(self, number: int, asked: Asked, rng: random.Random) -> list[Reading]:
        places = _answering_places(asked)
        if not places:
            return []
        place = rng.choice(places)
        marks = asked.gold[place]
        passage = self.passages[place]
        found = [Reading(self.questions[number], passage, marks, self._answer_tokens(asked, place))]
        if number in self._without and rng.random() < _WITHOUT:
            found.append(Reading(self.questions[number], self._without[number], None))
        return found

    def _not_answering(self, number: int, asked: Asked, rng: random.Random) -> list[Reading]:
        """Passages that were found for a question and do not answer it, the first ones more often."""
        others = [n for n in asked.found if n not in asked.gold and not self._holds_wording(asked, n)]
        if not others:
            return []
        weights = [1 / (rank + 1) for rank in range(len(others))]
        drawn = rng.choices(others, weights, k=1 if asked.answerable else 2)
        return [Reading(self.questions[number], self.passages[n], None) for n in dict.fromkeys(drawn)]

    def _change(self, asked: Asked, rng: random.Random) -> tuple[str, int] | None:
        """A question with another year, else with another name of the passage, that its passage does not answer."""
        places = _answering_places(asked)
        if not places or rng.random() >= _CHANGED:
            return None
        question = asked.question
        if years := _YEAR.findall(question):
            other = str(int(years[0]) + rng.choice([-3, -2, -1, 1, 2, 3]))
            return None if other in question else (question.replace(years[0], other), places[0])
        name = _NAME.search(question)
        if name is None:
            return None
        around = "".join(self._collection.texts[places[0]].sentences)
        others = [
            word
            for word in _NAME.findall(around)
            if (word[0] == name.group()[0] or (word[0].isascii() and name.group()[0].isascii()))
            and word not in question
        ]
        return (question.replace(name.group(), rng.choice(others)), places[0]) if others else None

    def _other_subject(self, asked: Asked, rng: random.Random) -> tuple[str, int] | None:
        """A question asked of the subject of another article that was found for it, which most likely does not say.

        The article is one like its own (a film for a film), so that it reads as if it might.
        """
        places = _answering_places(asked)
        title = _title(self._collection.texts[places[0]]) if places else ""
        if len(title) < 2 or title not in asked.question or rng.random() >= _OTHER_SUBJECT:
            return None
        before, behind = asked.question.split(title, 1)
        rest = set(terms(before)) | set(terms(behind))
        others = []
        for place in asked.found:
            text = self._collection.texts[place]
            said = set(terms("".join(text.sentences)))
            unlikely = len(rest & said) < _ANSWERED_ANYWAY * max(1, len(rest))
            if place not in asked.gold and unlikely and not self._holds_wording(asked, place) and len(_title(text)) > 1:
                others.append(place)
        if not others:
            return None
        place = rng.choice(others)
        return before + _title(self._collection.texts[place]) + behind, place

    def _holds_wording(self, asked: Asked, place: int) -> bool:
        return any(wording in said for said in self._folded[place] for wording in asked.wordings)

    def _take_answers_out(self) -> dict[int, States]:
        """By question, a passage without the sentences that answer it or may do so."""
        layouts: dict[int, Layout] = {}
        for number, asked in enumerate(self._collection.asked):
            places = _answering_places(asked)
            if asked.held_back or not places:
                continue
            text, marks = self._collection.texts[places[0]], asked.gold[places[0]]
            out = marks.answering | marks.unsure
            rest = tuple(sentence for n, sentence in enumerate(text.sentences) if n not in out)
            if rest and not any(wording in fold(text.about) for wording in asked.wordings):
                layouts[number] = self._lay_out(Text(text.article_id, text.about, rest))
        return dict(zip(layouts, self._states_of(list(layouts.values())), strict=True))

    def _answer_tokens(self, asked: Asked, place: int) -> tuple[int, ...]:
        """Places of tokens in the wordings of the answer, in the sentences that answer."""
        found: list[int] = []
        sentence = self.passages[place].layout.sentence
        for number in asked.gold[place].answering:
            own = np.flatnonzero(sentence == number)
            offsets = self._offsets(self._collection.texts[place].sentences[number])[: len(own)]
            said = self._folded[place][number]
            for wording in asked.wordings:
                start = said.find(wording)
                if start >= 0:
                    end = start + len(wording)
                    found += [int(at) for at, (a, b) in zip(own, offsets, strict=False) if a < end and b > start]
        return tuple(dict.fromkeys(found))

    def _offsets(self, sentence: str) -> list[tuple[int, int]]:
        """Characters of each token of a sentence, in its simplified form."""
        return self._states_of.offsets(simplify(sentence))

    def _lay_out(self, text: Text) -> Layout:
        return lay_out_passage(self._encode, text.about, text.sentences)


def batches(readings: list[Reading], rng: random.Random) -> Iterator[Batch]:
    """Batches of readings of like length, in random order."""
    rng.shuffle(readings)
    parted: list[list[Reading]] = []
    for at in range(0, len(readings), _ROUND):
        batch: list[Reading] = []
        for reading in sorted(readings[at : at + _ROUND], key=lambda r: len(r.passage.layout.ids)):
            if batch and (len(batch) + 1) * (len(reading.passage.layout.ids) + 30) > _TOKENS:
                parted.append(batch)
                batch = []
            batch.append(reading)
        parted.append(batch)
    rng.shuffle(parted)
    return map(to_batch, parted)


def to_batch(readings: list[Reading]) -> Batch:
    """Readings as padded tensors."""
    b = len(readings)
    q = max(len(r.question.layout.ids) for r in readings)
    p = max(len(r.passage.layout.ids) for r in readings)
    s = 1 + max(0, *(int(r.passage.layout.sentence.max()) for r in readings))
    dim = readings[0].question.states.shape[1]
    question, passage = torch.zeros(b, q, dim), torch.zeros(b, p, dim)
    question_mask, passage_mask, match = torch.zeros(b, q), torch.zeros(b, p), torch.zeros(b, p, 2)
    sentences, late, answer = torch.zeros(b, s, p), torch.zeros(b, s), torch.zeros(b, p)
    target, unsure = torch.zeros(b, s + 1, dtype=torch.bool), torch.zeros(b, s + 1, dtype=torch.bool)
    for row, reading in enumerate(readings):
        asked, read = reading.question, reading.passage
        n, m = len(asked.layout.ids), len(read.layout.ids)
        question[row, :n], question_mask[row, :n] = torch.from_numpy(_wide(asked.states)), 1
        passage[row, :m], passage_mask[row, :m] = torch.from_numpy(_wide(read.states)), 1
        matches, similar = token_matches(_wide(asked.states), asked.layout.ids, _wide(read.states), read.layout.ids)
        match[row, :m] = torch.from_numpy(matches)
        late[row] = torch.from_numpy(late_interaction(similar, read.layout.sentence, s))
        own = read.layout.sentence >= 0
        sentences[row, read.layout.sentence[own], np.flatnonzero(own)] = 1
        held = [n for n in (reading.marks.answering if reading.marks else ()) if n < s and sentences[row, n].any()]
        target[row, held or [s]] = True
        if reading.marks and held:
            unsure[row, [n for n in reading.marks.unsure if n < s]] = True
            answer[row, list(reading.answer)] = 1
    inputs = {
        **{"question": question, "question_mask": question_mask},
        **{"passage": passage, "passage_mask": passage_mask, "match": match},
    }
    return Batch(inputs, sentences, late, target, unsure, answer)


def _title(text: Text) -> str:
    """The subject of an article, without what tells it from others of its name: 谢尔 (演员)."""
    return re.sub(r"\s*[（(].*", "", text.about.split("\n")[0]).strip()


def _answering_places(asked: Asked) -> list[int]:
    return [place for place, marks in asked.gold.items() if marks.answering]


def _wide(states: NDArray[np.float16]) -> NDArray[np.float32]:
    return states.astype(np.float32)
