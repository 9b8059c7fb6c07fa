"""What a format's reader knows of an article before it has an id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.article import STATING, Article, Block, BlockKind, Reference, Source
from corpus.errors import SourceError
from corpus.receipt import LeftOut, Receipt

_MOSTLY_CHINESE = 0.2  # share of Chinese characters among letters from which a text counts as Chinese
_LONGEST_EXAMPLE = 80  # characters
_SURROGATES = re.compile("[\ud800-\udfff]")  # an escape in JSON or YAML can name half a character


@dataclass(slots=True)
class Draft:
    """An article in the making: the fields of ``Article``, each optional but the text and its blocks.

    ``name`` is what the file holds the article under, where it holds several.
    """

    parts: list[str] = field(default_factory=list)  # of the text: joined when it is asked for, not at every addition
    characters: int = 0  # in all parts
    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    id: str | None = None
    name: str | None = None
    language: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    references: list[Reference] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    encoding: str | None = None
    format: str = ""

    @classmethod
    def of(cls, text: str) -> "Draft":
        """A draft whose text stands already; its blocks are to be appended to ``blocks``."""
        return cls(parts=[text], characters=len(text))

    @property
    def text(self) -> str:
        """All of it so far."""
        if len(self.parts) > 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def add(self, kind: BlockKind, text: str, level: int = 0) -> Block:
        """Append a block of these words to the text: list items and rows on lines of their own, the rest apart."""
        together = (BlockKind.ITEM, BlockKind.ROW)
        close = bool(self.blocks) and self.blocks[-1].kind == kind and kind in together
        between = ("\n" if close else "\n\n") if self.characters else ""
        start = self.characters + len(between)
        block = Block(kind, start, start + len(text), level)
        self.parts += (between, text)
        self.characters = block.end
        self.blocks.append(block)
        return block

    def add_all(self, kind: BlockKind, texts: Iterable[str]) -> None:
        """Append a block for each of ``texts`` that is not empty."""
        for text in texts:
            if text:
                self.add(kind, text)

    def begin_page(self) -> None:
        """Let the next block begin a page."""
        self.pages.append(self.characters + bool(self.characters))

    def leave_out(self, kind: str, text: str) -> None:
        """Note words that are in no passage; those of a kind are counted together."""
        example = text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
        for number, noted in enumerate(self.left_out):
            if noted.kind == kind:
                self.left_out[number] = replace(noted, characters=noted.characters + len(text))
                return
        self.left_out.append(LeftOut(kind, len(text), example))

    def mend(self) -> None:
        """Put U+FFFD in the place of half characters, which no file and no index can hold; all places stay."""
        self.parts = [_SURROGATES.sub("\ufffd", self.text)]
        for name in ("title", "id", "name", "publisher", "author", "url", "summary"):
            if value := getattr(self, name):
                setattr(self, name, _SURROGATES.sub("\ufffd", value))
        self.tags = tuple(_SURROGATES.sub("\ufffd", tag) for tag in self.tags)

    def warn(self, message: str) -> None:
        """Note what an editor should know of how this was read; the same is noted once."""
        if message not in self.warnings:
            self.warnings.append(message)

    def finish(self, article_id: str, fallback_title: str, path: str) -> Article:
        """The article. Raises: SourceError if there is nothing in it to answer from."""
        if not any(block.kind in STATING for block in self.blocks):
            raise SourceError("holds no text to answer from")
        text = self.text
        return Article(
            id=article_id,
            title=self.title or fallback_title,
            text=text,
            blocks=tuple(self.blocks),
            path=path,
            language=self.language or guess_language(text),
            publisher=self.publisher,
            author=self.author,
            date=self.date,
            url=self.url,
            summary=self.summary,
            tags=self.tags,
            sources=self.sources,
            references=tuple(self.references),
            pages=tuple(min(start, len(text)) for start in self.pages),
            receipt=Receipt(self.format, self.encoding, tuple(self.left_out), tuple(self.warnings)),
        )


def guess_language(text: str) -> str:
    """``zh`` or ``en``, by the share of Chinese characters among the letters."""
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]", text))
    return "zh" if chinese >= _MOSTLY_CHINESE * (chinese + latin) else "en"
