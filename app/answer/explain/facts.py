"""The figures, dates and names of a sentence, and which of its citations hold each: read as the verifier reads them."""

from collections.abc import Iterator, Sequence

from app.answer.events import Citation
from app.answer.explain.explanation import Fact, FactKind
from app.answer.verify.amounts import amounts
from app.answer.verify.dates import dates
from app.answer.verify.names import capitalised, places, proper, quoted
from app.answer.verify.plain import as_written, is_chinese, plain
from index.generation import Generation


def facts_of(
    sentence: str, citations: Sequence[Citation], missing: Sequence[str], generation: Generation
) -> tuple[Fact, ...]:
    """Each fact once, in the order amounts, dates, names; then whatever else the verifier found ``missing``."""
    said = plain(sentence)
    quotes = [(citation, plain(citation.quote)) for citation in citations]
    found = [*_amounts(said, quotes), *_dates(said, quotes), *_names(sentence, quotes, generation)]
    facts = []
    for words, kind, numbers in found:
        shown = as_written(words, sentence)
        facts.append(Fact(shown, kind, numbers, shown in missing))
    known = {fact.words for fact in facts}
    for words in missing:
        if words not in known:
            facts.append(Fact(words, FactKind.CLAIM if words.startswith("<") else FactKind.NAME, (), True))
    return tuple(dict.fromkeys(facts))


_Found = tuple[str, FactKind, tuple[int, ...]]
_Quotes = Sequence[tuple[Citation, str]]


def _amounts(said: str, quotes: _Quotes) -> Iterator[_Found]:
    told = [(citation.n, amounts(dates(quote).rest)) for citation, quote in quotes]
    for amount in amounts(dates(said).rest):
        if not amount.loose:
            holding = tuple(n for n, known in told if any(amount.fits(other) for other in known))
            yield amount.words, FactKind.AMOUNT, holding


def _dates(said: str, quotes: _Quotes) -> Iterator[_Found]:
    here = dates(said)
    told = [(citation.n, dates(quote)) for citation, quote in quotes]
    for year in sorted(here.years):
        words = f"{year}年" if f"{year}年" in said else year
        yield words, FactKind.DATE, tuple(n for n, there in told if year in there.years)
    with_day = {month for month, day in here.months if day}
    for month, day in sorted(here.months):
        if not day and month in with_day:
            continue
        words = f"{month}月{day}日" if day else f"{month}月"
        yield words, FactKind.DATE, tuple(n for n, there in told if there.has_month(month, day))
    for part in sorted(here.parts):
        yield part, FactKind.DATE, tuple(n for n, there in told if part in there.parts)


def _names(sentence: str, quotes: _Quotes, generation: Generation) -> Iterator[_Found]:
    said = plain(sentence)
    found = [*quoted(said), *places(said), *proper(said, generation)]
    if not is_chinese(said):
        found += capitalised("\n".join([sentence, *(citation.quote for citation, _ in quotes)]), said)
    spans: list[tuple[int, int]] = []
    spans += [(amount.start, amount.end) for amount in amounts(dates(said).rest)]  # 5万亿元 may be a tag, too
    for name, start, end in sorted(found, key=lambda name: (name[1], -name[2])):
        if not any(first <= start and end <= last for first, last in spans):  # a longer name says it already
            spans.append((start, end))
            yield name, FactKind.NAME, tuple(citation.n for citation, quote in quotes if name in quote)
