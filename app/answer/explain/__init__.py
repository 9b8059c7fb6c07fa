"""Why an answer is as it is, worked out only when somebody asks."""

from app.answer.explain.explain import explain
from app.answer.explain.explanation import Explanation

__all__ = ["Explanation", "explain"]
