"""Is a sentence carried by the spans it cites? Checked without a chat model: see verifier.py."""

from app.answer.verify.verifier import Check, Verifier

__all__ = ["Check", "Verifier"]
