"""What a format's reader knows of an article before it has an id."""

import re
from dataclasses import dataclass, field

from corpus.article import Article, Block, BlockKind, Reference, Source
from corpus.errors import SourceError

_MOSTLY_CHINESE = 0.2  # share of Chinese characters among letters from which a text counts as Chinese


@dataclass(slots=True)
class Draft:
    """An article in the making: the fields of ``Article``, each optional but the text and its blocks."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    id: str | None = None
    language: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    references: list[Reference] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> Block:
        """Append a block of these words to the text: list items and rows on lines of their own, the rest apart."""
        together = (BlockKind.ITEM, BlockKind.ROW)
        close = bool(self.blocks) and self.blocks[-1].kind == kind and kind in together
        self.text += ("\n" if close else "\n\n") if self.text else ""
        block = Block(kind, len(self.text), len(self.text) + len(text), level)
        self.text += text
        self.blocks.append(block)
        return block

    def finish(self, article_id: str, fallback_title: str, path: str) -> Article:
        """The article. Raises: SourceError if there is nothing in it to answer from."""
        if not any(b.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW) for b in self.blocks):
            raise SourceError("holds no text to answer from")
        return Article(
            id=article_id,
            title=self.title or fallback_title,
            text=self.text,
            blocks=tuple(self.blocks),
            path=path,
            language=self.language or guess_language(self.text),
            publisher=self.publisher,
            author=self.author,
            date=self.date,
            url=self.url,
            summary=self.summary,
            tags=self.tags,
            sources=self.sources,
            references=tuple(self.references),
        )


def guess_language(text: str) -> str:
    """``zh`` or ``en``, by the share of Chinese characters among the letters."""
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]", text))
    return "zh" if chinese >= _MOSTLY_CHINESE * (chinese + latin) else "en"
