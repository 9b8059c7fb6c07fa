"""What a sentence would have to say to answer, and does not: see lack.py."""

from app.answer.lacks.lack import Kind, Lack
from app.answer.lacks.lacks import lacks

__all__ = ["Kind", "Lack", "lacks"]
