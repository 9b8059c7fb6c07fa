"""``gusu eval check``: a question set looked over before anything is measured by it."""

from pathlib import Path

import typer

from app.terminal import err, print_json
from corpus.errors import SourceError, UsageError
from eval.check.run import check_questions, own_articles, texts_of_articles, texts_of_store
from eval.check.show import print_problems, problems_json
from eval.dataset import read_questions


def check(file: Path, store: Path | None, articles: Path | None, as_json: bool) -> None:
    """Print what is wrong with the set in ``file``, over a store, a folder of articles, or else our own articles.

    Leaves with exit status 4 if there are problems; warnings alone do not. Raises: UsageError, StoreError.
    """
    if store and articles:
        raise UsageError("--store and --articles both say where the articles are: give one of them")
    asked = read_questions(file)
    if store:
        texts = texts_of_store(store)
    else:
        texts, refused = texts_of_articles(articles or own_articles())
        for line in refused:
            err.print(f"gusu: {line}", soft_wrap=True)
    problems = check_questions(asked, texts)
    if as_json:
        print_json(problems_json(len(asked.questions), problems))
    else:
        print_problems(err, str(file), len(asked.questions), problems)
    if not all(problem.is_warning for problem in problems):
        raise typer.Exit(SourceError.exit_status)
