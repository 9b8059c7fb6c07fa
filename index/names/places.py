"""Places that are known by name."""

import re
from functools import lru_cache

from index.names.romanised import spellings

PLACE = re.compile(
    "苏州工业园区|苏州高新区|园区|高新区|"
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|苏州|南京|无锡|常州|镇江|扬州|泰州|南通|盐城|淮安|宿迁|徐州|连云港|杭州|宁波|"
    "温州|嘉兴|湖州|绍兴|金华|合肥|芜湖|深圳|广州|东莞|佛山|珠海|武汉|长沙|成都|西安|郑州|青岛|济南|厦门|福州|沈阳|大连|"
    "昆山|太仓|常熟|张家港|吴江|吴中|相城|姑苏|虎丘|浦东|临港|滨海|"
    "美国|英国|德国|日本|韩国|法国|新加坡|印度|欧洲|硅谷|剑桥|伦敦"
)
"""Provinces, cities, some districts and countries, in a simplified text."""


@lru_cache(maxsize=1)
def _by_reading() -> dict[str, str]:
    """The places by how they are spelled in Latin letters; the first of those that are spelled alike."""
    found: dict[str, str] = {}
    for place in PLACE.pattern.split("|"):
        for spelling in spellings(place):
            found.setdefault(spelling, place)
    return found


def place_read_as(word: str) -> str | None:
    """The place that a small-letter word spells: 合肥 for ``hefei``."""
    return _by_reading().get(word)
