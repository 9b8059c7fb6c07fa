"""The rule that evidence is words of the corpus."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from eval.check.problem import Finding, Kind
from eval.dataset import Evidence, Question
from index.fold import fold

_FEWEST_SHARED = 6  # characters: an agreement that is worth showing
_SHOWN = 12  # characters before the place where a quote differs


class EvidenceRule:
    """Checks quotes against ``texts``, the words of each article by its id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._loose: dict[str, str] = {}

    def check(self, question: Question) -> Iterator[Finding]:
        """Each quote stands, character by character, in its article, or in any where it names none."""
        for evidence in question.evidence:
            yield from self._check(evidence)

    def _check(self, evidence: Evidence) -> Iterator[Finding]:
        name, quote = evidence.article_id, evidence.quote
        if name is not None and name not in self._texts:
            near = get_close_matches(name, self._texts, n=1)
            hint = f"; ‘{near[0]}’ is" if near else ""
            yield Kind.NO_ARTICLE, f"‘{name}’ is no article of the corpus{hint}"
            return
        named = [name] if name is not None else list(self._texts)
        if any(quote in self._texts[one] for one in named):
            return
        where = name or "any article"
        elsewhere = next((one for one, text in self._texts.items() if quote in text), None)
        alike = elsewhere or next((one for one in named if _loosely(quote) in self._loosely_of(one)), None)
        if elsewhere:
            why = f"is not in {where}, but in {elsewhere}"
        elif alike:
            why = f"is in {alike} with other blanks or characters alone: copy it as it stands there"
        else:
            why = f"is not in {where}{self._until(quote, named)}"
        yield Kind.NOT_IN_CORPUS, f"‘{quote}’ {why}"

    def _until(self, quote: str, names: list[str]) -> str:
        """How far a quote agrees with an article, in words; empty where it does not to speak of."""
        shared = 0
        for name in names:
            while shared < len(quote) and quote[: shared + 1] in self._texts[name]:
                shared += 1
        if shared < _FEWEST_SHARED:
            return ""
        return f"; it agrees as far as ‘{quote[max(0, shared - _SHOWN) : shared]}’"

    def _loosely_of(self, name: str) -> str:
        if name not in self._loose:
            self._loose[name] = _loosely(self._texts[name])
        return self._loose[name]


def _loosely(text: str) -> str:
    return re.sub(r"\s", "", fold(text))
