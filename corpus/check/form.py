"""Rules that need nothing but the article: front matter, source marks, headings."""

import re
from collections.abc import Iterator

from corpus.article import Article, BlockKind
from corpus.check.problem import Problem, Statement
from corpus.sentences import statements as spans

FEWEST_CHARACTERS = 500
_NEEDED = ("title", "publisher", "author", "date", "language", "tags", "summary", "sources")


def statements(article: Article) -> list[Statement]:
    """The sentences of an article's paragraphs and items and the rows of its tables, in order, with their sources."""
    found = []
    for span in spans(article, 0, len(article.text)):
        ids = tuple(source.id for source in article.sources_of(span.start, span.end))
        found.append(Statement(article.id, article.quote(span.start, span.end), ids))
    return found


def check_form(article: Article) -> Iterator[Problem]:
    """Front matter complete, every source defined once and used, every statement sourced, headings in order."""
    for field in _NEEDED:
        if not getattr(article, field):
            yield Problem(article.id, "front matter", f"{field} is missing")
    yield from _sources(article)
    yield from _headings(article)
    for statement in statements(article):
        if not statement.source_ids:
            yield Problem(article.id, "sources", f"no source mark in: {statement.text}")
    characters = len(re.sub(r"\s", "", article.text))
    if characters < FEWEST_CHARACTERS:
        yield Problem(article.id, "length", f"{characters} characters, expected at least {FEWEST_CHARACTERS}")


def _sources(article: Article) -> Iterator[Problem]:
    defined = [source.id for source in article.sources]
    used = {reference.source_id for reference in article.references}
    for source_id in sorted({name for name in defined if defined.count(name) > 1}):
        yield Problem(article.id, "sources", f"source {source_id} is defined twice")
    for source_id in sorted(used - set(defined)):
        yield Problem(article.id, "sources", f"[^{source_id}] names no source of the front matter")
    for source_id in sorted(set(defined) - used):
        yield Problem(article.id, "sources", f"source {source_id} is used nowhere")
    for source in article.sources:
        if not source.publisher:
            yield Problem(article.id, "sources", f"source {source.id} names no publisher")
        if source.url and not source.url.startswith(("http://", "https://")):
            yield Problem(article.id, "sources", f"source {source.id}: {source.url} is not an address")


def _headings(article: Article) -> Iterator[Problem]:
    blocks = [block for block in article.blocks if block.kind not in (BlockKind.ASIDE, BlockKind.TITLE)]
    words = [article.text[b.start : b.end] for b in blocks]
    if blocks and blocks[0].kind is BlockKind.HEADING:
        yield Problem(article.id, "structure", "begins with a heading: a lead paragraph comes first")
    level = 1
    for n, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        if block.level < 2 or block.level > level + 1:
            yield Problem(article.id, "structure", f"heading {words[n]!r} of level {block.level} follows level {level}")
        level = block.level
        if n + 1 == len(blocks) or (blocks[n + 1].kind is BlockKind.HEADING and blocks[n + 1].level <= block.level):
            yield Problem(article.id, "structure", f"nothing stands under the heading {words[n]!r}")
        if words[n] in {w for b, w in zip(blocks[:n], words[:n], strict=True) if b.kind is BlockKind.HEADING}:
            yield Problem(article.id, "structure", f"the heading {words[n]!r} stands twice")
