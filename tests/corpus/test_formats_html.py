import pytest

from corpus.article import BlockKind
from corpus.errors import SourceError
from tests.corpus.conftest import Read, left_out, words

NEWS = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>苏州机器人产业 - 某报网</title>
<meta name="author" content="张三"><meta property="og:site_name" content="某报网">
<meta property="article:published_time" content="2026-01-04T08:00:00+08:00">
<link rel="canonical" href="https://example.cn/2026/a.html"></head>
<body><nav><a href="/">首页</a><a href="/x">新闻频道</a></nav>
<article><h1>苏州机器人产业</h1><p class="meta">2026-01-04 来源：某社　记者：李四</p>
<p>苏州的机器人企业有三百家，<b>去年</b>增加了
五十家。产值达到一千亿元，比上年增长一成。</p>
<h2>企业</h2><ul><li>甲公司做手臂，去年卖出三千台。</li><li>乙公司做大脑，今年要卖五千台。</li></ul>
<table><tr><th>企业</th><th>产值</th></tr><tr><td>甲</td><td>5亿元</td></tr><tr><td>乙</td><td>7亿元</td></tr></table>
<p>图片来源：视觉中国</p><p>责任编辑：王五</p><p>版权声明：未经授权不得转载。</p></article>
<div class="related"><h3>相关阅读</h3><ul><li><a href="1">杭州机器人跑起来了</a></li></ul></div>
<script>var secret = "不是正文";</script><footer>版权所有 © 某报网 苏ICP备12345号</footer></body></html>"""

NOTICE = """<html><head><title>关于印发行动计划的通知_某市政府</title>
<meta name="ArticleTitle" content="关于印发行动计划的通知"><meta name="ContentSource" content="市政府办公室"></head>
<body><div class="location">当前位置：<a>首页</a> > <a>文件</a></div><div class="title">关于印发行动计划的通知</div>
<div class="info"><span>发布日期：2026-02-10</span><span>来源：市政府办公室</span><span>字号：[大 中 小]</span></div>
<div id="zoom"><p>　　各市（区）人民政府，市各有关部门：</p>
<p>　　<span>现将</span><span>《行动计划》印发给你们，请认真组织实施。</span></p>
<p>　　一、总体要求</p><p>　　到2027年，人工智能核心产业规模突破3000亿元<br>，企业超过3000家。</p>
<div>　　（一）算力。建设1万P智算中心，供给全市。</div>
<table border="1"><tr><td>方向</td><td>任务</td><td>牵头单位</td></tr>
<tr><td rowspan="2">算力</td><td>建设智算中心</td><td>市发改委</td></tr>
<tr><td>发放算力券</td><td>市工信局</td></tr></table>
</div><div class="print"><a>【打印】</a><a>【关闭】</a></div>
<div class="footer">主办：某市人民政府办公室 <a>苏ICP备05000000号</a></div></body></html>"""

WECHAT = """<html><head><meta property="og:title" content="姑苏的AI雄心">
<meta property="og:site_name" content="微信公众平台"><meta property="og:url" content="https://mp.weixin.qq.com/s/abc">
</head><body><div id="img-content">
<h1 id="activity-name">姑苏的AI雄心</h1><a id="js_name">某观察</a> <em id="publish_time">2026年1月5日 08:00</em>
<div id="js_content"><section><p><span>2025年，苏州规上工业总产值4.89万亿元，居全国前列。</span></p></section>
<p><strong>从制造到智造</strong></p><p><span>姑苏区打造AI之城，</span><span>已有两百家企业落户这里。</span></p>
<p><span>图源：摄图网</span></p><blockquote><p>“我们要做第一。”一位负责人这样说。</p></blockquote>
<p>长按识别二维码，关注我们</p></div></div></body></html>"""

OLD_SITE = """<html><head><title>老站文章</title></head><body><table width="800"><tr><td><a href="1">首页</a></td>
<td><font size="5">园区产值突破四千亿</font><br>2025年12月1日　作者：陈某<br><br>
　　苏州工业园区昨天公布，今年产值突破四千亿元，比去年增长百分之八。<br><br>
　　其中人工智能企业有一千五百家，贡献了八百亿元。园区计划明年再引进三百家企业。<br>
　　专家认为，这一增速高于全市。</td></tr></table></body></html>"""


def test_a_news_page_gives_its_text_and_who_wrote_it_where_and_when(read: Read) -> None:
    article = read("a.html", NEWS.format(charset="utf-8").encode())
    assert (article.title, article.author, article.publisher) == ("苏州机器人产业", "张三", "某社")
    assert (article.date, article.url) == ("2026-01-04", "https://example.cn/2026/a.html")
    assert words(article, BlockKind.PARAGRAPH) == [
        "苏州的机器人企业有三百家，去年增加了五十家。产值达到一千亿元，比上年增长一成。"
    ]
    assert words(article, BlockKind.HEADING) == ["企业"]
    assert words(article, BlockKind.ITEM) == ["甲公司做手臂，去年卖出三千台。", "乙公司做大脑，今年要卖五千台。"]
    assert words(article, BlockKind.ROW) == ["企业：甲 | 产值：5亿元", "企业：乙 | 产值：7亿元"]


def test_what_a_site_puts_around_a_text_is_in_no_passage_and_in_the_receipt(read: Read) -> None:
    article = read("a.html", NEWS.format(charset="utf-8").encode())
    said = "".join(article.text[b.start : b.end] for _, blocks in article.sections() for b in blocks)
    for chrome in ("首页", "新闻频道", "杭州机器人", "ICP", "视觉中国", "王五", "版权声明", "不是正文"):
        assert chrome not in said
    assert left_out(article, "boilerplate") == len("版权声明：未经授权不得转载。")
    assert left_out(article, "rest of the page") > 0


@pytest.mark.parametrize(
    ("declared", "encoding", "found"),
    [("gb2312", "gb18030", "gb18030"), ("utf-8", "gb18030", "gb18030"), ("iso-8859-1", "utf-8", "utf-8")],
)
def test_a_page_is_read_in_its_encoding_whatever_it_says(read: Read, declared: str, encoding: str, found: str) -> None:
    article = read("a.html", NEWS.format(charset=declared).encode(encoding))
    assert article.title == "苏州机器人产业"
    assert article.receipt.encoding == found


def test_a_damaged_character_costs_no_page(read: Read) -> None:
    page = NEWS.format(charset="gb2312").replace("五十家", "五十家" + "，许多企业" * 300).encode("gb18030")
    at = page.index("许多".encode("gb18030"))
    article = read("a.html", page[:at] + b"\xff" + page[at:])
    assert article.title == "苏州机器人产业" and article.receipt.warnings == ("1 characters are damaged",)


def test_a_governments_notice_is_read_with_its_number_tables_and_headings(read: Read) -> None:
    article = read("b.htm", NOTICE.encode())
    assert (article.title, article.publisher, article.date) == ("关于印发行动计划的通知", "市政府办公室", "2026-02-10")
    assert "到2027年，人工智能核心产业规模突破3000亿元，企业超过3000家。" in words(article, BlockKind.PARAGRAPH)
    assert "一、总体要求" in words(article, BlockKind.HEADING)
    assert words(article, BlockKind.ROW) == [
        "方向：算力 | 任务：建设智算中心 | 牵头单位：市发改委",
        "方向：算力 | 任务：发放算力券 | 牵头单位：市工信局",
    ]
    assert "打印" not in "".join(words(article, BlockKind.PARAGRAPH, BlockKind.ITEM))


def test_a_page_of_wechat_is_published_by_its_account(read: Read) -> None:
    article = read("c.html", WECHAT.encode())
    assert (article.title, article.publisher, article.date) == ("姑苏的AI雄心", "某观察", "2026-01-05")
    assert words(article, BlockKind.HEADING) == ["从制造到智造"]
    assert "姑苏区打造AI之城，已有两百家企业落户这里。" in words(article, BlockKind.PARAGRAPH)
    assert "长按识别二维码，关注我们" not in words(article, BlockKind.PARAGRAPH)


def test_paragraphs_that_only_line_breaks_part_are_told_apart(read: Read) -> None:
    article = read("d.html", OLD_SITE.encode("gb18030"))
    assert (article.author, article.date) == ("陈某", "2025-12-01")
    said = words(article, BlockKind.PARAGRAPH)
    assert "苏州工业园区昨天公布，今年产值突破四千亿元，比去年增长百分之八。" in said
    assert "专家认为，这一增速高于全市。" in said


def test_elements_that_are_too_deep_for_the_parser_are_told_of(read: Read) -> None:
    deep = "<font>" * 2000 + "深处的话。" + "</font>" * 2000
    article = read("a.html", f"<html><body><p>开头的一段话，说的是苏州。</p>{deep}</body></html>".encode())
    assert "开头的一段话，说的是苏州。" in article.text
    assert "its elements lie more than 256 deep in one another: what is deeper is not read" in article.receipt.warnings


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><script>render()</script><div id='app'></div></html>", "<html>"]
)
def test_a_page_without_text_says_what_to_do(read: Read, page: str) -> None:
    with pytest.raises(SourceError, match="holds no text of its own.*print it to PDF"):
        read("a.html", page.encode())
