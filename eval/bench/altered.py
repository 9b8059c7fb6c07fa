"""Sentences made false by rule: a number, a year, a name changed, two exchanged, a negation, a plan told as done.

Each rule gives a sentence that its quote does not carry, or none where it cannot be sure of that.
"""

import random
import re
from collections.abc import Callable
from decimal import Decimal

from corpus.quantities import values
from index.fold import simplify

_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,+〔\-—–])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?![\d.,]*[A-Za-z+）〕\d]|[月日号年\-—–]| (?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December))"
)
_COUNTED = re.compile(r"(?P<han>[两三四五六七八九十])(?=[个家名轮位项条座次款份类][^大])")
_HAN = "两三四五六七八九十"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|[^\d万亿家个元项条〕])")

_FIGURE = re.compile(
    r"(?<![A-Za-z\d.+])(?P<figure>\d+(?:\.\d+)?[多余]?[千万]?亿?)(?P<unit>元|家|个|%|项|款|辆|人|P| million| billion)"
)
_LISTED = re.compile(r"[^，。；]{0,6}(?:、|和|与|及|to|至|到|-|—)[^，。；]{0,1}|[^，。；、和与]{0,1}| and ")

_GROUPS = {
    "zh": [
        group.split()
        for group in (
            "苏州工业园区 苏州高新区 吴中高新区 无锡高新区 杭州余杭区 南京雨花台区",
            "昆山 太仓 常熟 张家港 吴江 吴中 相城 姑苏区 虎丘",
            "苏州 无锡 南京 扬州 深圳 上海 杭州 北京 广州 合肥 宁波",
            "江苏 浙江 安徽 广东",
            "新加坡 德国 英国 美国 日本",
            "思必驰 企查查 智慧芽 追觅 魔门塔 镁伽科技 登临科技 阿丘科技 天准科技 智加科技 燧原科技 摩尔线程 壁仞科技 "
            "科大讯飞",
            "高始兴 俞凯 俞浩 曹旭东 张济徽 黄瑜清 陈德强 潘艾伦 袁文杰 周志华 欧阳耀福 徐天舒 曾刚 赵程程 张孝荣 "
            "刘小涛 蓝绍敏 陈丽艳 毛伟",
            "城市进化论 财经智库 中国经营报 新华日报 投中网 科技日报 上海转型发布 中央社 证券时报 第一财经 美通社",
            "上交所 港交所 深交所",
            "苏州大学 南京大学 浙江大学 华东师范大学 中国科大",
            "中国移动 中国电信 苏州电信 腾讯投资 阿里巴巴 联想集团 华映资本 启明创投",
        )
    ],
    "en": [
        group.split()
        for group in (
            "Suzhou Shenzhen Shanghai Hangzhou Wuxi Nanjing",
            "Kunshan Taicang Changshu Zhangjiagang Wujiang Wuzhong Xiangcheng",
            "AISpeech Momenta MegaRobo Dreame Qichacha PatSnap Denglin Aqiu",
            "Singapore Germany Japan",
        )
    ],
}
"""Names of the corpus, by language, in groups that can be taken for one another."""

_DENIED = (
    (re.compile(r"未获|未予"), "获"),
    (re.compile(r"没有(?=优势|完整|原创)"), "有"),
    (re.compile(r"并?没有(?=[\u4e00-\u9fff])|并未|尚未"), "已"),
    (re.compile(r"(?<!而)(?:并非|并不是|不是)"), "正是"),
    (re.compile(r"不能|不应|不宜|不可(?=[相合直])"), "可以"),
    (re.compile(r"不等于"), "等于"),
)
_SAID = (
    (re.compile(r"(?<![没只还所共拥设具])有(?=[\d两三四五六七八九十])|(?<!没)拥有|共有"), "没有"),
    (
        re.compile(
            r"(?<![已未没拟将由均])(?<!\w由[\u4e00-\u9fff]{2})(?<!\w由[\u4e00-\u9fff]{3})"
            r"(?=入选(?![^，。]*门槛)|获批|落户|签约(?!集中)|成立|推出|发布|召开|举行|启动|点亮|设立|聚集|名列)"
        ),
        "没有",
    ),
    (re.compile(r"(?<![不未没将已拟再期])(?=(?:突破|超过|达到|增长|完成|推动|包括)[^率])"), "并没有"),
    (re.compile(r"(?<![不但还只就都于若])是(?=[^否])"), "不是"),
)
_DENIED_EN = ((re.compile(r" not(?= )| neither(?= )"), ""),)
_SAID_EN = (
    (re.compile(r"\b(was|were|is|are)\b"), r"\1 not"),
    (re.compile(r"\b(has|had)\b(?= [\d a])"), r"\1 no longer"),
    (re.compile(r"\b(aims|plans|wants|intends)\b"), r"never \1"),
)

