"""Markdown with front matter. Source marks (``[^s1]``) leave the text and become references."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.article import BlockKind, Reference
from corpus.draft import Draft
from corpus.formats.front_matter import split_front_matter

_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")  # the text of a footnote, at the head of a paragraph
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’…—]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_markdown(text: str) -> Draft:
    """The article of a Markdown text: headings, paragraphs, list items and table rows become blocks.

    HTML in it is data and stays in the text as written. The title is the front matter's, else the first heading of
    level 1. Raises: SourceError for front matter that cannot be read.
    """
    fields, body = split_front_matter(text)
    draft = Draft(
        title=fields.title,
        id=fields.id,
        language=fields.language,
        publisher=fields.publisher,
        author=fields.author,
        date=fields.date,
        url=fields.url,
        summary=fields.summary,
        tags=tuple(fields.tags or ()),
        sources=fields.source_list(),
        format="markdown",
    )
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("reference")  # "[^1]: https://…" is a note, not the address of a link
    _Blocks(draft).read(parser.parse(_COMMENT.sub("", body)))
    return draft


class _Blocks:
    """Walks a token stream and appends to a draft what a reader would see."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.level = 0  # of the heading that is open, 0 outside
        self.lists = 0  # how many lists are open
        self.cells: list[str] | None = None  # of the table row that is open
        self.row_kind = BlockKind.ROW

    def read(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            match token.type:
                case "heading_open" | "heading_close":
                    self.level = int(token.tag[1:]) if token.nesting > 0 else 0
                case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                    self.lists += token.nesting
                case "tr_open":
                    self.cells = []
                case "thead_open" | "tbody_open":
                    self.row_kind = BlockKind.ASIDE if token.type == "thead_open" else BlockKind.ROW
                case "tr_close":
                    row = " | ".join(self.cells or [])
                    self.cells = None
                    self.add(self.row_kind, row)  # the names of the columns state nothing by themselves
                case "inline":
                    self.inline(_plain(token.children or []))
                case "fence" | "code_block":
                    self.add(BlockKind.PARAGRAPH, token.content)

    def inline(self, text: str) -> None:
        if self.cells is not None:
            self.cells.append(text.strip())
        elif self.level:
            self.heading(text)
        elif _NOTE.match(text):
            self.add(BlockKind.ASIDE, text)
        else:
            self.add(BlockKind.ITEM if self.lists else BlockKind.PARAGRAPH, text)

    def heading(self, text: str) -> None:
        first = not self.draft.blocks
        if self.level == 1 and first and self.draft.title in (None, _MARK.sub("", text).strip()):
            self.draft.title = self.add(BlockKind.TITLE, text)
        else:
            self.add(BlockKind.HEADING, text, self.level)

    def add(self, kind: BlockKind, marked: str, level: int = 0) -> str:
        """Append the words of ``marked`` as a block, their marks as references; gives the words."""
        words, marks = "", []
        for n, part in enumerate(_MARK.split(marked.strip()) if kind is not BlockKind.ASIDE else [marked.strip()]):
            if n % 2:
                marks.append((len(words), part))
            else:
                words += part if words else part.lstrip()
        words = words.rstrip()
        if words:
            start = self.draft.add(kind, words, level).start
            self.draft.references += [Reference(start + min(at, len(words)), source_id) for at, source_id in marks]
        return words


def _plain(tokens: Sequence[Token]) -> str:
    text = ""
    for index, token in enumerate(tokens):
        match token.type:
            case "text" | "code_inline":
                text += token.content
            case "image":
                text += ""  # its alternative text is a caption, not a statement
            case "hardbreak":
                text += "\n"
            case "softbreak":
                following = next((t.content for t in tokens[index + 1 :] if t.content), "")
                chinese = _CJK.match(text[-1:]) and _CJK.match(following[:1])
                text += "" if chinese else " "
    return text
