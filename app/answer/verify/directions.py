"""Words that turn a statement into its opposite: up and down, more and less, first and last."""

import re

_PAIRS = tuple(
    (re.compile(up), re.compile(down))
    for up, down in (
        (
            r"增长|上升|提高|增加|提升|上涨|增至|升至|增幅|攀升|回升|\bup\b|\brose|\bris(?:e|ing)|\bgr[eo]w|\bincreas",
            r"下降|减少|降低|下滑|下跌|回落|降至|跌至|减至|萎缩|降幅|缩减|\bdown\b|\bfell\b|\bfall|\bdrop|\bdeclin|\bdecreas",
        ),
        (r"扩大|拉大", r"缩小|收窄"),
        (r"首次|第一次|\bfirst time", r"再次|又一次|重申|再度"),
        (r"最大|\blargest|\bbiggest", r"最小|\bsmallest"),
        (r"最高|\bhighest", r"最低|\blowest"),
        (r"最多|\bmost\b", r"最少|\bfewest"),
        (r"最早|率先|\bearliest", r"最晚|最后|\blatest"),
        (r"最新", r"最早"),
        (r"盈利|盈余|\bprofit", r"亏损|\bloss"),
        (r"同比", r"环比"),
        (r"出口|\bexport", r"进口|\bimport"),
        (r"(?<!不)(?<!各不)相同|(?<!不)一致", r"不同|不一致|有别|不一|不相同"),
        (r"快于|更快|加快|提速", r"慢于|更慢|放缓|减速"),
        (r"支持|赞成", r"反对"),
        (
            r"批准|(?<!未获)(?<!未予)(?<!不予)(?<!没有)(?<!未能)(?<![未没不])通过|获批|\bapprov",
            r"否决|驳回|(?:未|不|没)[获予有能]?通过|\breject|\bturned down",
        ),
        (r"(?<!不)可以|(?<!不)能够", r"不能|不宜|不可|不应|不得|不要|难以"),
        (
            r"(?<!不是)(?<!两)一回事|(?<!不)等于|就是|正是|即是",
            r"两回事|不是一回事|不是|并非|不等于|不同|有别|不一",
        ),
        (r"(?<!没有)(?<!不)(?:足够|充分)", r"(?:重视|投入|力度)不[够足]|不够|欠缺"),
        (r"加入", r"退出"),
        (r"启动|开始|\bbeg[au]n|\bstart", r"结束|终止|\bend(?:ed)?\b"),
        (r"国内|境内", r"国外|境外|海外"),
        (r"上半年", r"下半年"),
        (r"之前|以前|\bbefore\b", r"之后|以后|\bafter\b"),
    )
)


def turned(sentence: str, evidence: str) -> str | None:
    """A word of a plain sentence whose opposite the evidence has, and no like of it; None if there is none."""
    for pair in _PAIRS:
        for here, there in (pair, pair[::-1]):
            said = here.search(sentence)
            if said and not here.search(evidence) and there.search(evidence) and not there.search(sentence):
                return said.group()
    return None
