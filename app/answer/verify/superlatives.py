"""Claims that only somebody's word can carry: the largest, the first, the only one."""

import re
from collections.abc import Iterator

_WHERE = "全国|全球|世界|亚洲|国内|全省|全市|行业"
_CLAIM = re.compile(
    r"最(?![多高少低大]?[^，。；]{0,6}\d)[大小多少高低早晚快慢好强长]|唯一|"  # 最高200万元 is a limit
    rf"(?P<where>{_WHERE})(?P<what>第一|首[个家次座位创]|领先)|(?P<first>首[个家座创])"
)
_FIRST = "首|第一"


def unclaimed(sentence: str, evidence: str) -> Iterator[str]:
    """Superlatives of a plain Chinese sentence that the plain evidence does not claim, in order."""
    for match in _CLAIM.finditer(sentence):
        where, what = match["where"] or "", match["what"] or match["first"] or match.group()
        alike = _FIRST if re.match(_FIRST, what) else what
        if where not in evidence or not re.search(alike, evidence):
            yield match.group()
