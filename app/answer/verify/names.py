"""Names that a text is known to hold: places, what the corpus is tagged with, what is quoted, English ones."""

import re
from functools import lru_cache

from app.answer.verify.plain import is_chinese, plain
from app.answer.verify.romanised import is_pinyin
from app.answer.verify.words import is_proper
from index.generation import Generation

Name = tuple[str, int, int]
"""A name, and where it begins and ends in a plain text."""

PLACE = re.compile(
    "苏州工业园区|苏州高新区|园区|高新区|"
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|苏州|南京|无锡|常州|镇江|扬州|泰州|南通|盐城|淮安|宿迁|徐州|连云港|杭州|宁波|"
    "温州|嘉兴|湖州|绍兴|金华|合肥|芜湖|深圳|广州|东莞|佛山|珠海|武汉|长沙|成都|西安|郑州|青岛|济南|厦门|福州|沈阳|大连|"
    "昆山|太仓|常熟|张家港|吴江|吴中|相城|姑苏|虎丘|浦东|临港|滨海|"
    "美国|英国|德国|日本|韩国|法国|新加坡|印度|欧洲|硅谷|剑桥|伦敦"
)
QUOTED = re.compile(r"《([^》]{1,40})》|“([^”]{1,40})”")
CAPITAL = re.compile(r"\b[A-Z][A-Za-z0-9]*")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_LONGEST_TAG = 16


def places(text: str) -> list[Name]:
    """Provinces, cities and some districts and countries."""
    return [(match.group(), *match.span()) for match in PLACE.finditer(text)]


def quoted(text: str) -> list[Name]:
    """What stands in quotation marks or is a title."""
    return [(match.group(), *match.span()) for match in QUOTED.finditer(text)]


def proper(text: str, generation: Generation) -> list[Name]:
    """What the corpus is tagged with and is not made of common words alone."""
    pattern = _tags(generation)
    found = pattern.finditer(text) if pattern else ()
    return [(match.group(), *match.span()) for match in found if is_proper(match.group())]


def capitalised(raw: str, text: str) -> list[Name]:
    """English names in ``text``, the plain form of ``raw``: those read as Chinese, and those with a capital inside."""
    words = {word.casefold() for word in CAPITAL.findall(raw) if is_pinyin(word.casefold()) or _CAMEL.search(word)}
    return [(m.group(), *m.span()) for m in re.finditer(r"[a-z][a-z0-9]*", text) if m.group() in words]


@lru_cache(maxsize=1)  # a generation that was replaced is not kept in memory by it
def _tags(generation: Generation) -> re.Pattern[str] | None:
    """What the articles of a generation are tagged with, the longest first."""
    tags = {plain(tag) for entry in generation.entries() for tag in entry.tags}
    kept = sorted(
        (tag for tag in tags if 2 <= len(tag) <= _LONGEST_TAG and is_chinese(tag)), key=lambda tag: (-len(tag), tag)
    )
    return re.compile("|".join(map(re.escape, kept))) if kept else None
