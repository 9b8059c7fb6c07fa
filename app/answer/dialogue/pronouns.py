"""What pronouns stand for."""

import re
from collections.abc import Sequence

from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.names import Names
from app.answer.dialogue.topic import person, place, recent, subject, two

_NOUNS = (
    "公司|企业|机构|市|城市|区|县|地|平台|基金|计划|行动|方案|政策|规划|项目|园区|产业|"
    "指标|目标|大会|会议|模型|人|校|院|中心|奖励|补贴"
)
PRONOUN = re.compile(
    r"(?P<several>它们|他们|她们|前者|后者|两者|二者)|(?P<there>那里|那儿|那边|当地|这里|这边|这座城市)|(?P<who>他(?![人国])|她)|它|"
    rf"上述(?P<above>[\u4e00-\u9fff]{{1,4}})?|(?<![极尤与])其(?![他它中实余次])|[该此](?P<noun>{_NOUNS})|"
    r"[这那](?:些|几?[家个项座份款条次场所种笔届只支])(?P<counted>[\u4e00-\u9fff]{1,4}?)(?=[的在是有由从，,和与？?叫要会能到]|$)|"
    r"[这那]位(?:[\u4e00-\u9fff]{2,3}(?=[的在是有，,]))?|^(?P<bare>公司|企业|基金|项目)(?=打算|计划|由|是|在|有|的|什么|哪|为)"
)
ENGLISH_PRONOUN = re.compile(
    r"\b(?P<possessive>its|their|his|her)\b|\b(?P<who>he|she|him)\b|\b(?P<there>there)\b(?! (?:is|are|was|were)\b)|"
    r"\b(?:it|they|them|(?:that|this|the) (?:company|city|plan|fund)|the former|the latter)\b",
    re.IGNORECASE,
)
_OF_SOMEBODY = frozenset(("公司", "企业", "机构", "校", "院"))


def replaced(text: str, history: Sequence[Exchange], names: Names) -> str:
    """A question with each pronoun replaced by what it stands for, as far as that can be told."""

    def stand_in(match: re.Match[str]) -> str:
        found = _antecedent(match, history, names)
        if found is None:
            return match.group()
        return f"{found}的" if match.group() == "其" else found

    return PRONOUN.sub(stand_in, text)


def replaced_english(text: str, history: Sequence[Exchange], names: Names) -> str:
    """The same in English."""
    own = subject(history, names)
    human = person(history, names)

    def stand_in(match: re.Match[str]) -> str:
        is_human = match["who"] or match.group().casefold() in ("his", "her")
        name = human if human and is_human else own.text if own else None
        if name is None:
            return match.group()
        return f"{name}'s" if match["possessive"] else f"in {name}" if match["there"] else name

    return ENGLISH_PRONOUN.sub(stand_in, text)


def _antecedent(match: re.Match[str], history: Sequence[Exchange], names: Names) -> str | None:
    own = subject(history, names)
    main = own.text if own else None
    if match["several"]:
        pair = two(history, names)
        if pair is None:
            return main
        return {"前者": pair[0].text, "后者": pair[1].text}.get(match["several"], f"{pair[0].text}和{pair[1].text}")
    noun = match["noun"] or match["counted"] or match["above"] or match["bare"]
    if match["there"] or noun in ("市", "城市", "区", "县", "地"):
        return place(history, names) or main
    if match["who"] or noun == "人" or match.group()[1:2] == "位":
        return person(history, names) or main
    if noun is None:
        return main
    said = recent(history, names)
    if named := next((name.text for name in said if noun in name.text), None):
        return named
    if noun in _OF_SOMEBODY:
        return next((name.text for name in said if not name.place), main)
    return f"{main}的{noun}" if main else None
