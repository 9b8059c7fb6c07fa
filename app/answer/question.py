"""What a question asks with: its language, its content terms, the years it names."""

import re
from dataclasses import dataclass

from corpus.draft import guess_language
from index.fold import fold, terms

# Words that ask or join and say nothing of what is asked about.
_ASKING = re.compile(
    r"为什么|什么|哪些|哪个|哪里|哪儿|哪年|哪位|哪家|哪种|哪|谁|多少|几个|几|怎么样|怎么|怎样|如何|为何|是否|有没有|"
    r"吗|呢|请问|何时|何地|何|的|是|了|在|由|被|和|与|有|于|对|为"
)
_ENGLISH = frozenset(
    "a an and are as at be by did do does for from had has have how in is it its many much of on or that the their "
    "there this to was were what when where which who whom whose why will with".split()
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read."""

    text: str
    language: str  # zh or en
    terms: frozenset[str]
    years: frozenset[str]


def read_question(text: str) -> Question:
    """The content terms of a question, as ``index.fold.terms`` gives them, without those that only ask."""
    words = {term for part in _ASKING.split(fold(text)) for term in terms(part)}
    return Question(text, guess_language(text), frozenset(words - _ENGLISH), years(text))


def years(text: str) -> frozenset[str]:
    """Years from 1900 to 2099 that a text names."""
    return frozenset(_YEAR.findall(fold(text)))
