"""What stands beside a number and says whether it is more or less than that."""

import re
from dataclasses import dataclass

from index.fold import HAN

_UP = (
    r"no less than|no fewer than|不低于|不少于|不小于|超过|超出|高于|多于|大于|突破|至少|超|逾|破|"
    r"more than|over|above|at least|exceed\w*|pass\w*|surpass\w*|topp\w+"
)
_BELOW = (
    r"不到|不足|不满|未到|低于|少于|小于|接近|将近|逼近|(?<![附最靠远临])近|"
    r"less than|fewer than|under|below|nearly|almost|close to"
)
_CAP = r"不超过|至多|最多|最高|上限(?:为|是|依次为|分别是)?|封顶|not more than|no more than|at most|up to"
_ABOUT = r"约|大约|大概|about|around|roughly|approximately|some"
_BEFORE = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<cap>{_CAP})|(?P<below>{_BELOW})|(?P<about>{_ABOUT}))"
    r"(?:了|到|达|奖励|支持|补贴)?\s?(?:an? )?$|"
    rf"(?:(?P<far_up>不低于|不少于|至少)|(?P<far_cap>不高于|不超过|最多|最高))[{HAN}]{{1,8}}$"
)
_BEHIND = re.compile(
    r"(?P<up>(?:及|或)?以上|多(?=[家个元人])|余(?=[家个元人])|or more)|"
    r"(?P<cap>以下|以内|之内|为限|or less)|(?P<about>左右|上下)"
)
_REACH = 14  # characters before a number
_TIMES = ("年", "月", "天")


@dataclass(frozen=True, slots=True)
class Sign:
    """``side`` is 1 for more, -1 for less, 0 for neither or both; ``capped``: at most; ``about``: neither exactly."""

    side: int
    capped: bool
    about: bool


def sign(text: str, start: int, end: int, unit: str) -> Sign:
    """What is said of the number from ``start`` to ``end``, which is in ``unit``."""
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    if before and before.group() == "近" and unit in _TIMES:  # 近3年: the last three
        before = None
    behind = _BEHIND.match(text, end)
    said = {name for match in (before, behind) if match for name, words in match.groupdict().items() if words}
    up = bool(said & {"up", "far_up"} or re.search("[多余]", text[start:end]))
    capped = bool(said & {"cap", "far_cap"})
    below = capped or "below" in said
    return Sign(0 if up == below else 1 if up else -1, capped, "about" in said)
