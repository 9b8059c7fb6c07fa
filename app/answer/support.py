"""Which of the shown evidence carries a sentence of a chat model: the narrowest span that does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answer.events import Citation, Support
from app.answer.markers import Written
from app.answer.shown import Shown
from app.answer.verify import Verifier
from corpus.article import Article, Source, Span
from index.fold import terms
from index.generation import Generation

_TRIED = 3  # sentences of a piece, the most alike first


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries a sentence: spans of articles, and how well."""

    spans: tuple[Span, ...]
    support: Support


class Carrier:
    """Looks for it in the articles of one generation."""

    def __init__(self, verifier: Verifier, generation: Generation) -> None:
        self._verifier = verifier
        self._generation = generation

    def carried(self, written: Written, shown: Sequence[Shown]) -> Carried | None:
        """The spans that carry a sentence, in the pieces it cites, else in any that was shown; None: nothing does.

        A mark that leads nowhere does not count, and a wrong one is put right: small models often slip here.
        """
        by_number = {one.n: one for one in shown}
        cited = [by_number[n] for n in written.cited if n in by_number]
        others = [one for one in shown if one not in cited]
        for pieces in (cited, others):
            for spans in narrow_to_wide(written.text, pieces):
                support = self.check(written.text, spans)
                if support != "unsupported":
                    return Carried(spans, support)
        return None

    def check(self, sentence: str, spans: Sequence[Span]) -> Support:
        """Whether a sentence is carried by these spans together."""
        citations = [cite(n, self._generation.article(span.article_id), span) for n, span in enumerate(spans, start=1)]
        return self._verifier.check(sentence, citations, self._generation).support


def cite(n: int, article: Article, span: Span, also: tuple[Source, ...] = ()) -> Citation:
    """The citation of a span; ``also`` are other publications of its words."""
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        start=span.start,
        end=span.end,
        quote=article.quote(span.start, span.end),
        sources=article.sources_of(span.start, span.end),
        also=also,
        page=article.page_of(span.start),
    )


def narrow_to_wide(sentence: str, pieces: Sequence[Shown]) -> Iterator[tuple[Span, ...]]:
    """One sentence of a piece, the most alike first; two of different pieces; whole pieces."""
    said = set(terms(sentence))
    alike = sorted(
        (
            (-len(said & set(terms(piece.article.quote(s.start, s.end)))), n, s)
            for n, piece in enumerate(pieces)
            for s in piece.spans
        ),
        key=lambda entry: entry[:2],
    )
    best = [(n, span) for score, n, span in alike if score][:_TRIED]
    for _, span in best:
        yield (span,)
    if len(best) > 1:
        first, second = best[0][1], next((span for n, span in best[1:] if n != best[0][0]), best[1][1])
        yield (first, second)
    for n in dict.fromkeys(n for n, _ in best):
        if len(pieces[n].spans) > 1:
            yield (pieces[n].span,)
