"""Questions made of Chinese sentences. Few rules, each of which leaves a sentence that people would say."""

import re
from collections.abc import Callable, Iterator

from app.answer.cloze.made import Made
from app.answer.question import ASKING, years
from index.fold import fold

Named = Callable[[str], bool]

_SHORTEST, _LONGEST = 9, 36  # characters of a question
_NUMBER = r"(?:\d[\d,.]*[多余]?[十百千]?[万亿]*|[一二两三四五六七八九十百千]+)[多余]?"
_LOOSE = r"(?:超过|超|约有|约|近|将近|逾|至少|不少于|不低于|大约|共有|共|已有|已达|已)"
_COUNTER = "家|个|项|条|款|座|名|人|位|所|只|台|辆|架|支|处|种|类"
_COUNTED = re.compile(
    rf"^(?P<before>.*?)(?:{_LOOSE})?(?P<number>{_NUMBER})(?P<unit>{_COUNTER})(?:以上|左右)?(?P<behind>(?![月年日级])[^、]*)$"
)
_AMOUNT = rf"{_NUMBER}(?:元|美元|%|个百分点|亩|平方米|平方公里|P|PFLOPS|吨)"
_MEASURED = (
    "规模|产值|总产值|目标|营收|收入|总额|总规模|金额|投资|总投资|额度|增加值|利润|净利润|市值|估值|资金|总量|占比|比重|水平|增速|"
    "算力|面积|亏损|奖励|补贴|上限|增长率|生产总值|GDP"
)
_IS = r"(?:预计)?(?:为|是|达到|达|突破|有|在)?(?:了)?"
_MEASURE = re.compile(
    rf"^(?P<what>.{{3,}}?(?:{_MEASURED}))(?:，)?{_IS}(?:{_LOOSE})?(?P<amount>{_AMOUNT})(?:以上|左右)?$"
)
_GROWTH = re.compile(
    rf"^(?P<what>.{{4,}}?)(?P<how>同比增长|年均增长|增长|下降|提高|提升|上升)(?P<amount>{_NUMBER}(?:%|个百分点))$"
)
_MOST = re.compile(
    rf"^(?P<what>.{{6,}}最高)(?P<can>可获|可得|不超过|为|是)?(?P<amount>{_NUMBER}元)(?P<tail>的?(?:支持|资助|奖励|补贴|贷款))?$"
)
_DATE = r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?"
_EVENT = (
    "成立|创立|创办|创建|设立|发布|印发|出台|召开|举行|启动|奠基|开工|投产|获批|公布|开园|揭牌|上线|推出|揭晓|发起|"
    "登陆[^，]{2,6}|在[^，]{2,8}(?:成立|创立|上市|召开|举行)"
)
_WHEN_AFTER = re.compile(rf"^(?P<what>.{{3,}}?)(?P<event>{_EVENT})于(?P<date>{_DATE})$")
_WHEN_BEFORE = re.compile(rf"^(?P<what>.{{3,}}?)(?:于|在)?(?P<date>{_DATE})(?P<event>{_EVENT})$")
_WHO = re.compile(
    rf"^(?P<what>.{{2,16}}?)(?:{_DATE})?由(?P<who>[\u4e00-\u9fff·]{{2,4}}?)(?:在|于)?(?:{_DATE})?(?P<event>创立|创办|创建)$"
)
_LED = re.compile(
    r"^(?P<what>.{4,}?)由(?P<who>[\u4e00-\u9fffA-Za-z·]{3,16})(?P<event>牵头|发起|运营|承办|主办|提出|编制)(?:建设|设立)?$"
)
_FOUNDER = re.compile(
    r"^(?P<what>.{2,16}?)的?(?P<role>创始人|董事长|首席科学家)(?:是|为)(?P<who>[\u4e00-\u9fff·]{2,4})$"
)
_COUNTED_LIST = re.compile(
    r"^(?P<what>.{4,}?)(?P<verb>有|是|分为|包括|包含)(?P<number>[二两三四五六七八九十]+)(?P<unit>项|个|条|类|方面|大类)[:：](?P<list>.+)$"
)
_LIST = re.compile(
    r"^(?P<what>.{4,}?)(?P<verb>包括|包含|涵盖|涉及|聚焦|分为|有)(?:了)?(?P<list>[^，]+[、和][^，]+?)(?:等.{0,6})?$"
)
_MEANS = re.compile(
    r"^(?:.{0,26}[，中里])?(?P<term>[“《][^”》]{1,14}[”》]|[A-Za-z]{2,12})(?:指的是|指|全称为?|即)(?P<meaning>.{3,})$"
)
_THE = "核心格局|格局|主线|方向|定位|重点任务|重点|原则|思路|特点|总体目标|目标|名称|总部"
_WHAT_IS = re.compile(rf"^(?P<what>.{{3,}}?(?:{_THE}))，?(?:是|为)(?P<said>[^，]{{3,}})$")
_VAGUE_AIM = re.compile(r"(?:(?:年|末|底|苏州|园区)的?|：|政策)目标$")  # one of many
_PLACE = re.compile(
    r"^(?P<what>.{3,}?)(?:位于|坐落于|坐落在|落户在|落户于|落户|设在|放在)(?P<where>[\u4e00-\u9fff“”]{2,14})$"
)
_RANK = re.compile(r"^(?P<what>.{12,})第(?P<rank>[一二三四五六七八九十]+|\d+)(?P<unit>位|名)?$")

