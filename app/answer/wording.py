"""What an answer says in words of our own, in the language of the question."""

from collections.abc import Iterable

from app.answer.difference import Difference
from app.answer.evidence import Evidence
from app.answer.lacks import Kind, Lack
from app.answer.question import Wanted

_QUOTES = "”’」』\"'"
_CLOSING = f"。！？!?.…{_QUOTES}"
_FRAMED = "The sources are in Chinese. They say: “{said}”"
_PART_MISSING = {
    "zh": "关于“{part}”，现有资料没有说明。",
    "en": "The sources do not say: “{part}”.",
}
_DIFFERING = {
    "zh": "以上来源的数字不一致，按资料日期：{dated}。",
    "en": "These sources give different figures, by the dates of the articles: {dated}.",
}
_LEFT_OUT = {
    "zh": "聊天模型写的 {count} 句话没有原文支持，已去掉。",
    "en": "{count} of the chat model's sentences were not carried by the sources and are left out.",
}
_INSTEAD = {
    "zh": "聊天模型没有写出有原文支持的回答，以上是原文摘录。",
    "en": "The chat model gave no answer that the sources carry; these are the sources' own words.",
}
_FAILED = {
    "zh": "聊天模型没有答完（{reason}），以上是原文摘录。",
    "en": "The chat model did not finish ({reason}); these are the sources' own words.",
}
_STOPPED = {"zh": "已停止。", "en": "Stopped."}
_DIFFERENCE = {
    "zh": "两者相差{words}（{first}[{n}]减{second}[{m}]）。",
    "en": "The difference is {words} ({first}[{n}] less {second}[{m}]).",
}
_UNDATED = {"zh": "未注明日期", "en": "undated"}
_REFUSAL = {
    "premise": {
        "zh": "问题里说的是“{asked}”，现有资料写的是“{told}”，因此无法照问题的前提回答。",
        "en": "The question says “{asked}”, the sources say “{told}”: it cannot be answered as it is put.",
    },
    "years": {
        "zh": "现有资料中没有与{years}年对应的内容，无法回答这个问题。",
        "en": "The sources say nothing about this for {years}, so the question cannot be answered from them.",
    },
    "words": {
        "zh": "与问题最接近的资料没有提到“{words}”，无法回答这个问题。",
        "en": "The nearest sources do not mention “{words}”, so the question cannot be answered from them.",
    },
    "outcome": {
        "zh": "现有资料只写到目标或计划，没有写实际结果，无法回答这个问题。",
        "en": "The sources tell of a target or plan only, not of what came of it.",
    },
    Kind.LIST: {
        "zh": "现有资料谈到了相关内容，但没有一一列出。",
        "en": "The sources touch on this, but do not list it.",
    },
    Kind.DAY: {
        "zh": "现有资料谈到了相关内容，但没有写明是哪一天。",
        "en": "The sources touch on this, but do not name the day.",
    },
    Kind.MONTH: {
        "zh": "现有资料谈到了相关内容，但没有写明是哪个月。",
        "en": "The sources touch on this, but do not name the month.",
    },
    Kind.SORT: {
        "zh": "现有资料谈到了相关内容，但没有写明所问的{words}。",
        "en": "The sources touch on this, but do not name what is asked for ({words}).",
    },
    Kind.WHOLE_YEAR: {
        "zh": "现有资料只有这一年部分月份的情况，没有全年的。",
        "en": "The sources tell of some months of that year only, not of all of it.",
    },
    Kind.PLAN_YEARS: {
        "zh": "与问题最接近的资料说的不是“{words}”时期，无法回答这个问题。",
        "en": "The nearest sources tell of another five-year plan than “{words}”.",
    },
    Kind.PRESENT: {
        "zh": "现有资料只提到当时的情况，没有说明现在是谁、怎样。",
        "en": "The sources tell of that time only, not of the present.",
    },
    Kind.SUPERLATIVE: {
        "zh": "现有资料谈到了相关内容，但没有说明哪一个“{words}”。",
        "en": "The sources touch on this, but do not say which is “{words}”.",
    },
    Wanted.NUMBER: {
        "zh": "现有资料谈到了相关内容，但没有给出所问的数字。",
        "en": "The sources touch on this, but do not give the figure that is asked for.",
    },
    Wanted.DATE: {
        "zh": "现有资料谈到了相关内容，但没有给出所问的时间。",
        "en": "The sources touch on this, but do not say when.",
    },
    Wanted.PERSON: {
        "zh": "现有资料谈到了相关内容，但没有说明是谁。",
        "en": "The sources touch on this, but do not say who.",
    },
    Wanted.REASON: {
        "zh": "现有资料谈到了相关内容，但没有说明原因。",
        "en": "The sources touch on this, but do not say why.",
    },
    "else": {
        "zh": "现有资料不足以回答这个问题。",
        "en": "The sources do not hold enough to answer this question.",
    },
}
_SAME = {  # what is said where these are lacking
    **{Kind.PLACE: "words", Kind.YEAR: "years", Kind.TIME: Wanted.DATE, Kind.LENGTH: Wanted.DATE},
    Kind.AMOUNT: Wanted.NUMBER,
}
_NEAR = 0.3  # coverage of the question from which the sources can be said to touch on it


