"""All rules over a question set."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.errors import UsageError
from corpus.load import load
from eval.check.evidence import EvidenceRule
from eval.check.form import check_groups, check_history, check_language
from eval.check.gold import check_gold, check_leak
from eval.check.problem import Finding, Kind, Problem
from eval.check.twins import check_twins
from eval.dataset import QuestionSet


def check_questions(asked: QuestionSet, texts: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a set over the articles of ``texts`` (id → words), kind by kind, in the set's order.

    A set in which nothing says what is right is one to collect answers with, and lacks none; in any other, each
    answerable question without gold does.
    """
    found = [*_of_each(asked, texts), *check_twins(asked), *check_groups(asked.questions)]
    kinds = list(Kind)
    found.sort(key=lambda item: (kinds.index(item[1][0]), item[0]))
    return [Problem(asked.questions[n].id, asked.places[n], kind, message) for n, (kind, message) in found]


def own_articles() -> Path:
    """The folder of the product's own articles."""
    import corpus

    return Path(corpus.__file__).parent / "articles"


def texts_of_articles(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The words of the articles in ``folder`` by id, and a line about each file that could not be read.

    Raises: UsageError if there are no articles.
    """
    loaded = load([folder])
    if not loaded.articles:
        raise UsageError(f"{folder} holds no articles: name the folder that the questions are about")
    refused = [f"refused {refusal.path}: {refusal.reason}" for refusal in loaded.refused]
    return {article.id: article.text for article in loaded.articles}, refused


def texts_of_store(store: Path) -> dict[str, str]:
    """The words of the articles in a store by id. Raises: as ``open_live``."""
    from index.store.open import open_live

    generation = open_live(store)
    return {entry.id: generation.article(entry.id).text for entry in generation.entries()}


def _of_each(asked: QuestionSet, texts: Mapping[str, str]) -> Iterator[tuple[int, Finding]]:
    evidence = EvidenceRule(texts)
    scored = any(question.scored for question in asked.questions)
    for number, question in enumerate(asked.questions):
        if scored and not question.scored:
            yield number, (Kind.NO_ANSWERS, "no answers are given, as others have; or is it not answerable?")
        for rule in (check_gold, evidence.check, check_leak, check_history, check_language):
            for finding in rule(question):
                yield number, finding
