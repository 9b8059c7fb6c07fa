"""An article's text as HTML: headings, lists, tables and pages, with some of its words lit. All of it is escaped."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from app.web.article.table import Cell, columns
from app.web.article.words import Words
from corpus.article import Article, Block, BlockKind

_RUNS = (BlockKind.ITEM, BlockKind.ROW)  # of which several together are one list, one table


class ArticleText:
    """Draws one article; ``lit`` is the half-open range of code points that is marked, or None."""

    def __init__(self, article: Article, lit: tuple[int, int] | None, words: Words) -> None:
        self._article = article
        self._lit = lit
        self._words = words
        self._signs = self._signed()
        self._places = sorted(self._signs)
        self._lit_yet = False

    def html(self) -> str:
        """All blocks, in order."""
        return "".join(self._runs())

    def _runs(self) -> Iterator[str]:
        for kind, group in groupby(self._article.blocks, key=lambda block: block.kind):
            blocks = list(group)
            if kind is BlockKind.ITEM:
                items = "".join(f"<li>{self._block(block)}</li>" for block in blocks)
                yield f"<ul>{items}</ul>"
            elif kind is BlockKind.ROW:
                yield self._table(blocks)
            else:
                yield from map(self._single, blocks)

    def _single(self, block: Block) -> str:
        said = self._block(block)
        if block.kind is BlockKind.TITLE and said == escape(self._article.title):
            return ""  # it stands above the text already
        if block.kind is BlockKind.HEADING:
            level = min(max(block.level, 1) + 1, 6)
            return f"<h{level}>{said}</h{level}>"
        if block.kind is BlockKind.PARAGRAPH:
            return f"<p>{said}</p>"
        return f'<p class="{block.kind}">{said}</p>'

    def _table(self, blocks: Sequence[Block]) -> str:
        found = columns([(self._article.text[block.start : block.end], block.start) for block in blocks])
        if found is None:
            rows = "".join(f"<li>{self._block(block)}</li>" for block in blocks)
            return f'<ul class="rows">{rows}</ul>'
        names, rows_of_cells = found
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        body = "".join(f"<tr>{''.join(self._cell(row.get(name)) for name in names)}</tr>" for row in rows_of_cells)
        label = escape(self._words.table)
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def _cell(self, cell: Cell | None) -> str:
        return f"<td>{self._between(cell.start, cell.end)}</td>" if cell else "<td></td>"

    def _block(self, block: Block) -> str:
        return self._between(block.start, block.end)

    def _between(self, start: int, end: int) -> str:
        """The characters from ``start`` to ``end``, with what is lit and the signs that stand among them."""
        cuts = {start, end}
        if self._lit:
            cuts |= {min(max(place, start), end) for place in self._lit}
        places = self._places
        cuts |= set(places[bisect_left(places, start) : bisect_right(places, end)])
        html = ""
        at = start
        for cut in sorted(cuts):
            if cut > at:
                html += self._words_between(at, cut)
                at = cut
            html += self._signs.pop(cut, "")
        return html

    def _words_between(self, start: int, end: int) -> str:
        said = escape(self._article.text[start:end])
        if not self._lit or not (self._lit[0] <= start and end <= self._lit[1]):
            return said
        first = "" if self._lit_yet else ' id="lit" tabindex="-1"'
        self._lit_yet = True
        return f"<mark{first}>{said}</mark>"

    def _signed(self) -> dict[int, str]:
        """Page numbers and marks of sources, by the place in a block where they stand."""
        signs: dict[int, str] = {}
        article = self._article
        ends = iter(article.blocks)
        block = next(ends, None)
        for number, place in enumerate(article.pages[1:], start=2):
            while block and block.end <= place:
                block = next(ends, None)
            if block:
                label = escape(self._words.page.format(page=number))
                shown = max(place, block.start)
                signs[shown] = signs.get(shown, "") + f'<span class="page-number">{label}</span>'
        numbers = {source.id: number for number, source in enumerate(article.sources, start=1)}
        for reference in article.references:
            if cited := numbers.get(reference.source_id):
                signs[reference.position] = (
                    signs.get(reference.position, "") + f'<sup class="reference">[{cited}]</sup>'
                )
        return signs
