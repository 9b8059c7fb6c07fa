"""Is a sentence carried by the spans it cites?"""

from collections.abc import Sequence

from app.answer.events import Citation, Support
from index.store.generation import Generation


def support(sentence: str, citations: Sequence[Citation], generation: Generation) -> Support:
    """``verbatim`` if a citation says the very words and its span really holds them, else ``unsupported``."""
    for citation in citations:
        if citation.article_id in generation:
            article = generation.article(citation.article_id)
            held = article.text[citation.start : citation.end]
            if held == citation.quote and sentence in held:
                return "verbatim"
    return "unsupported"
