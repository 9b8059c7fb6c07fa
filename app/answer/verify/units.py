"""Units as they are written, and the one of ours that each is read as."""

COUNTED = "家个座所项条款种类名位人次届期批场层支只件颗枚张份篇部套艘栋处站大市国者地轮组台辆架档间字"
"""Characters that only count things: 6款芯片, 6颗芯片 and 6个芯片 are one amount."""
UNIT = (
    r"(?P<unit>个?百分点|percentage points?|%|per ?cent\b|成(?![立为果员功都本熟套年长])|倍|times\b|"
    r"美元|us dollars|港元|元|yuan\b|rmb\b|"
    r"平方公里|平方千米|square kilomet(?:re|er)s?|平方米|公里|千米|kilomet(?:re|er)s?|亩|mu\b|米|"
    r"[ep]?flops\b|p(?![a-z])|吨|度|千瓦时|兆瓦|千瓦|纳米|nm\b|"
    r"年(?!代|级)|years?\b|个?月|months?\b|天|日|days?\b|岁|小时|hours?\b|分钟|minutes?\b|"
    rf"级|[{COUNTED}])?"
)
_OURS = {
    **{"个百分点": "百分点", "percentage point": "百分点", "percentage points": "百分点"},
    **{"percent": "%", "per cent": "%", "times": "倍", "yuan": "元", "rmb": "元", "us dollars": "美元"},
    **{"平方千米": "平方公里", "千米": "公里", "mu": "亩", "pflops": "p", "nm": "纳米", "个月": "月", "日": "天"},
    "级": "",  # 千亿级产业: its size is told in whatever the industry is measured in
}
_BEGINNINGS = {
    **{"square kilom": "平方公里", "kilom": "公里", "year": "年", "month": "月", "day": "天"},
    **{"hour": "小时", "minute": "分钟"},
}


def unit(written: str) -> str:
    """The unit that one in Chinese or English is read as; 个 for all that only counts."""
    if written and written in COUNTED:
        return "个"
    ours = next((own for start, own in _BEGINNINGS.items() if written.startswith(start)), written)
    return _OURS.get(ours, ours)
