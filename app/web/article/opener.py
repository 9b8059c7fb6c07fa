"""The button that opens an article at some of its words, and addresses that may be followed."""

from html import escape


def open_article(article_id: str, label: str, start: int | None = None, end: int | None = None, quote: str = "") -> str:
    """A button with ``label`` (text) that opens the article, at these words if they are given."""
    place = f' data-start="{start}" data-end="{end}" data-quote="{escape(quote)}"' if start is not None else ""
    return (
        f'<button type="button" class="open-article" data-article="{escape(article_id)}"{place}>'
        f"{escape(label)}</button>"
    )


def followable(address: str | None) -> str | None:
    """The address if a reader may follow it: never ``javascript:`` and the like."""
    return address if address and address.lower().startswith(("https://", "http://")) else None


def outward(address: str | None, label: str) -> str:
    """``label`` (text) as a link to the address, or as it is where that may not be followed."""
    if followed := followable(address):
        return f'<a href="{escape(followed)}" target="_blank" rel="noopener noreferrer">{escape(label)}</a>'
    return escape(label)
