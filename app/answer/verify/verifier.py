"""The checks a sentence has to pass against the words it cites."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.answer.events import Citation, Support
from app.answer.verify.bindings import misplaced_amounts, misplaced_names, misplaced_years, unrolled
from app.answer.verify.comparisons import turned_round
from app.answer.verify.directions import turned
from app.answer.verify.figures import missing_amounts, missing_dates, of_another_year
from app.answer.verify.ground import Ground, ground, held, publishers
from app.answer.verify.meaning import Meaning
from app.answer.verify.names import Name, capitalised, places, proper, quoted
from app.answer.verify.negation import negation_differs
from app.answer.verify.plain import as_written, clauses, is_chinese, plain
from app.answer.verify.planning import outcome_as_planned, planned_as_outcome
from app.answer.verify.strangers import strangers
from app.answer.verify.superlatives import unclaimed
from index.embed.embedder import Embedder
from index.fold import terms_of_folded
from index.generation import Generation

# Found with eval/bench/verify.py on the half of its sentences that are not held back.
_NEAR, _NEAR_OTHER_SCRIPT = 0.905, 0.785  # least cosine with the evidence
_LONGEST = 1000  # characters of a sentence: nothing longer is one, and checking it would take seconds
_SHARED = 0.35  # least share of its terms that stand in the evidence


@dataclass(frozen=True, slots=True)
class Check:
    """What came of a sentence.

    ``missing`` is what the evidence lacks, in the sentence's own words, or in <> what is no word: <citation>,
    <negated>, <planned>, <achieved>, <order> (who is ahead of whom), <meaning>.
    """

    support: Support
    missing: tuple[str, ...] = ()


class Verifier:
    """Checks sentences against the spans they cite. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._meaning = Meaning(embedder)

    def check(self, sentence: str, citations: Sequence[Citation], generation: Generation) -> Check:
        """``verbatim`` if a citation says the very words and its span really holds them; ``supported`` if all it says
        stands in the spans in other words, else ``unsupported``.
        """
        said = sentence.strip()
        if not re.search(r"\w", said):
            return Check("unsupported", ("<meaning>",))
        if any(said in citation.quote and held(citation, generation) for citation in citations):
            return Check("verbatim")
        basis = ground(citations, generation)
        if basis is None:
            return Check("unsupported", ("<citation>",))
        if len(said) > _LONGEST:
            return Check("unsupported", ("<meaning>",))
        missing = tuple(dict.fromkeys(as_written(words, said) for words in _missing(said, basis, generation)))
        if not missing and not self._near(said, basis):
            missing = ("<meaning>",)
        return Check("unsupported" if missing else "supported", missing)

    def _near(self, sentence: str, basis: Ground) -> bool:
        chinese, over_chinese = is_chinese(sentence), any(is_chinese(quote) for quote in basis.quotes)
        if chinese and over_chinese:
            own = set(terms_of_folded(plain(sentence)))
            known = set(terms_of_folded(plain("\n".join([*basis.quotes, *basis.heads, *basis.beside]))))
            if len(own & known) < _SHARED * len(own):
                return False
        least = _NEAR if chinese == over_chinese else _NEAR_OTHER_SCRIPT
        return self._meaning.nearness(sentence, basis.units) >= least


def _missing(sentence: str, basis: Ground, generation: Generation) -> Iterator[str]:
    said, cited = plain(sentence), plain("\n".join(basis.quotes))
    heads, beside, tellers = (plain("\n".join(texts)) for texts in (basis.heads, basis.beside, basis.tellers))
    by_name = [plain(name) for name in publishers(basis.tellers)]
    yield from missing_dates(said, cited, f"{heads}\n{beside}", tellers)
    yield from missing_amounts(said, cited)
    who = _who(said, cited, "\n".join(basis.quotes), heads, beside, generation)
    yield from strangers(sentence, who, by_name, generation)
    if is_chinese(said) and is_chinese(cited):
        yield from unclaimed(said, cited)
    if word := turned(said, cited):
        yield word
    own, theirs = clauses(said), clauses(cited)
    yield from of_another_year(own, clauses(unrolled(cited)))
    yield from misplaced_amounts(said, cited)
    yield from misplaced_years(said, cited)
    raw = "\n".join([sentence, *basis.quotes])
    for names in _sorts_of_names(raw, by_name, generation):
        yield from misplaced_names(said, names(said), cited, names(cited))
    if turned_round(said, cited):
        yield "<order>"
    if negation_differs(own, theirs):
        yield "<negated>"
    if planned_as_outcome(own, theirs, is_chinese(said) != is_chinese(cited)):
        yield "<achieved>"
    if outcome_as_planned(own, theirs):
        yield "<planned>"


def _who(said: str, cited: str, raw: str, heads: str, beside: str, generation: Generation) -> str:
    """What may say who is spoken of: what stands around the cited words, where nobody they name was left out for it.

    ``raw`` are the cited words as they are written.
    """
    named = [name for name, _, _ in (places(cited) if is_chinese(cited) else capitalised(raw, cited))]
    if not named and not proper(cited, generation):
        return "\n".join([cited, heads, beside])
    return cited if any(name not in said for name in named) else "\n".join([cited, heads])


def _sorts_of_names(raw: str, tellers: Sequence[str], generation: Generation) -> list[Callable[[str], list[Name]]]:
    """For each sort of names, what finds them in a plain text; ``raw`` are sentence and evidence as written."""
    return [
        places,
        quoted,
        lambda text: proper(text, generation),
        lambda text: _these(tellers, text),
        lambda text: [] if is_chinese(text) else capitalised(raw, text),
    ]


def _these(names: Sequence[str], text: str) -> list[Name]:
    found = [(name, match.start(), match.end()) for name in names for match in re.finditer(re.escape(name), text)]
    return sorted(found, key=lambda name: name[1])
