"""Public reading-comprehension sets in SQuAD's format, as articles and questions of our own doors."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from corpus.errors import UsageError
from eval.dataset import Evidence, Question, write_questions


class _Answer(BaseModel):
    text: str


class _Asked(BaseModel):
    id: str
    question: str
    answers: list[_Answer] = []


class _Paragraph(BaseModel):
    context: str
    qas: list[_Asked]


class _Document(BaseModel):
    title: str = ""
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Document]


def import_squad(source: Path, corpus: Path, questions: Path) -> tuple[int, int]:
    """Write every paragraph of ``source`` as an article in ``corpus``, and its questions to ``questions``.

    A question's evidence is its whole paragraph: the article that has to be found. Gives the counts of articles and
    questions. Raises: UsageError if ``source`` is not in SQuAD's format.
    """
    try:
        squad = _Squad.model_validate(json.loads(source.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        problem = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise UsageError(f"{source} is not a question set in SQuAD's format: {problem}") from error
    corpus.mkdir(parents=True, exist_ok=True)
    asked: list[Question] = []
    count = 0
    for count, (title, paragraph) in enumerate(_paragraphs(squad), start=1):  # noqa: B007 - counted to the end
        article_id = f"{source.stem.casefold()}-{count:05d}"
        text = f"{title}\n\n{paragraph.context}" if title else paragraph.context
        (corpus / f"{article_id}.txt").write_text(text, encoding="utf-8")
        asked += [_question(article_id, paragraph, one) for one in paragraph.qas]
    questions.parent.mkdir(parents=True, exist_ok=True)
    write_questions(questions, asked)
    return count, len(asked)


def _paragraphs(squad: _Squad) -> Iterator[tuple[str, _Paragraph]]:
    for document in squad.data:
        for paragraph in document.paragraphs:
            yield document.title.strip(), paragraph


def _question(article_id: str, paragraph: _Paragraph, one: _Asked) -> Question:
    wordings = list(dict.fromkeys(answer.text for answer in one.answers))
    return Question(
        id=one.id,
        question=one.question,
        answerable=bool(wordings),
        answers=[wordings] if wordings else [],
        evidence=[Evidence(article_id=article_id, quote=paragraph.context)] if wordings else [],
    )
