"""What a page says of itself and not of its subject: invitations, links to other pages, rights, buttons."""

import re
from dataclasses import replace

from corpus.article import BlockKind
from corpus.byline import read_byline
from corpus.draft import Draft

_LONGEST_LINK = 60  # characters of a line that names another page
_EDGE = 8  # lines at either end of a text among which bylines stand
_STATED = ("。", "！", "？", "”", "；", ".")
_LOOKED_AT = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING)
_WRAPPING = re.compile(r"^[\s（(【\[〔▲△▼◆●■·*>»＞—|｜-]+|[\s）)】\]〕>»＞*—|｜-]+$")

_INVITES = re.compile(
    r"扫码(?:关注|加入|添加|下载|观看|订阅|进群|入群|了解|查看|阅读|领取|报名|加群|分享).{0,30}"
    r"|扫一扫.{0,30}|微信扫(?:一扫|码).{0,30}|(?:微信)?扫描.{0,8}二维码.{0,30}"
    r"|(?:长按|识别|扫).{0,10}二维码.{0,30}"
    r"|(?:欢迎|请|记得|敬请|点击)?(?:关注|订阅|星标)(?:我们|本报|本刊|官方|微信|公众号|.{0,12}公众号).{0,30}"
    r"|欢迎(?:关注|订阅|扫码|投稿|转发|点赞|在看|分享|留言).{0,30}"
    r"|点击(?:上方|下方|左下|右上|右下|文末|这里|此处|链接|蓝字|图片|标题|卡片).{0,30}"
    r"|点击(?:查看|阅读|关注|下载|进入|打开|展开|收听|播放).{0,30}"
    r"|(?:打开|下载|安装)(?:微信|手机)?(?:APP|客户端).{0,30}|.{0,12}(?:APP|客户端)内?(?:打开|下载|查看)"
    r"|(?:查看|阅读|浏览|了解|获取)(?:更多|全文|原文|详情).{0,20}|更多(?:精彩|资讯|内容|新闻|详情|请).{0,25}"
    r"|(?:阅读原文|展开全文|加载更多|返回搜狐).{0,20}"
    r"|(?:follow us|sign up for|subscribe to|click here|share this|download our app)\b.{0,80}"
    r"|read (?:more|full story).{0,80}",
    re.IGNORECASE,
)
_MEANS_THE_PAGE = re.compile(
    r"公众号|我们|更多|资讯|详情|客户端|APP|原文|全文|附件|二维码|卡片|链接|蓝字|本报|留言", re.IGNORECASE
)

