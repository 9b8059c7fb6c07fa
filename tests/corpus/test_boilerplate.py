import pytest

from corpus.article import BlockKind
from corpus.boilerplate import is_boilerplate
from corpus.byline import read_byline
from corpus.draft import Draft
from corpus.formats.text import read_text
from tests.corpus.conftest import words


@pytest.mark.parametrize(
    "line",
    [
        "扫码关注我们",
        "长按识别二维码，关注公众号",
        "微信扫一扫",
        "点击上方蓝字关注我们",
        "点击查看更多",
        "点击阅读原文",
        "▼点击下方卡片，关注某某日报公众号▼",
        "更多精彩内容，请下载某某客户端",
        "返回搜狐，查看更多",
        "版权声明：本网所有内容，未经授权不得转载，违者必究。",
        "免责声明：以上内容仅供参考。",
        "未经书面授权，禁止转载、摘编。",
        "本文系转载自网络，如有侵权请联系删除",
        "转载请注明出处",
        "以上观点仅代表作者个人，不构成投资建议。",
        "原标题：苏州发布新政",
        "上一篇：园区动态",
        "【打印】【关闭】",
        "分享到： 微信 微博 QQ空间",
        "举报",
        "大 中 小",
        "苏ICP备05000000号-1 苏公网安备 32050000000000号",
        "相关阅读",
        "推荐阅读：",
        "猜你喜欢",
        "Related articles",
        "© 2026 Some News. All rights reserved.",
        "Sign up for our newsletter",
        "（扫码下载APP）",
    ],
)
def test_what_a_page_says_of_itself_is_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "扫码关注的用户去年增加了30万。",
        "扫码即可乘车，苏州公交全面支持数字人民币。",
        "点击量超过三亿次，这部宣传片火遍全网。",
        "点击查看的人数为1.2万。",
        "苏州建成版权交易中心，登记作品十万件。",
        "版权登记数量居全省第一。",
        "未经许可，任何单位不得从事网约车经营。",
        "监督举报电话：0512-12345678",
        "关注人工智能带来的就业变化。",
        "更多企业选择落户园区。",
        "本市支持大模型备案。",
        "微信小程序“苏周到”注册用户突破2000万。",
        "阅读推广活动覆盖全市十个县级市（区）。",
        "相关企业已超过一千五百家。",
        "推荐申报国家级专精特新企业120家。",
        "如有重大项目落地，给予最高1000万元奖励。",
        "Share of AI in output rose to 30 percent.",
        "",
    ],
)
def test_a_statement_is_not_taken_for_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("来源：新华社", {"publisher": "新华社"}),
        ("文字 | 杨某某", {"author": "杨某某"}),
        ("本报记者 张三 李四", {"author": "张三 李四"}),
        ("（记者 王小明 通讯员 赵大力）", {"author": "王小明 赵大力"}),
        (
            "2026-01-04 09:30　来源：某报　作者：张三　编辑：李四",
            {"date": "2026-01-04", "publisher": "某报", "author": "张三"},
        ),
        (
            "发布日期：2026-02-10来源：市政府办公室字号：[大 中 小]访问量：123",
            {"date": "2026-02-10", "publisher": "市政府办公室"},
        ),
        ("来源：某报 2026年1月5日 08:00", {"publisher": "某报", "date": "2026-01-05"}),
        ("By ZHANG Wei and Li Na", {"author": "ZHANG Wei and Li Na"}),
        ("图片来源：视觉中国", {}),
        ("责任编辑：王五", {}),
        ("图/视觉中国", {}),
    ],
)
def test_a_byline_becomes_metadata(line: str, fields: dict[str, str]) -> None:
    draft = Draft()
    assert read_byline(draft, line)
    found = {"author": draft.author, "publisher": draft.publisher, "date": draft.date}
    if not line.startswith("图/"):
        assert {name: value for name, value in found.items() if value} == fields


@pytest.mark.parametrize(
    "line",
    [
        "记者：您怎么看苏州的人工智能产业？",
        "时间：每周三",
        "来源：一是财政拨款。二是社会资本。",
        "作者：这是一个关于城市转型的故事，讲了三十年",
        "苏州经济增长的动力来源：创新",
        "编辑部大楼于2024年建成。",
        "2026年1月4日，苏州召开新年第一会。",
    ],
)
def test_a_statement_is_no_byline(line: str) -> None:
    assert not read_byline(Draft(), line)


def test_in_the_middle_of_a_text_a_source_of_money_is_a_statement_and_a_picture_credit_is_none() -> None:
    assert not read_byline(Draft(), "来源：财政拨款", at_edge=False)
    assert read_byline(Draft(), "图片来源：某图库", at_edge=False)


def test_links_to_other_pages_end_where_something_is_stated_again() -> None:
    draft = read_text(
        "园区的机器人\n\n园区有三百台机器人。\n\n相关阅读\n\n杭州的机器人跑起来了\n深圳发布机器人新政\n\n"
        "园区的机器人产业还在扩大，明年将有五百台。\n\n一、下一步\n\n招更多的人。"
    )
    assert words(draft, BlockKind.PARAGRAPH) == [
        "园区有三百台机器人。",
        "园区的机器人产业还在扩大，明年将有五百台。",
        "招更多的人。",
    ]
    assert words(draft, BlockKind.HEADING) == ["一、下一步"]
    assert {noted.kind: noted.characters for noted in draft.left_out} == {"boilerplate": 4 + 10 + 9}
