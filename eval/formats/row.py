"""A question as its file has it, not checked yet, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its file a question stands; ``number`` counts from 1, as an editor or a spreadsheet shows it."""

    unit: str  # line, row or question
    number: int
    sheet: str = ""

    def __str__(self) -> str:
        """``line 3``, ``row 7`` or ``sheet ‘Q’ row 7``."""
        return f"sheet ‘{self.sheet}’ {self.unit} {self.number}" if self.sheet else f"{self.unit} {self.number}"


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a question by the names the file has for them; what is no mapping is no question.

    ``columns`` says what a table calls a field: ``answers`` → ``column C (答案)``.
    """

    place: Place
    fields: Any
    columns: Mapping[str, str] = field(default_factory=dict)
