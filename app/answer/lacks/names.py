"""The place a question is about, and the sort of thing it asks for."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack, Said
from app.answer.question import Question
from index.names.places import PLACE

_EVERYWHERE = frozenset({"苏州", "江苏", "园区", "苏州工业园区", "高新区", "苏州高新区"})  # what the corpus is about
_ABROAD = re.compile(
    "[美英德法韩]国|日本|新加坡|印度|欧洲|硅谷|剑桥|伦敦"
)  # an article about one hardly names it again
_SHORT = {"香港": "港", "澳门": "澳"}
_SORT = re.compile(
    r"(?:哪[个家所座份只条款支位一]{0,2}|什么)(部门|银行|大学|高校|城市|镇|国家|医院|法院|文件|街道|专业|交易所)"
)
_SIGNS = {
    "部门": "局|委|办|厅|部|政府|科协",
    "银行": "银行",
    "大学": "大学|学院",
    "高校": "大学|学院",
    "镇": "[^乡城小]镇",
    "国家": r"\w国|日本|新加坡|印度|荷兰|瑞士|意大利|加拿大|澳大利亚|俄罗斯|马来西亚|越南|以色列",
    "医院": "医院",
    "法院": "法院",
    "文件": "《|〔|号|建议|方案|规划|办法|措施|意见|计划|条例",
    "街道": "街道",
    "专业": "专业|系|学(?!生|校|院)",
    "交易所": "交易所|板|交所",
}

_ROUND = re.compile(r"(?:pre-?)?[a-z]\d?\+{0,2}轮|天使轮|种子轮")
_ORIGIN = re.compile(r"哪里人|哪儿人|哪的人|什么地方人|籍贯|老家")
_TOLD_ORIGIN = re.compile(r"籍|出生|生于|老家|来自|(?:[省市县州]|[\u4e00-\u9fff]{2})人(?=[，,。；;]|$)")


def lacking_name(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    """The places, if the passage names none of them; a sort of thing the sentence names none of.

    Where somebody is from, and the round of financing that is asked about, are such sorts.
    """
    found = dict.fromkeys(match.group() for match in PLACE.finditer(asked))
    places = [place for place in found if place not in _EVERYWHERE and not _ABROAD.fullmatch(place)]
    if places and not any(_SHORT.get(place, place) in said.around for place in places):
        yield Lack(Kind.PLACE, places[0])
    if match := _SORT.search(asked):
        sort = match[1]
        cities = (place.group() for place in PLACE.finditer(said.text))
        named = any(c not in asked for c in cities) if sort == "城市" else re.search(_SIGNS[sort], said.text)
        if not named:
            yield Lack(Kind.SORT, sort)
    rounds = set(_ROUND.findall(asked))
    if rounds and not rounds & set(_ROUND.findall(said.around)):
        yield Lack(Kind.SORT, sorted(rounds)[0].upper())
    if _ORIGIN.search(asked) and not _TOLD_ORIGIN.search(said.bare):
        yield Lack(Kind.SORT, "籍贯")
