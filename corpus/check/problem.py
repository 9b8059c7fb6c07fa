"""What a rule finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an article breaks; ``message`` names the place and what to do."""

    article: str  # id, or path where the article could not be read
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, list item or table row of an article, as one claim with its source ids."""

    article: str
    text: str
    source_ids: tuple[str, ...]
