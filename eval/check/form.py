"""Rules on history, type and language."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus.draft import guess_language
from eval.check.problem import Finding, Kind
from eval.dataset import Question
from index.fold import fold

_LANGUAGES = ("zh", "en")


def check_history(question: Question) -> Iterator[Finding]:
    """A history is messages of a user or an assistant, each with words, that a user begins."""
    for number, message in enumerate(question.history, start=1):
        role, content = message.get("role"), message.get("content", "")
        if role not in ("user", "assistant"):
            yield Kind.HISTORY, f"message {number}: the role is {role!r}, expected 'user' or 'assistant'"
        elif number == 1 and role == "assistant":
            yield Kind.HISTORY, "message 1: a conversation begins with a message of the user"
        if not content.strip():
            yield Kind.HISTORY, f"message {number}: has no content"
        if unknown := sorted(set(message) - {"role", "content"}):
            yield Kind.HISTORY, f"message {number}: {unknown[0]!r} is not known, expected role and content"


def check_language(question: Question) -> Iterator[Finding]:
    """``lang``, where given, is zh or en (zh-Hant, en-GB …), and that of the question."""
    if not question.lang:
        return
    language = fold(question.lang).replace("_", "-").split("-")[0].strip()
    guessed = guess_language(question.question)
    if language not in _LANGUAGES:
        yield Kind.LANGUAGE, f"‘{question.lang}’ is no language that is known: zh or en, also as zh-Hant"
    elif language != guessed:
        yield Kind.LANGUAGE, f"is said to be {question.lang}, and looks like {guessed}: {question.question}"


def check_groups(questions: Sequence[Question]) -> Iterator[tuple[int, Finding]]:
    """All questions of a set have a type or none has, each spelled in one way; the same of languages."""
    for field, kind in (("type", Kind.TYPE), ("lang", Kind.LANGUAGE)):
        values = [str(getattr(question, field)).strip() for question in questions]
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for value in values:
            spellings[fold(value)][value] += 1
        for number, value in enumerate(values):
            usual = spellings[fold(value)].most_common(1)[0][0]
            if not value and any(values):
                yield number, (kind, f"has no {field}, others have: it is in no group of the report")
            elif value != usual:
                yield number, (kind, f"the {field} ‘{value}’ is elsewhere spelled ‘{usual}’: two groups in the report")
