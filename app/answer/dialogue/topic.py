"""What a conversation is about: the thing, the place, the person, the two things last spoken of."""

import re
from collections.abc import Sequence

from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.names import Name, Names

_MOST_CHARS = 28  # of a topic: a longer one is cut down to its name
_ASKED = re.compile(
    r"(?:是|有|在|由|被|达到?|为|到|定了|奖了?)*(?:哪一?[年月天日轮个家位些条种座]|哪几?[个项家条]?|多少(?:[个家项条名人座款]|亿元|万元|元)?|"
    r"几[个家项条名人座款位批]?|什么时候|何时|哪里|哪儿|什么|谁|多大|多高|怎么样?|如何|为什么|为何)(?:来着)?|[吗呢呀吧]|有没有|是否"
)
_TAIL = re.compile(r"(?:[的了在是有由被为到]|要到|会?达到|规模|办|定)+$")
_VERBS = 3  # characters behind a name that say no more than what was asked of it: 思必驰 | 成立的
_PERSON = re.compile(
    r"(?:创始人|创办人|董事长|院长|教授|总裁|所长|专家|学者|负责人|书记|市长)(?:兼?CEO)?(?:是|为|叫|、)?(?P<named>[\u4e00-\u9fff]{2,3}?)"
    r"(?=[，,。、创担认表说提在等于回先从\s]|$)|"
    r"由(?P<by>[\u4e00-\u9fff]{2,3}?)(?=[，,。、创担]|$)|"
    r"(?:^|[，,。、是])(?P<who>[\u4e00-\u9fff]{2,3}?)(?=认为|表示|指出|提出|创立|创办|担任|说)"
)
_ALONE = re.compile(r"^(?:是)?(?P<name>[\u4e00-\u9fff]{2,4})[。.]?$")
_ENGLISH_PERSON = re.compile(r"\b([A-Z][a-z]+ [A-Z][a-z]+)\b(?= founded| is | was | said| has )")


def subject(history: Sequence[Exchange], names: Names) -> Name | None:
    """What the last question names, else the one before; else what the last answer names.

    Names that follow one another are one. A place that only says where (苏州思必驰) is not it, where something else is
    named behind it.
    """
    for exchange in reversed(history):
        if found := names.find(exchange.question):
            return joined(exchange.question, found)
    found = names.find(history[-1].answer) if history else []
    return found[0] if found else None


def joined(text: str, found: Sequence[Name]) -> Name:
    """The first name with those that follow at once or after 的: 苏州“AI+制造”八大行动."""
    first, end = found[0], found[0].end
    for name in found[1:]:
        if text[end : name.start] not in ("", "的", "市"):
            break
        end = name.end
    return Name(text[first.start : end], first.start, end)


def topic(history: Sequence[Exchange], names: Names) -> str | None:
    """The last question without what it asks with: 追觅2021年完成的融资. Its name alone, where that is all it adds."""
    own = subject(history, names)
    question = history[-1].question.rstrip("？?。 ")
    rest = _TAIL.sub("", _ASKED.sub("", question)).strip("，, ")
    if own is None:
        return rest or None
    beside = len(rest) - len(own.text)
    return own.text if beside <= _VERBS or len(rest) > _MOST_CHARS or own.text not in rest else rest


def recent(history: Sequence[Exchange], names: Names) -> list[Name]:
    """All names said, the latest exchange's first; in each, those of the question before those of the answer."""
    return [name for e in reversed(history) for text in (e.question, e.answer) for name in names.find(text)]


def place(history: Sequence[Exchange], names: Names) -> str | None:
    """The place last spoken of, with what is named at once behind it; an answer's before a question's."""
    for exchange in reversed(history):
        for text in (exchange.answer, exchange.question):
            found = names.find(text)
            for n, name in enumerate(found):
                if name.place or name.text.startswith(("苏州", "常熟", "昆山")):
                    return joined(text, found[n:]).text
    return None


def person(history: Sequence[Exchange], names: Names) -> str | None:
    """The person last spoken of."""
    for exchange in reversed(history):
        alone = _ALONE.match(exchange.answer.strip())
        if alone and re.search(r"谁|哪位|什么人", exchange.question):
            return alone["name"]
        for text in (exchange.answer, exchange.question):
            if english := _ENGLISH_PERSON.search(text):
                return english[1]
            for match in _PERSON.finditer(text):
                found = match["named"] or match["by"] or match["who"]
                if not any(name.text in found and name.place for name in names.find(text)):
                    return found
    return None


def two(history: Sequence[Exchange], names: Names) -> tuple[Name, Name] | None:
    """The two things last spoken of, in the order they were named in."""
    distinct = list({name.text: name for name in names.find(history[-1].question)}.values())
    if len(distinct) > 1 and len({name.place for name in distinct[:2]}) == 1:
        return distinct[0], distinct[1]
    if len(history) > 1:
        first, second = subject(history[:-1], names), subject(history, names)
        if first and second and first.text != second.text:
            return first, second
    answered = list({name.text: name for name in names.find(history[-1].answer)}.values())
    return (answered[0], answered[1]) if len(answered) > 1 else None