_TELLS = re.compile(
    r"列名|"
    r"报道|文章|材料|转载|摘要|口径|网站|稿|转引|认为|记述|写道|写到|称|据|按|根据|显示|报告|刊|供稿|消息|来源|编辑部|未见|说法|回顾|列举|列出"
)
_LEANS = re.compile(
    r"它|其|该|此|这|那|上述|前者|后者|两者|二者|当时|当天|同时|还|也|另|则|仍|本|又|并|而|均|都|各|未|没有|不是|不|可能|左右"
)
_PARTLY = re.compile(
    "目标是|之一|[让使若：]|三步|通常"
)  # what a figure is asked of is another thing than the clause begins with
_NO_VERB = ("第", "这", "那", "每", "首", "前", "的", "数", "等")
_HAS_VERB = re.compile("[有设建增聚集培育达突破到成引遴选推收录备]")
_OPENS, _CLOSES = "“《（(", "”》）)"


def chinese_questions(sentence: str, named: Named) -> Iterator[Made]:
    """Questions that a sentence answers; ``named`` says whether words name something, so that a question can be
    understood by itself.
    """
    bare = sentence.strip().rstrip("。！；")
    rules = (_lists, _counts, _measures, _growths, _mosts, _whens, _whos, _meanings, _whats, _places, _ranks)
    for clause in _clauses(bare):
        for rule in rules:
            for made in rule(clause):
                if _is_natural(made.question, named):
                    yield made


def heading_question(heading: str, named: Named) -> str | None:
    """The question a heading asks (``十大行动是哪十项``), if it asks one that can be understood by itself."""
    text = heading.rpartition(" › ")[2].strip().rstrip("？?")
    asks = ASKING.search(fold(text)) or re.search(r"怎样|如何", text)
    question = f"{text}？"
    return question if asks and "：" not in text and _is_natural(question, named, shortest=6) else None


def _clauses(sentence: str) -> list[str]:
    """The first clause that says something itself, alone and with the rest of the sentence; tellers are left out."""
    parts = [part for part in re.split(r"[，；]", sentence)]
    while parts and _TELLS.search(parts[0]):
        parts.pop(0)
    while parts and _TELLS.search(parts[-1]):
        parts.pop()
    if not parts:
        return []
    whole = "，".join(parts)
    return [parts[0]] if len(parts) == 1 else [whole, parts[0]]


def _counts(clause: str) -> Iterator[Made]:
    match = _COUNTED.match(clause)
    if match is None or "，" in clause or _figures_in(clause) != 1 or match["number"] in ("一", "1"):
        return
    before, behind = _stripped(match["before"]), match["behind"]
    if (
        behind.startswith(("目标", "任务", "指标"))
        or _PARTLY.search(before)
        or before.endswith(_NO_VERB)
        or not _HAS_VERB.search(before)
    ):
        return
    if before.endswith("是") and not behind:
        before = f"{before[:-1]}有"
    elif not behind and "的" in before and not before.endswith(("有", "到", "达", "破")):
        before += "有"  # 新增的规上工业企业370家
    yield Made(f"{before}多少{match['unit']}{behind}？", f"{match['number']}{match['unit']}", "count")


def _measures(clause: str) -> Iterator[Made]:
    match = _MEASURE.match(clause)
    if match is None or _figures_in(clause) != 1 or "，" in match["what"] or _PARTLY.search(match["what"]):
        return
    what = _stripped(match["what"]).replace("实现营收", "营收")
    asked = "了多少" if what.endswith("亏损") else "是多少"
    yield Made(f"{what}{asked}？", match["amount"], "measure")


def _growths(clause: str) -> Iterator[Made]:
    match = _GROWTH.match(clause)
    if match and _figures_in(clause) == 1 and "，" not in clause:
        yield Made(f"{_stripped(match['what'])}{match['how']}了多少？", match["amount"], "growth")


