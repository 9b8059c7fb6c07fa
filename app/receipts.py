"""What became of sources: of one article as ``gusu index show`` tells it, and of all that a build read."""

from dataclasses import asdict
from typing import Any

from rich.console import Console

from corpus.errors import UsageError
from corpus.refusal import Refusal
from index.generation import Generation
from index.proof import Proof
from index.rollback import Rollback
from index.summary import BuildSummary

_MOST = 10  # lines of a kind that people are told


def article_json(generation: Generation, article_id: str) -> dict[str, Any]:
    """What the store knows of an article, of one that is a copy's too.

    Raises: UsageError if there is none of this id.
    """
    name = article_id if article_id in generation else generation.alike.holder(article_id)
    if name is None:
        raise UsageError(f"the store holds no article {article_id!r}: gusu index status lists their ids")
    article = generation.article(name)
    facts = asdict(article)
    text, blocks = facts.pop("text"), facts.pop("blocks")
    receipt, pages = facts.pop("receipt"), facts.pop("pages")
    del facts["references"]
    near = [
        {"article_id": other, "title": generation.article(other).title, "similarity": similarity}
        for other, similarity in generation.alike.near(name)
    ]
    return {
        **facts,
        "generation": generation.name,
        "characters": len(text),
        "blocks": len(blocks),
        "pages": len(pages),
        "passages": len(generation.rows_of([name])),
        "receipt": receipt,
        "also": [asdict(copy) for copy in generation.alike.copies.get(name, ())],
        "near": near,
    }


def print_article(console: Console, facts: dict[str, Any]) -> None:
    """The same, a fact a line."""

    def line(name: str, value: Any) -> None:
        if value:
            console.print(f"{name:>12}  {value}", soft_wrap=True)

    for name in ("id", "title", "publisher", "author", "date", "url", "language", "summary", "path"):
        line(name, facts[name])
    line("tags", ", ".join(facts["tags"]))
    for source in facts["sources"]:
        line("source", " · ".join(part for part in (source["publisher"], source["title"], source["date"]) if part))
    receipt = facts["receipt"]
    line("format", " · ".join(part for part in (receipt["format"], receipt["encoding"]) if part))
    pages = f", {facts['pages']} pages" if facts["pages"] else ""
    line("kept", f"{facts['characters']} characters, {facts['passages']} passages{pages}")
    for left in receipt["left_out"]:
        line("left out", f"{left['kind']}: {left['characters']} characters, such as “{left['example']}”")
    for warning in receipt["warnings"]:
        line("warning", warning)
    for copy in facts["also"]:
        about = " · ".join(part for part in (copy["publisher"], copy["date"], copy["url"]) if part)
        line("same text", f"{copy['path']}{f' ({about})' if about else ''}")
    for near in facts["near"]:
        line("nearly same", f"{near['article_id']} ({near['similarity']:.2f}): {near['title']}")


def refused_as(refused: tuple[Refusal, ...], source: str) -> Refusal | None:
    """What was said of a source that was refused, by its path."""
    return next((refusal for refusal in refused if refusal.path == source), None)


def print_account(console: Console, summary: BuildSummary) -> None:
    """What an editor should know of the sources read, beside their counts: ten lines of a kind at most."""
    said = [
        [f"moved: {one.path} goes on as {one.article_id}" for one in summary.receipts if one.state == "moved"],
        [
            f"same text: {one.path} is one more source of {one.article_id}"
            for one in summary.receipts
            if one.state == "copy"
        ],
        [f"nearly the same ({pair.similarity:.2f}): {pair.one}, {pair.other}" for pair in summary.duplicates],
        [f"{one.path}: {warning}" for one in summary.receipts for warning in one.warnings],
    ]
    for lines in said:
        for line in lines[:_MOST]:
            console.print(f"  {line}", soft_wrap=True)
        if len(lines) > _MOST:
            console.print(f"  … and {len(lines) - _MOST} more of these (--json tells all)", soft_wrap=True)
    if summary.proved:
        _print_proof(console, summary.proved)


def _print_proof(console: Console, proof: Proof) -> None:
    console.print(
        f"  proved: {proof.sentences} sentences searched for, {proof.vectors} vectors and {proof.files} files "
        f"({proof.bytes / 1e6:.1f} MB) looked at: none gives what was removed any more ({proof.seconds:.1f} s)",
        soft_wrap=True,
    )
    if proof.elsewhere:
        console.print(f"  some of its words are also those of {', '.join(proof.elsewhere[:_MOST])}", soft_wrap=True)
    if proof.previous:
        console.print(
            f"  generation {proof.previous} still holds it, so that gusu index rollback brings it back; the next "
            "build that changes anything drops it, gusu index remove --forget does at once",
            soft_wrap=True,
        )


def print_rollback(console: Console, store: str, done: Rollback) -> None:
    """What going back did."""
    changes = [
        f"{len(names)} {what} ({', '.join(names[:_MOST])}{', …' if len(names) > _MOST else ''})"
        for what, names in (("back", done.back), ("gone", done.gone), ("as before", done.changed))
        if names
    ]
    console.print(
        f"{store}: generation {done.generation} is live again, {done.articles} articles, {done.passages} passages; "
        f"{'; '.join(changes) or 'the same articles'}. Another rollback returns to {done.before}",
        soft_wrap=True,
    )
