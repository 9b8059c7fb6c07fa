"""What a sentence would have to say to answer, and does not: see lack.py."""

from app.answer.lacks.english import english_lacks, place_in_chinese
from app.answer.lacks.lack import Kind, Lack
from app.answer.lacks.lacks import lacks

__all__ = ["Kind", "Lack", "english_lacks", "lacks", "place_in_chinese"]