def _mosts(clause: str) -> Iterator[Made]:
    match = _MOST.match(clause)
    if match and _figures_in(clause) == 1 and "，" not in clause:
        tail = (match["tail"] or "").lstrip("的")
        can = match["can"] if match["can"] in ("可获", "可得") else "" if tail else "是"
        much = "多少" if tail or can == "是" else "多少元"
        yield Made(f"{match['what']}{can or '可获'}{much}{tail}？", match["amount"], "most")


def _whens(clause: str) -> Iterator[Made]:
    match = _WHEN_AFTER.match(clause) or _WHEN_BEFORE.match(clause)
    if match and "，" not in clause and "由" not in match["what"] and len(years(clause)) == 1:
        asked = "哪一年" if re.fullmatch(r"\d{4}年", match["date"]) else "什么时候"
        yield Made(f"{match['what']}是{asked}{match['event']}的？", match["date"], "when")


def _whos(clause: str) -> Iterator[Made]:
    if match := _WHO.match(clause):
        yield Made(f"{match['what']}是谁{match['event']}的？", match["who"], "who")
    elif (match := _LED.match(clause)) and "，" not in match["what"] and not re.search(_DATE, match["who"]):
        yield Made(f"{match['what']}由谁{match['event']}？", match["who"], "who")
    elif match := _FOUNDER.match(clause):
        yield Made(f"{match['what']}的{match['role']}是谁？", match["who"], "who")


def _lists(clause: str) -> Iterator[Made]:
    if match := _COUNTED_LIST.match(clause):
        what = match["what"].rstrip("，")
        if "，" not in what:
            verb = "有" if match["verb"] in ("有", "是") else match["verb"]
            yield Made(f"{what}{verb}哪{match['number']}{match['unit']}？", _first_item(match["list"]), "list")
    elif (match := _LIST.match(clause)) and "，" not in match["what"] and "：" not in match["list"]:
        if match["verb"] == "有" and (match["list"].count("、") < 2 or match["list"][0].isdigit()):
            return
        asked = "哪些" if match["verb"] == "有" else "哪些方面" if match["verb"] in ("涉及", "聚焦") else "哪些内容"
        yield Made(f"{match['what']}{match['verb']}{asked}？", _first_item(match["list"]), "list")


def _meanings(clause: str) -> Iterator[Made]:
    match = _MEANS.match(clause)
    if match:
        asked = "的全称是什么" if "全称" in clause else "指的是什么"
        yield Made(f"{match['term']}{asked}？", match["meaning"][:8], "meaning")


def _whats(clause: str) -> Iterator[Made]:
    match = _WHAT_IS.match(clause)
    if match and "，" not in match["what"] and not _VAGUE_AIM.search(match["what"]):
        yield Made(f"{match['what']}是什么？", match["said"][:8], "what")


def _places(clause: str) -> Iterator[Made]:
    match = _PLACE.match(clause)
    if match and "，" not in clause and not match["what"].endswith(("的", "拟", "计划", "的拟", "通常")):
        yield Made(f"{match['what']}在哪里？", match["where"], "place")


def _ranks(clause: str) -> Iterator[Made]:
    match = _RANK.match(clause)
    if match and "，" not in clause and not re.search(r"\d年$", match["what"]):
        yield Made(f"{match['what']}第几{match['unit'] or ''}？", f"第{match['rank']}", "rank")


def _figures_in(clause: str) -> int:
    """How many figures there are, years and what stands in quotation marks aside: two would ask for either."""
    rest = re.sub(rf"“[^”]*”|《[^》]*》|{_DATE}|(?:19|20)\d\d(?=[—-])|[年前][\d一二三四五六七八九十]+个?月", "", clause)
    return len(re.findall(rf"{_NUMBER}(?=[{_COUNTER.replace('|', '')}元美%亩平P吨])", rest))


def _stripped(before: str) -> str:
    return re.sub(rf"(?:{_LOOSE})$", "", before)


def _first_item(listed: str) -> str:
    return re.split(r"[、，；和]", listed)[0]


def _is_natural(question: str, named: Named, shortest: int = _SHORTEST) -> bool:
    said = question.rstrip("？")
    if not shortest <= len(said) <= _LONGEST or _TELLS.search(said) or not named(said):
        return False
    if any(said.count(one) != said.count(other) for one, other in zip(_OPENS, _CLOSES, strict=True)):
        return False
    if re.search("[：；:]", said):
        return False
    unquoted = re.sub(r"“[^”]*”|《[^》]*》", "“”", said)
    starts_well = re.match(r"[\u4e00-\u9fffA-Z“《\d]", said) and not re.match(r"[在从到对把被以由和与及的为]", said)
    return bool(starts_well) and not _LEANS.search(unquoted) and len(ASKING.findall(fold(unquoted))) == 1
