"""What a question asks with: its language, its content terms, the years it names, what kind of answer it wants."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.draft import guess_language
from index.fold import fold, terms

# Words that ask or join and say nothing of what is asked about.
_ASKING = re.compile(
    r"为什么|为啥|什么|哪些|哪个|哪里|哪儿|哪年|哪位|哪家|哪种|哪|谁|多少|几个|几|怎么样|怎么|怎样|如何|为何|是否|有没有|"
    r"吗|呢|请问|到底|分别|何时|何地|何|各|的|是|了|在|由|被|和|与|有|于|对|为"
)
ENGLISH_FUNCTION = frozenset(
    "a an and are as at be by did do does for from had has have how in is it its many much of on or that the their "
    "there this to was were what when where which who whom whose why will with".split()
)
"""English words that say nothing of what is asked about."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


class Wanted(StrEnum):
    """The kind of thing an answer has to name."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    NAME = "name"  # of an organisation, a document, a place
    LIST = "list"
    REASON = "reason"
    COMPARISON = "comparison"
    ANYTHING = "anything"


# In the order they are tried: 为什么 asks for a reason although 什么 asks for anything.
_WANTED = (
    (Wanted.REASON, r"为什么|为何|为啥|怎么会|怎么就|凭什么|缘故|原因|\bwhy\b|\breasons?\b"),
    (
        Wanted.COMPARISON,
        r"区别|不同|相比|比起来|差别|差异|(?:谁|哪[个家块座只支项边])更?[多大高快强]|[多大高快]还是[少小低慢]|差多少|相差|"
        r"\bdiffer|\bcompare|\bversus\b|\bvs\b",
    ),
    (
        Wanted.DATE,
        r"哪一?年|哪个?月|哪一?[天日]|几月|几号|几时|什么时候|啥时候|何时|什么日子|(?:什么|具体|的)(?:年份|日期)|(?:年份|日期)(?:是|\?|$)|"
        r"\bwhen\b|\b(?:what|which) (?:year|month|day|date)",
    ),
    (
        Wanted.NUMBER,
        r"多少|百分之几|几[个家项条名人座所款届倍成台层批次亿万千百]|第几|多大|多高|"
        r"\bhow (?:many|much|large|big|old)\b",
    ),
    (Wanted.PERSON, r"谁|哪位|何人|\bwho(?:m|se)?\b"),
    (
        Wanted.LIST,
        r"哪些|哪几|哪[两三四五六七八九十]|分别|名单|都有谁|列[全出举]|\bwhich \w+s\b|\bwhat are the\b|\blist\b",
    ),
    (Wanted.NAME, r"哪[家个所座里儿座份款条]|什么地方|何处|叫什么|名字|\bwhere\b|\bwhich\b|\bnamed?\b"),
)
_WANTS = tuple((wanted, re.compile(pattern)) for wanted, pattern in _WANTED)
_UNIT = re.compile(
    r"(?:多少|几)[万亿]*(?P<unit>批次|平方|支(?!持)|[个家项条名人座所款届倍台层元天岁辆只架场部张吨度亩期])|(?P<percent>百分之[几多]|增速|占比|比例|[%％])"
)
ASKING = re.compile(
    r"为什么|为何|为啥|什么|啥|哪[一些个里儿年位家种支天月几]?|谁|多少|几(?![乎何])|怎么样|怎么|怎样|如何|多大|多久|"
    r"何时|何地|何处|是否|有没有|分别|各[是有为自]|吗|呢|"
    r"\b(?:what|which|who|whose|whom|when|where|why|how(?: many| much)?)\b"
)
"""The word of a folded question that asks."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. ``unit`` is what it counts in (家, 元, %), where it says so."""

    text: str
    language: str  # zh or en
    terms: frozenset[str]
    years: frozenset[str]
    wanted: Wanted = Wanted.ANYTHING
    unit: str = ""


def read_question(text: str) -> Question:
    """The content terms of a question, as ``index.fold.terms`` gives them, without those that only ask."""
    folded = fold(text)
    words = {term for part in _ASKING.split(folded) for term in terms(part)}
    wanted = next((kind for kind, pattern in _WANTS if pattern.search(folded)), Wanted.ANYTHING)
    unit = _UNIT.search(folded)
    counted = ("%" if unit["percent"] else unit["unit"] or "") if unit else ""
    return Question(text, guess_language(text), frozenset(words - ENGLISH_FUNCTION), years(text), wanted, counted)


def asks(text: str) -> bool:
    """Whether a piece of a question asks something itself, rather than say what the rest is about."""
    return bool(ASKING.search(fold(text)))


def years(text: str) -> frozenset[str]:
    """Years from 1900 to 2099 that a text names."""
    return frozenset(_YEAR.findall(fold(text)))
