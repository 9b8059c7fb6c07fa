"""Where in the store the evidence of questions stands."""

from collections.abc import Iterator, Sequence

from eval.dataset import Question
from eval.run.record import Place
from index.generation import Generation

Gold = dict[str, list[list[Place]]]
"""By a question's id: a list for each item of its evidence, empty where the store does not hold these words."""


def locate(questions: Sequence[Question], generation: Generation) -> Gold:
    """All places of each item of evidence: of its article, or where none is named of all articles, read once."""
    found: Gold = {question.id: [[] for _ in question.evidence] for question in questions}
    anywhere: list[tuple[str, list[Place]]] = []
    for question in questions:
        for item, places in zip(question.evidence, found[question.id], strict=True):
            if item.article_id is None:
                anywhere.append((item.quote, places))
            elif item.article_id in generation:
                places += _places(item.quote, item.article_id, generation.article(item.article_id).text)
    for entry in generation.entries() if anywhere else ():
        text = generation.article(entry.id).text
        for quote, places in anywhere:
            places += _places(quote, entry.id, text)
    return found


def not_found(questions: Sequence[Question], gold: Gold) -> list[str]:
    """Ids of the answerable questions of whose evidence the store holds nothing."""
    return [question.id for question in questions if question.evidence and not any(gold[question.id])]


def _places(quote: str, article_id: str, text: str) -> Iterator[Place]:
    start = text.find(quote)
    while start >= 0:
        yield Place(article_id=article_id, start=start, end=start + len(quote))
        start = text.find(quote, start + 1)
