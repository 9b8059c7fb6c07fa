"""Who reported something and when, which is no part of what is said: 据新华网2025年11月12日报道."""

import re

_TELLERS = "据|按|见|由|网站?|社|报|刊|号|客户端|财经|one|院|局|厅|政府|页面?|在线|集团|研究|总台"
_TOLD = "报道|文章|报告|稿件?|摘要|摘录|转载|刊|登载|消息|材料|统计|资料|分析|梳理|转引|介绍|网页"
_REPORTED = re.compile(
    r"(?:^|(?<=[。，,；;\n]))(?:据|按照?|根据|见)[^，,。；;]{0,24}(?:19|20)\d\d年[^，,。；;]{0,24}(?=[，,。；;]|$)|"
    rf"(?:{_TELLERS})[^，,。；;]{{0,16}}(?:19|20)\d\d年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?"
    rf"(?:的?[^，,。；;\d]{{0,8}}(?:{_TOLD}))"
)


def without_attribution(text: str) -> str:
    """A folded text without the words that say who reported it on what day: their dates answer nothing."""
    return _REPORTED.sub(" ", text)
