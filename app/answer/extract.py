"""The answerer that needs no model server: sentences of the articles, word for word, for each part of the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answer.choose import MOST_SENTENCES, choose
from app.answer.evidence import Candidate, Evidence, EvidenceReader
from app.answer.parts import Part, parts, sides
from app.answer.question import Question, read_question
from corpus.article import BlockKind
from corpus.draft import guess_language
from index.fold import simplify
from index.names.chinese import without_chinese_names
from index.search import Hit, Retrieval, Searcher

_A_PART = 2  # sentences at most, where there are several parts
_OF_THE_WHOLE = 3  # hits of the whole question that are read for each of its parts, behind as many as are left


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence to say; ``item``: of a list, or a row of a table, which stands on a line of its own."""

    candidate: Candidate
    item: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """What to say: nothing where the evidence is not sufficient.

    ``missing`` are the parts of the question that are not answered, in the asker's words, ``differing`` the statements
    whose sources disagree, ``hits`` all that was found, ``evidence`` what was weighed for the whole question, or where
    a part is answered, for the surest one, ``parts`` what was weighed for each of its parts.
    """

    question: str
    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    differing: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    evidence: Evidence
    parts: tuple[tuple[Part, Evidence], ...]

    @property
    def lacking(self) -> Evidence:
        """What a refusal rests on: where a part could be answered, on the first one that could not."""
        if not self.evidence.sufficient:
            return self.evidence
        return next((evidence for _, evidence in self.parts if not evidence.sufficient), self.evidence)

    @property
    def read(self) -> tuple[Evidence, ...]:
        """What was weighed for each part that is answered."""
        return tuple(evidence for _, evidence in self.parts if evidence.sufficient)


class Extractor:
    """Reads the evidence for each part of a question and chooses what to say."""

    def __init__(self, searcher: Searcher, reader: EvidenceReader) -> None:
        self._searcher = searcher
        self._reader = reader

    def extract(self, retrieval: Retrieval) -> Extract:
        """Choose from what was found for the whole question; its parts are looked up by themselves."""
        question, looked_up = retrieval.question, retrieval.looked_up
        parted = [replace(part, said=without_chinese_names(part.said, question)) for part in parts(simplify(looked_up))]
        if len(parted) == 1:
            whole = self._read_whole(retrieval)
            extract = _together(question, [(parted[0], whole)], whole, retrieval.hits)
            return self._both_sides(simplify(looked_up), extract, retrieval) or extract
        read = [(part, self._read_part(part, retrieval)) for part in parted]
        surest = max((evidence for _, evidence in read), key=lambda e: (e.sufficient, e.sufficiency))
        if surest.sufficient:
            return _together(question, read, surest, _all_hits(retrieval, read))
        whole = self._read_whole(retrieval)
        if whole.sufficient:
            return _together(question, [(Part(question, question), whole)], whole, retrieval.hits)
        return _together(question, read, whole, _all_hits(retrieval, read))

    def _both_sides(self, question: str, extract: Extract, retrieval: Retrieval) -> Extract | None:
        """What to say of each of two things put side by side, where ``extract`` leaves one out and both are told."""
        both = sides(question)
        said = simplify("".join(statement.candidate.text for statement in extract.statements))
        if not said or all(name in said for name in both):
            return None
        read = [(part, self._read_part(part, retrieval)) for part in both.values()]
        if not all(evidence.sufficient for _, evidence in read):
            return None
        return _together(extract.question, read, extract.evidence, _all_hits(retrieval, read))

    def _read_whole(self, retrieval: Retrieval) -> Evidence:
        return self._reader.read(_read(retrieval, retrieval.question), retrieval)

    def _read_part(self, part: Part, whole: Retrieval) -> Evidence:
        found = self._searcher.search(part.text, len(whole.hits) or 1)
        if found.generation is not whole.generation:  # a rebuild came between: its spans are others
            found = replace(found, hits=whole.hits, generation=whole.generation)
        own = {(hit.article_id, hit.start) for hit in found.hits[:_OF_THE_WHOLE]}
        others = [hit for hit in whole.hits[:_OF_THE_WHOLE] if (hit.article_id, hit.start) not in own]
        return self._reader.read(
            read_question(found.looked_up), replace(found, hits=(*found.hits[:_OF_THE_WHOLE], *others))
        )


def _read(retrieval: Retrieval, asked: str) -> Question:
    """A question as it was looked up, which stays one in the language it was asked in."""
    return replace(read_question(retrieval.looked_up), language=guess_language(asked))


def _all_hits(retrieval: Retrieval, read: Sequence[tuple[Part, Evidence]]) -> tuple[Hit, ...]:
    """What was found for the whole question, then what was found for its parts alone."""
    hits = list(retrieval.hits)
    known = {(hit.article_id, hit.start) for hit in hits}
    for _, evidence in read:
        for hit in (candidate.hit for candidate in evidence.candidates):
            if (hit.article_id, hit.start) not in known:
                known.add((hit.article_id, hit.start))
                hits.append(replace(hit, rank=len(hits) + 1))
    return tuple(hits)


def _together(
    question: str, read: Sequence[tuple[Part, Evidence]], evidence: Evidence, hits: tuple[Hit, ...]
) -> Extract:
    statements: list[Statement] = []
    differing: list[Statement] = []
    missing: list[str] = []
    most = MOST_SENTENCES if len(read) == 1 else _A_PART
    for part, own in read:
        if not own.sufficient:
            missing.append(part.said)
            continue
        choice = choose(own, most)
        said = [
            Statement(candidate, candidate.span in choice.items or candidate.kind is BlockKind.ROW)
            for candidate in choice.said
        ]
        differing += said if choice.differing else []
        known = {statement.candidate.span for statement in statements}
        statements += [statement for statement in said if statement.candidate.span not in known]
    return Extract(question, tuple(statements), tuple(missing), tuple(differing), hits, evidence, tuple(read))
