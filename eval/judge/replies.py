"""Reads what a judge writes. What cannot be read is None: not judged, never a guess and never 0."""

import re

from index.fold import fold

_YES = ("是的", "是", "支持", "可以", "能", "yes", "supported", "true", "✓", "✔", "√")
_NO = (
    *("否", "不是", "不支持", "不可以", "不能", "不能确认", "无法", "无法确认"),
    *("no", "not supported", "unsupported", "false", "✗", "✘", "×"),
)
_VERDICT = rf"(?P<verdict>{'|'.join(sorted((*_YES, *_NO), key=len, reverse=True))})"
_ALONE = r"(?=\s*(?:$|[,.;:!(/。、—-]))"  # a verdict is a word of its own: 是2026年 is none
_DECORATION = re.compile(r"""[*_#"'`“”「」|<>=]+""")
_NUMBER = r"^[\s(\[-]*(?:statement n|statement|陈述|编号|第|s)?\s*(?P<n>\d{1,2})\s*(?:条|项)?"
_NUMBERED = re.compile(rf"{_NUMBER}[\s)\].:、-]*{_VERDICT}{_ALONE}")
_ECHOED = re.compile(rf"{_NUMBER}[)\].:、].*[:—→-]\s*{_VERDICT}[\s.。)]*$")  # the statement itself in between
_BARE = re.compile(rf"^[\s(\[-]*{_VERDICT}{_ALONE}")
_JOINED = re.compile(rf"[,;、\s]\s*(?=\d{{1,2}}\s*[:.]\s*{_VERDICT.replace('?P<verdict>', '?:')}{_ALONE})")
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)

_MOST_QUESTIONS = 3
_QUESTION_CHARS = (4, 200)
_LISTED = re.compile(r"^[\s*_#>-]*(?:(?:问题|question|q)\s*)?\d{1,2}\s*[.)、:：．）]\s*|^\s*[-*•]\s+", re.IGNORECASE)
_QUOTES = " \t*_\"'“”「」《》"


def read_verdicts(reply: str, count: int) -> list[bool] | None:
    """Whether statements 1 to ``count`` are supported, by a reply with a line for each: ``1: yes``, ``2：否``.

    Lines that are no verdict are passed over, as are numbers above ``count``. Without numbers, as many bare verdicts
    as there are statements count in their order. None if a statement has no verdict, or two that differ.
    """
    found: dict[int, bool] = {}
    bare: list[bool] = []
    lines = _JOINED.sub("\n", fold(_THOUGHTS.sub("", reply))).splitlines()
    for line in (_DECORATION.sub(" ", line) for line in lines):
        if numbered := _NUMBERED.match(line) or _ECHOED.match(line):
            n, verdict = int(numbered["n"]), numbered["verdict"] in _YES
            if found.setdefault(n, verdict) != verdict:
                return None
        elif alone := _BARE.match(line):
            bare.append(alone["verdict"] in _YES)
    if not found and len(bare) == count:
        return bare
    verdicts = [found[n] for n in range(1, count + 1) if n in found]
    return verdicts if len(verdicts) == count else None


def read_questions(reply: str) -> list[str]:
    """The questions of a reply, one a line, at most three: lines that are listed or end with a question mark."""
    found = []
    for line in _THOUGHTS.sub("", reply).splitlines():
        listed = _LISTED.match(line)
        words = line[listed.end() if listed else 0 :].strip(_QUOTES)
        least, most = _QUESTION_CHARS
        if (listed or words.endswith(("?", "？"))) and least <= len(words) <= most:
            found.append(words)
    return found[:_MOST_QUESTIONS]