def refusal(evidence: Evidence) -> str:
    """One sentence that says what is missing, as far as that can be told."""
    language = evidence.question.language
    if evidence.premise:
        asked, told = evidence.premise
        return _REFUSAL["premise"][language].format(asked=asked, told=told)
    if evidence.missing_years:
        joint = "年、" if language == "zh" else " or "
        return _REFUSAL["years"][language].format(years=joint.join(sorted(evidence.missing_years)))
    if evidence.missing_words:
        return _REFUSAL["words"][language].format(words=evidence.missing_words[0])
    if evidence.lacks:
        return lacking(evidence.lacks[0], language)
    best = evidence.candidates[0] if evidence.candidates else None
    if best is None or best.coverage < _NEAR:
        return _REFUSAL["else"][language]
    if best.misses.outcome:
        return _REFUSAL["outcome"][language]
    return _REFUSAL.get(evidence.question.wanted, _REFUSAL["else"])[language]


def lacking(lack: Lack, language: str) -> str:
    """That even the best sentence lacks something that is asked for."""
    said = _REFUSAL[_SAME.get(lack.kind, lack.kind)][language]
    return said.format(words=lack.words, years=lack.words)


def part_missing(part: str, language: str) -> str:
    """That a part of the question is not answered."""
    return _PART_MISSING[language].format(part=part.rstrip("？?。！! "))


def differing(dated: Iterable[tuple[int, str | None]], language: str) -> str:
    """That cited sources disagree, with the date of each."""
    joint = "；" if language == "zh" else "; "
    return _DIFFERING[language].format(dated=joint.join(f"[{n}] {date or _UNDATED[language]}" for n, date in dated))


def apart(found: Difference, language: str) -> str:
    """How far two cited figures are apart."""
    (first, n), (second, m) = found.first, found.second
    return _DIFFERENCE[language].format(words=found.words, first=first, n=n, second=second, m=m)


def left_out(count: int, language: str) -> str:
    """That sentences of a chat model were dropped."""
    return _LEFT_OUT[language].format(count=count)


def instead(language: str) -> str:
    """That the words of the sources stand in for a chat model's."""
    return _INSTEAD[language]


def failed(reason: str, language: str) -> str:
    """That a chat model broke off, and the words of the sources stand in for it."""
    return _FAILED[language].format(reason=reason)


def stopped(language: str) -> str:
    """That the reader stopped it before anything was said."""
    return _STOPPED[language]


def framed(said: str, asked_in: str, written_in: str) -> str:
    """An answer in the language of its sources; an English reader is told that these are Chinese."""
    return _FRAMED.format(said=said) if asked_in == "en" and written_in == "zh" else said


def with_marks(sentence: str, numbers: tuple[int, ...]) -> str:
    """A sentence with its citation marks before its closing punctuation: ``……突破5万亿元[1]。``"""
    words, closing = split_closing(sentence)
    return words + "".join(f"[{n}]" for n in numbers) + closing


def between(said: str, item: bool, written_in: str) -> str:
    """What stands between what is said and the sentence, or the item, that comes next."""
    if item:
        return "\n- "
    if said.rpartition("\n")[2].startswith("- "):  # running text behind a list
        return "\n\n"
    return " " if said and written_in == "en" else ""


def split_closing(sentence: str) -> tuple[str, str]:
    """The words of a sentence and its closing punctuation, which marks stand between; together they are all of it.

    A quotation mark before the stop closes words of the sentence: ``……属于“十小虎”[1]。``
    """
    closing = sentence[len(sentence.rstrip(_CLOSING)) :].lstrip(_QUOTES)
    return sentence[: len(sentence) - len(closing)], closing
