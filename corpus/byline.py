"""Lines that say who wrote, published and illustrated a text, and when: metadata, not statements."""

import re

from corpus.dates import iso_date
from corpus.draft import Draft

_AUTHOR = "本报记者|见习记者|实习记者|特约记者|特约撰稿|记者|通讯员|文字|撰文|撰稿|采写|作者|By|Author"
_PUBLISHER = (
    "文章来源|信息来源|稿件来源|新闻来源|来源|稿源|转载自|转自|出处|发布机构|发布单位|发文机关|Source|Publisher"
)
_DATE = "(?:发布|发表|刊发|更新|成文|发文|印发|公开)(?:时间|日期)|时间|日期|Date|Published(?: on)?|Updated(?: on)?"
_URL = "(?:原文)?(?:链接|地址|网址)|URL"
_CREDIT = (
    "图片来源|图源|图片|配图|题图|封面图|封面|供图|摄影|责任编辑|责编|见习编辑|实习编辑|值班编辑|编辑|校对|审校|监制|排版|"
    "审核|视觉|美编|值班主编|主编|初审|复审|终审|终校|Photo(?: credit)?|Image(?: credit)?|Edited by|Editor"
)
_TOOL = (
    "字号|字体|字体大小|浏览次数|浏览量|浏览|阅读量|阅读次数|点击量|点击数|点击率|点击|访问量|人气|分享到|分享至|分享"
)
_ALONE = "文/图|图/文|文图|文|图|摄"  # so short that they count at the head of a line or behind a blank only
_SEPARATOR = r"[ \t\u3000]*[|｜:：丨/][ \t\u3000]*"
_LABEL = re.compile(
    rf"(?:(?P<author>{_AUTHOR})|(?P<publisher>{_PUBLISHER})|(?P<date>{_DATE})|(?P<url>{_URL})"
    rf"|(?P<credit>{_CREDIT})|(?P<tool>{_TOOL})|(?<!\S)(?P<alone>{_ALONE})){_SEPARATOR}",
    re.IGNORECASE,
)
_NAMED = re.compile(  # 本报记者 张三 李四
    r"(?:\S{0,8}记者|通讯员|作者|文)"
    r"(?P<names>(?:[ \u3000]+(?:[\u4e00-\u9fff·]{2,4}|通讯员|实习生|摄影报道|文/摄))+)"
)
_BY = re.compile(r"By (?P<names>[A-Z][\w.’'-]*(?: (?:and|&|[A-Z][\w.’'-]*)){0,6})")
_BARE_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T\u3000]*\d{1,2}:\d{2}(?::\d{2})?)?")
_STATES = re.compile(r"[。！？!?；;]")
_LONGEST = 60  # characters of a line with one label
_LONGEST_OF_SEVERAL = 160
_LONGEST_NAME = 30
_WRAPPING = re.compile(r"^[\s（(【\[〔▲△▼◆●■·*—-]+|[\s）)】\]〕*—-]+$")


def read_byline(draft: Draft, line: str, at_edge: bool = True) -> bool:
    """True if ``line`` says who made a text or its pictures, or when; what it says goes into ``draft``.

    Who wrote and published a text stands at its edge, in its first or last lines: elsewhere such a line
    (来源：财政拨款) is a statement, unless it credits a picture or an editor.
    """
    bare = _WRAPPING.sub("", line)
    if len(bare) > _LONGEST_OF_SEVERAL + (200 if "http" in bare else 0):
        return False
    if at_edge and _BARE_DATE.fullmatch(bare):
        draft.date = draft.date or iso_date(bare)
        return True
    if at_edge and (named := _NAMED.fullmatch(bare)):
        names = [name for name in named["names"].split() if name not in ("通讯员", "实习生", "摄影报道", "文/摄")]
        draft.author = draft.author or " ".join(names) or None
        return True
    if at_edge and (by := _BY.fullmatch(bare)):
        draft.author = draft.author or by["names"]
        return True
    fields = _fields(bare)
    if not fields or not all(_fits(kind, value, at_edge) for kind, value in fields):
        return False
    if len(fields) == 1 and len(bare) > _LONGEST and fields[0][0] != "url":
        return False
    for kind, value in fields:
        _keep(draft, kind, value)
    return True


def _fields(line: str) -> list[tuple[str, str]]:
    """Kind and value of each label of a line that begins with one, or with a date; none where it does not."""
    labels = list(_LABEL.finditer(line))
    if not labels:
        return []
    head = line[: labels[0].start()].strip(" \u3000|｜")
    if head and not _BARE_DATE.fullmatch(head):
        return []
    fields = [("date", head)] if head else []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = line[label.end() : following.start() if following else None].strip(" \t\u3000|｜丨/，,")
        fields.append((label.lastgroup or "", value))
    return fields


def _fits(kind: str, value: str, at_edge: bool) -> bool:
    """Whether what stands behind a label is what the label promises."""
    if _STATES.search(value.rstrip("。")):
        return False
    match kind:
        case "author" | "alone":
            return at_edge and 0 < len(value) <= _LONGEST_NAME and not re.search(r"[，,：:]", value)
        case "publisher":
            return at_edge and 0 < len(value) <= _LONGEST_NAME * 2
        case "date":
            return at_edge and iso_date(value) is not None and len(value) <= _LONGEST_NAME
        case "url":
            return at_edge and value.startswith("http") and " " not in value
        case "tool":
            return at_edge and len(value) <= _LONGEST_NAME
    return len(value) <= _LONGEST  # a credit


def _keep(draft: Draft, kind: str, value: str) -> None:
    match kind:
        case "author":
            draft.author = draft.author or value
        case "publisher":
            written = _BARE_DATE.search(value)  # 来源：某报 2026-01-04
            draft.date = draft.date or (written and iso_date(written[0]))
            draft.publisher = draft.publisher or _BARE_DATE.sub("", value).strip() or None
        case "date":
            draft.date = draft.date or iso_date(value)
        case "url":
            draft.url = draft.url or value
        case "alone" if value and draft.author is None:
            draft.author = value
