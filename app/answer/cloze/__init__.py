"""Questions made of sentences: a word is taken out, and asked for."""

from app.answer.cloze.made import Made
from app.answer.cloze.near import Candidate, is_cited, letters, near

__all__ = ["Candidate", "Made", "is_cited", "letters", "near"]
