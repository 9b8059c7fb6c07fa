"""Style and script of the article view."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def article_style() -> str:
    """CSS, with the page's colours and fonts as tokens."""
    return (_FOLDER / "article.css").read_text(encoding="utf-8")


def article_script() -> str:
    """JavaScript that opens the dialog; it listens on the document, and does nothing else."""
    return (_FOLDER / "article.js").read_text(encoding="utf-8")