_PLANS = (
    (re.compile(r"的?目标(?:数|值)?(?:是|为|：)，?"), "实际上"),
    (re.compile(r"(?<!行动)(?<!人才)(?:正争取|计划|打算|力争|争取(?![到的])|希望|拟|准备)(?:在|要|使)?"), "已"),
    (re.compile(r"(?<=[\u4e00-\u9fff\d，])将(?:会)?(?=[\u4e00-\u9fff])"), "已"),
    (re.compile(r"预计(?:为|将)?(?=\d|超过|\d{4}年)"), "实际"),
    (re.compile(r"(?<![主需重首摘只])要(?=达到|建成|拥有|突破|聚集|超过|有\d|增长|使|建设)"), "已"),
)
_PLANS_EN = (
    (re.compile(r"\b(?:aims|plans|wants|intends|is|should|are) to have\b|\bshould have\b"), "has"),
    (re.compile(r"\b(?:target|aim|goal) (?:is|was) to have\b"), "companies and bodies already make up"),
    (re.compile(r"\bis targeting\b"), "has reached"),
    (re.compile(r"\bare to reach\b"), "have reached"),
    (re.compile(r"\bwill be\b"), "is"),
)
_PLANNED = re.compile(
    r"目标|计划|打算|力争|争取|希望|拟(?!定)|将(?![近军])|预计|规划|要(?![求点素])|提出|争创|若|如果|假如|方案|设想|会(?=在|成)|"
    r"不是|并非|而非|并未|\b(?:aim|plan|want|intend|target|goal|will|should|estimate|propos)"
)
_DONE = (
    (re.compile(r"(?<!而)已经?(?=投入|有|引进|连续|超过|突破|建成|完成|办|备案|覆盖|落户|促成|实施)"), "计划"),
    (
        re.compile(
            r"(?<![计不未没被由])(?=(?:达到|突破|超过|成立|推出|发布|启动|完成|新增|落户|创立|创办|增长|举行|召开|聚集|拥有|吸引|签约)"
            r"(?:了|\d|于|至|在|近|逾|[^率的申委企大集]))(?!上市)"
        ),
        "计划",
    ),
    (re.compile(r"(?<!没)(?=共有)|(?<=[市区年苏])(?=有\d)"), "力争"),
)
_DONE_EN = (
    (re.compile(r"\b(?:was|were)\b"), "is planned to be"),
    (re.compile(r"\b(?:had|has)\b(?! approved)"), "plans to have"),
)
_MORE = re.compile(r"(?:超过?|逾|突破|不少于|不低于|至少|more than|over|above|at least|exceeded)\s?$")
_MORE_BEHIND = re.compile(r"[多余]|[万亿]*[\u4e00-\u9fff%]{0,3}以上")