_RIGHTS = re.compile(
    r"(?:版权|免责|法律|郑重|特别|转载)(?:声明|须知|说明|提示)\s*(?:[:：|｜].*)?"
    r"|版权(?:所有|归).{0,60}|(?:声明[:：]\s*)?本(?:文|图|站|网|网站|平台|公众号|微信).{0,20}"
    r"(?:版权|不代表|不构成|仅代表|系转载|来源于网络|来自网络|转载自|如有侵权).{0,120}"
    r"|(?:以上|文中|上述)(?:内容|观点|信息|图片).{0,16}(?:不构成|仅供参考|仅代表|不代表|来自网络|来源网络).{0,60}"
    r"|未经.{0,12}(?:授权|许可|同意|允许).{0,20}(?:转载|复制|摘编|镜像|抄袭|引用|转发).{0,40}"
    r"|.{0,16}转载.{0,8}(?:请|须|需|务必).{0,6}(?:注明|联系|标明).{0,40}"
    r"|(?:如|若)?(?:有|涉及|存在|涉).{0,10}(?:侵权|版权).{0,24}(?:联系|删除|告知).{0,30}"
    r"|.{0,40}(?:ICP备|公网安备|网站标识码|增值电信业务).{0,60}|.{0,20}不良信息举报.{0,40}"
    r"|(?:copyright|©|\(c\)).{0,80}|.{0,60}all rights reserved.{0,40}",
    re.IGNORECASE,
)
_OPENS_LINKS = re.compile(
    r"(?:相关|推荐|延伸|扩展|拓展|热门|往期|更多|精彩|最新|今日|编辑|为您|为你|站内)"
    r"(?:阅读|推荐|新闻|报道|文章|链接|资讯|稿件|专题|回顾|精选|评论|热点|导读)[:：]?"
    r"|猜你喜欢|大家都在看|热门评论|网友评论|全部评论|related(?: (?:articles?|stories|posts|news|content|topics))?:?"
    r"|recommended(?: for you)?:?|more from .{2,40}|you may also like:?|most (?:read|popular):?|further reading:?",
    re.IGNORECASE,
)
_LEADS_AWAY = re.compile(
    r"(?:上一[篇条页]|下一[篇条页]|原标题|原题|相关阅读|推荐阅读|延伸阅读|点击阅读)\s*[:：|｜].{0,100}"
)
_COUNTS = re.compile(
    r"(?:(?:本文|全文)?共?约?\s*\d+\s*字[，,]?\s*)?(?:预计|大约|约)?阅读.{0,8}\d+\s*(?:分钟|次|万|\+)?"
)
_BUTTONS = frozenset(
    "举报 我要举报 投诉 纠错 分享 分享到 分享至 收藏 点赞 赞 在看 打印 打印本页 关闭 关闭窗口 关闭本页 返回 返回顶部 "
    "返回首页 回到顶部 "
    "评论 发表评论 写评论 登录 注册 首页 大 中 小 字号 字体 加载更多 网站地图 联系我们 关于我们 设为首页 加入收藏 "
    "微信 微博 新浪微博 "
    "qq qq空间 朋友圈 复制链接 广告 语音播报 听全文 +关注 关注 已关注 转发 在线客服 share print email comments "
    "advertisement login "
    "subscribe menu home facebook twitter linkedin weibo wechat".split()
)
_BETWEEN_BUTTONS = re.compile(r"[\s|｜·/\[\]【】（）()：:、,]+")


def is_boilerplate(line: str) -> bool:
    """Whether a line as a whole belongs to the page and not to the article."""
    bare = _WRAPPING.sub("", line)
    if not bare:
        return False
    if _INVITES.fullmatch(bare):
        states = re.search(r"\d", bare) or (bare.endswith("。") and not _MEANS_THE_PAGE.search(bare))
        return not states
    if any(pattern.fullmatch(bare) for pattern in (_RIGHTS, _OPENS_LINKS, _LEADS_AWAY, _COUNTS)):
        return True
    return all(word.lower() in _BUTTONS for word in _BETWEEN_BUTTONS.split(bare) if word)


class Asides:
    """Tells, line by line, which of a text are asides; notes in the draft what they say and how much they are."""

    def __init__(self, draft: Draft, lines: int) -> None:
        self._draft = draft
        self._lines = lines
        self._seen = 0
        self._among_links = False  # behind a heading like 相关阅读, until something is stated again

    def takes(self, line: str, heads: bool = False) -> bool:
        """True if the next of the text's lines is an aside; one that ``heads`` a section ends a list of links."""
        at_edge = self._seen < _EDGE or self._seen >= self._lines - _EDGE
        self._seen += 1
        if is_boilerplate(line):
            self._among_links = bool(_OPENS_LINKS.fullmatch(_WRAPPING.sub("", line)))
        elif not heads and read_byline(self._draft, line, at_edge):
            self._draft.leave_out("byline", line)
            return True
        elif heads or not (self._among_links and len(line) <= _LONGEST_LINK and not line.endswith(_STATED)):
            self._among_links = False
            return False
        self._draft.leave_out("boilerplate", line)
        return True


def set_aside(draft: Draft) -> Draft:
    """``draft``, with those of its blocks that are asides marked as such."""
    text = draft.text
    asides = Asides(draft, len(draft.blocks))
    for number, block in enumerate(draft.blocks):
        words = text[block.start : block.end]
        if block.kind in _LOOKED_AT and asides.takes(words, heads=block.kind is BlockKind.HEADING):
            draft.blocks[number] = replace(block, kind=BlockKind.ASIDE, level=0)
    return draft
