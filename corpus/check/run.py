"""All rules over a folder of articles."""

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from corpus.check.facts import Facts, check_numbers
from corpus.check.form import check_form, statements
from corpus.check.overlap import check_against, check_overlap
from corpus.check.problem import Problem
from corpus.load import load


def check_corpus(folder: Path, facts: Path | None = None, against: Path | None = None) -> tuple[int, list[Problem]]:
    """Check the articles of ``folder``; with ``facts``, their numbers; with ``against``, their words.

    Gives the number of articles and the problems, by article. Raises: UsageError for a folder that does not exist or
    holds no facts.
    """
    loaded = load([folder])
    problems = [Problem(refusal.path, "front matter", refusal.reason) for refusal in loaded.refused]
    said = {article.id: statements(article) for article in loaded.articles}
    known = Facts.read(facts) if facts else None
    for article in loaded.articles:
        problems += check_form(article)
        if known:
            problems += check_numbers(article, said[article.id], known)
    everything = [statement for found in said.values() for statement in found]
    problems += check_overlap(everything)
    if against:
        texts = {Path(other.path).name: other.text for other in load([against]).articles}
        problems += check_against(everything, texts, _names(loaded.articles))
    return len(loaded.articles), sorted(problems, key=lambda problem: problem.article)


def _names(articles: Sequence[Article]) -> set[str]:
    """Names that the corpus itself declares: its sources, publishers and tags."""
    names = {tag for article in articles for tag in article.tags}
    for article in articles:
        names |= {name for s in article.sources for name in (s.title, s.publisher) if name}
    return names
