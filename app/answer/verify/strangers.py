"""Names in a sentence that nothing in its evidence holds.

Chinese has no spaces or capitals to tell a name by. Places, tags, quotations, titles before a surname and whom a report
is ascribed to are looked for; any other name is found by what is left when evidence and common words are taken away.
"""

import re
from collections.abc import Iterator, Sequence

from app.answer.verify.names import CAPITAL, QUOTED, proper
from app.answer.verify.plain import is_chinese, pairs, plain
from index.fold import HAN
from index.generation import Generation
from index.names.places import PLACE
from index.names.romanised import is_pinyin, read_as, spelled_in
from index.names.words import FUNCTION, common, strange

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏韦付"
    "方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱覃武戴莫孔汤俞欧乔娄高施蓝柯"
)
_TITLES = "书记 总理 市长 院士 教授 院长 总裁 董事长 创始人 研究员 执行官 由 、 和 与 据".split()
_SAYS = "等|认为|指出|说|表示|提出|介绍|称"
_PERSON = re.compile(
    rf"(?:{'|'.join(f'(?<={title})' for title in _TITLES)})(?P<titled>[{_SURNAMES}][{HAN}]{{1,2}}?)"
    rf"(?={_SAYS}|于|在|任|创|三|两|、|和|与|的|，)|"
    rf"(?:^|(?<=[，。；、 ]))(?P<first>[{_SURNAMES}][{HAN}]{{1,2}})(?={_SAYS}|回忆|强调|于\d|在\d|曾)"
)
_TELLER = re.compile(
    rf"据(?P<by>[{HAN}a-z0-9《》]{{2,12}}?)(?:\d{{4}}年[\d月日号]*|的|刊|网站)?"
    r"(?:报道|文章|报告|消息|转载|统计|材料|转引)|"
    rf"(?<![{HAN}])(?:但|而)?(?P<paper>[{HAN}]{{2,8}}(?:报|社|网|财经|智库|在线|周刊))"
    r"(?:的?(?:报告|文章|报道|稿件|说法))?(?=则?(?:显示|称|说|写|认为|是|记))"
)
_OFFICE = re.compile(rf"(?P<name>[{HAN}]{{2}})(?P<kind>局|委|厅|大学|银行|集团|证券)(?![员托])")
_OPERATOR = re.compile(r"(?:中国|苏州)(?:移动|电信|联通)|[上深港]交所")
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[-.&'][a-z0-9]+)*\+?|\d+[a-z][a-z0-9]*")
_COUNTS = re.compile(r"\d*(?:p|pflops|eflops|gdp|ai|ipo|ceo)")
_GLOSSES = {
    **{"china": "中国|国内|全国", "singapore": "新加坡|中新", "germany": "德国", "japan": "日本", "korea": "韩国"},
    **{"britain": "英国", "england": "英国", "cambridge": "剑桥", "europe": "欧洲", "america": "美国"},
    **{"malaysia": "马来西亚", "microsoft": "微软", "tencent": "腾讯", "alibaba": "阿里", "huawei": "华为"},
}
_LOOKED_AT = 8  # passages that a Latin name is looked up in
_GLOSS_CHARS = 3  # of a Chinese name before its Latin one in brackets: where it begins is not marked
_LONG = 4  # letters of a Latin word that may be part of another: 思必驰DFM-2


def strangers(sentence: str, evidence: str, tellers: Sequence[str], generation: Generation) -> Iterator[str]:
    """Names of a sentence that neither the plain evidence holds, nor the names of those who tell it."""
    said = plain(sentence)
    for teller in tellers:
        said = said.replace(teller, " ")
    if not is_chinese(said):
        yield from _english(sentence, evidence, generation)
        return
    if is_chinese(evidence):
        yield from _chinese(said, evidence, generation)
    else:
        letters = re.sub("[^a-z]", "", evidence)
        found = (match.group() for match in PLACE.finditer(said))
        yield from (name for name in found if name not in evidence and not spelled_in(name, letters))
    latin = set(_LATIN.findall(evidence))
    for word in _LATIN.findall(said):
        inside = len(word) >= _LONG and word in evidence
        if word not in latin and not inside and not _COUNTS.fullmatch(word):
            yield word


def _chinese(said: str, evidence: str, generation: Generation) -> Iterator[str]:
    known = pairs(evidence) | pairs(re.sub(r"[^\w\s]", "", evidence))
    yield from (name for name in _whole_names(said, generation) if not pairs(name) <= known)
    yield from (name for name in _people(said) if name not in evidence and name[:2] not in known)
    for match in QUOTED.finditer(said):
        inner = re.sub(r"\W", "", match[1] or match[2])
        if inner not in evidence and any(pair not in known for pair in pairs(inner) if is_chinese(pair)):
            yield match.group()
    for match in _OFFICE.finditer(said):
        name, kind = match["name"], match["kind"]
        others = re.findall(rf"[{HAN}]{{2}}(?={kind})", evidence)
        if name not in known and name[0] not in FUNCTION and (others or len(kind) > 1):
            yield match.group()
    yield from strange(said, known)


def _whole_names(said: str, generation: Generation) -> Iterator[str]:
    for pattern in (PLACE, _OPERATOR):
        yield from (match.group() for match in pattern.finditer(said))
    yield from (name for name, _, _ in proper(said, generation))
    yield from (re.sub(r"\W", "", match["by"] or match["paper"]) for match in _TELLER.finditer(said))


def _people(said: str) -> Iterator[str]:
    names = (match["titled"] or match["first"] for match in _PERSON.finditer(said))
    yield from (name for name in names if name[:2] not in common())


def _english(sentence: str, evidence: str, generation: Generation) -> Iterator[str]:
    words = set(re.findall(r"[a-z]+", evidence))
    for match in CAPITAL.finditer(sentence):
        word = match.group().casefold()
        if word not in words and len(word) > 1 and named_in_chinese(word, evidence, generation) is False:
            yield match.group()


def named_in_chinese(word: str, evidence: str, generation: Generation) -> bool | None:
    """Whether a plain text has a small-letter name by its Chinese form: as it is read, or as the corpus explains it.

    None where neither is known, so that nothing can be told.
    """
    if word in _GLOSSES and is_chinese(evidence):
        return re.search(_GLOSSES[word], evidence) is not None
    if is_pinyin(word):
        return read_as(word, evidence)
    glosses = _glosses(generation, word)
    return any(gloss in evidence for gloss in glosses) if glosses else None


def _glosses(generation: Generation, word: str) -> set[str]:
    """What the corpus puts beside a Latin name in brackets: AISpeech (思必驰), 智慧芽（PatSnap）."""
    numbers, _ = generation.lexical.top(word, _LOOKED_AT)
    found: set[str] = set()
    name = re.escape(word)
    pattern = re.compile(rf"\b{name}\s?\(([{HAN}]{{2,8}})\)|([{HAN}]{{2,8}})\({name}\)")
    for row in generation.rows(numbers).tolist():
        article, passage = generation.passage(row)
        for match in pattern.finditer(plain(article.quote(passage.start, passage.end))):
            found.add(match[1] or match[2][-_GLOSS_CHARS:])
    return found
