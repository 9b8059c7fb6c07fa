"""What an answer says in words of our own, in the language of the question."""

_CLOSING = "。！？!?.…”’」』\"'"
_REFUSAL = {
    "zh": "现有资料不足以回答这个问题。",
    "en": "The sources do not hold enough to answer this question.",
}
_MISSING_YEARS = {
    "zh": "现有资料中没有与{years}年对应的内容，无法回答这个问题。",
    "en": "The sources say nothing about this for {years}, so the question cannot be answered from them.",
}


def refusal(language: str, missing_years: frozenset[str]) -> str:
    """One sentence that says what is missing."""
    if missing_years:
        joint = "年、" if language == "zh" else " or "
        return _MISSING_YEARS[language].format(years=joint.join(sorted(missing_years)))
    return _REFUSAL[language]


def with_marks(sentence: str, numbers: tuple[int, ...]) -> str:
    """A sentence with its citation marks before its closing punctuation: ``……突破5万亿元[1]。``"""
    words, closing = split_closing(sentence)
    return words + "".join(f"[{n}]" for n in numbers) + closing


def split_closing(sentence: str) -> tuple[str, str]:
    """The words of a sentence and its closing punctuation, which marks stand between; together they are all of it."""
    words = sentence.rstrip(_CLOSING)
    return words, sentence[len(words) :]