def altered(kind: str, sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """``sentence`` made false in a way; None where the rule has no hold on it."""
    return _RULES[kind](sentence, quote, language, rng)


def number_changed(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """A figure changed: a digit, the order of the digits, a nought more, or another one of the quote's own size."""
    held = values(simplify(quote)) | values(simplify(sentence))
    found = [m for m in _NUMBER.finditer(sentence) if not re.fullmatch(r"(?:19|20)\d\d", m["digits"])]
    if language == "zh":
        found += list(_COUNTED.finditer(sentence))
    rng.shuffle(found)
    for match in found:
        more = _MORE.search(sentence[: match.start()]) or _MORE_BEHIND.match(sentence, match.end())
        for new in _others(match.group(), rng):
            if more and max(values(new), default=0) < max(values(match.group())):
                continue  # more than that it is, too
            made = sentence[: match.start()] + new + sentence[match.end() :]
            if not (values(simplify(made)) - values(simplify(sentence))) & held and values(new) - held:
                return made
    return None


def _others(written: str, rng: random.Random) -> list[str]:
    if written in _HAN:
        return rng.sample([c for c in _HAN if c != written], 4)
    value = Decimal(written.replace(",", ""))
    comma = "," in written
    digits = [*written.replace(",", "")]
    place = rng.randrange(len(digits))
    while not digits[place].isdigit():
        place = rng.randrange(len(digits))
    other = [*digits]
    other[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    made = [Decimal("".join(other)), value * 10, value + 1, value * 2]
    if len(digits) > 1 and digits[::-1] != digits and digits[-1] != "0" and "." not in digits:
        made.append(Decimal("".join(digits[::-1])))
    rng.shuffle(made)
    return [f"{number:,f}" if comma else f"{number:f}" for number in made if number != value]


def year_changed(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """A year changed to one that the quote does not name."""
    found = sorted({match.group() for match in _YEAR.finditer(sentence)})
    if not found:
        return None
    year = rng.choice(found)
    near = [str(int(year) + step) for step in (-3, -2, -1, 1, 2, 3)]
    new = rng.choice([other for other in near if other not in quote and other not in sentence] or [""])
    return re.sub(rf"(?<!\d){year}(?!\d)", new, sentence) if new else None


def entity_swapped(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """A place, an organisation or a person swapped for another one of the corpus that the quote does not name."""
    places: list[tuple[str, list[str]]] = []
    covered = sentence
    for group in _GROUPS[language]:
        for name in sorted(group, key=len, reverse=True):
            if name in covered:
                covered = covered.replace(name, "＿" * len(name))
                others = [n for n in group if n not in quote and n not in sentence and n not in name and name not in n]
                if others:
                    places.append((name, others))
    if not places:
        return None
    name, others = rng.choice(places)
    return sentence.replace(name, rng.choice(others))


def swapped(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """Two figures in one unit, two years or two names of the sentence exchanged, unless they stand in one list."""
    spans = [_figures(sentence), [m.span() for m in _YEAR.finditer(sentence)]]
    spans += [_named(sentence, group) for group in _GROUPS[language]]
    exchanges = [
        pair
        for group in spans
        for pair in zip(group, group[1:], strict=False)
        if not _LISTED.fullmatch(sentence, pair[0][1], pair[1][0])
        and sentence[slice(*pair[0])] != sentence[slice(*pair[1])]
    ]
    if not exchanges:
        return None
    (a, b), (c, d) = rng.choice(exchanges)
    return sentence[:a] + sentence[c:d] + sentence[b:c] + sentence[a:b] + sentence[d:]


def _figures(sentence: str) -> list[tuple[int, int]]:
    """Where figures stand whose next one is in the same unit."""
    found = [m for m in _FIGURE.finditer(sentence) if not _YEAR.match(sentence, m.start())]
    units = [m["unit"] for m in found]
    return [m.span("figure") for m in found if units.count(m["unit"]) > 1 and m["unit"] == units[0]]


def _named(sentence: str, group: list[str]) -> list[tuple[int, int]]:
    if not any(name in sentence for name in group):
        return []
    pattern = re.compile("|".join(sorted(group, key=len, reverse=True)))
    return [match.span() for match in pattern.finditer(sentence)]


def negated(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """A negation taken away where there is one, else put before a verb."""
    denied, said = (_DENIED, _SAID) if language == "zh" else (_DENIED_EN, _SAID_EN)
    for pattern, new in (*denied, *said):
        found = list(pattern.finditer(sentence))
        if found:
            match = rng.choice(found) if pattern not in [p for p, _ in denied] else found[0]
            made: str = sentence[: match.start()] + match.expand(new) + sentence[match.end() :]
            return made
    return None


def told_as_outcome(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """A target, plan or forecast told as what happened."""
    made = sentence
    for pattern, new in _PLANS if language == "zh" else _PLANS_EN:
        made = pattern.sub(new, made)
    return made if made != sentence and not _PLANNED.search(made) else None


def told_as_plan(sentence: str, quote: str, language: str, rng: random.Random) -> str | None:
    """What happened told as a plan."""
    if _PLANNED.search(sentence) or _PLANNED.search(quote) or not re.search(r"(?:19|20)\d\d", sentence):
        return None
    for pattern, new in _DONE if language == "zh" else _DONE_EN:
        found = list(pattern.finditer(sentence))
        if found:
            match = rng.choice(found)
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


_RULES: dict[str, Callable[[str, str, str, random.Random], str | None]] = {
    "number": number_changed,
    "year": year_changed,
    "entity": entity_swapped,
    "swapped": swapped,
    "negated": negated,
    "outcome": told_as_outcome,
    "plan": told_as_plan,
}
KINDS = tuple(_RULES)
"""Kinds of changes: ``outcome`` is a target told as one, ``plan`` the reverse."""
