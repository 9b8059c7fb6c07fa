"""What a text names: places, organisations, people, plans. By what the corpus tags, and by how names are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.fold import simplify
from index.generation import Generation

_LONGEST = 16  # characters of a tag that is a name
# What articles are tagged with, but a question may leave to the conversation: 目标 of what?
_GENERAL = frozenset(
    "目标 数字 人物 机构 企业 政策 历史 高校 人才 创业 时间线 大事记 名词解释 英文 行动方案 专家观点 城市比较 产业规模 "
    "企业数量 资金支持 会员收入 数据服务 产业基金 policy targets english data talent districts".split()
)
_ORGANISED = re.compile(
    r"(?:(?![年月]|计划|打算|发布|出台)[\u4e00-\u9fffA-Za-z0-9]){1,14}?(?:公司|集团|大学|学院|研究院|研究所|实验室|交易所|"
    r"中心|基金|计划|行动|方案|规划|园区|产业园|高新区|科技城|大会|论坛|挑战赛|大赛)(?!出台|有多少|要)"
)
_QUOTED = re.compile(r"《[^》]{2,30}》|“[^”]{2,20}”")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+&.'-]*[A-Za-z0-9+]|[A-Z]\b")
_ENGLISH_WORDS = frozenset(
    "what which who whom whose when where when why how is are was were be been do does did has have had can could will "
    "would should may the a an of in on at by for from to with and or but about than as it its they their them he his "
    "him she her this that these those there here not no many much long old big large more most less least year years "
    "compared compare versus vs founded built number please tell me i you we first companies company people long first "
    "tranche loss net staff employees before after behind far".split()
)
_PLACES = re.compile(
    r"苏州工业园区|苏州高新区|(?:(?![个座这那哪城该全本各几])[\u4e00-\u9fff]){2}[市区县省]|苏州|上海|北京|深圳|广州|杭州|南京|无锡|常州|"
    r"宁波|合肥|武汉|成都|重庆|天津|东莞|佛山|青岛|扬州|南通|嘉兴|昆山|太仓|常熟|张家港|吴江|吴中|相城|姑苏|虎丘|"
    r"长三角|江苏|浙江|广东|安徽|园区|高新区"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text, from ``start`` to ``end``."""

    text: str
    start: int
    end: int

    @property
    def place(self) -> bool:
        """Whether it is one of a city or a district."""
        return bool(_PLACES.fullmatch(self.text))


class Names:
    """Finds names; ``tags`` are those of a corpus."""

    def __init__(self, tags: Iterable[str] = ()) -> None:
        known = {simplify(tag).strip() for tag in tags}
        kept = sorted(
            (t for t in known if 2 <= len(t) <= _LONGEST and t.casefold() not in _GENERAL), key=lambda t: -len(t)
        )
        self._known = re.compile("|".join(map(re.escape, kept)), re.IGNORECASE) if kept else None

    def find(self, text: str) -> list[Name]:
        """The names of a text, in order; those that overlap are one."""
        found: list[tuple[int, int]] = []
        for pattern in (self._known, _QUOTED, _PLACES, _ORGANISED, _LATIN):
            for match in pattern.finditer(text) if pattern else ():
                if pattern is not _LATIN or match.group().casefold() not in _ENGLISH_WORDS:
                    found.append(match.span())
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return [Name(text[start:end], start, end) for start, end in merged]


@lru_cache(maxsize=1)
def names_of(generation: Generation) -> Names:
    """The names that the articles of a generation are tagged with; found once."""
    return Names(tag for entry in generation.entries() for tag in entry.tags)
