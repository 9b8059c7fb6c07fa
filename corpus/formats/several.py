"""What a file gave."""

from dataclasses import dataclass, field

from corpus.draft import Draft


@dataclass(slots=True)
class Several:
    """The articles of one file, and why some of what it holds is none."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
