"""What is planned, aimed at or forecast, and what has come about."""

import re

from app.answer.verify.amount import Amount
from app.answer.verify.amounts import amounts
from app.answer.verify.dates import dates
from app.answer.verify.negation import NEGATION
from app.answer.verify.plain import Clause, aligned, unquoted
from index.fold import HAN

_WILL_DO = (
    "达|建|实|形|突|超|培|打|新|成|推|在|把|到|力|迈|保|用|有|让|进|完|聚|再|争|组|投|放|构|加|拥|引|使|做|设|发|落"
)
_PLANNED = re.compile(
    r"(?<!不是)(?<!并非)(?<!而非)目标|(?<!行动)(?<!人才)(?<!领军)计划|力争|拟(?!定了|人|真)|预计|"
    r"(?<!五)(?<!五”)规划(?!局|院|馆|建议|研究)|争取(?![的到])|打算|预期|预测|有望|力求|争创|瞄准|冲刺|设想|筹建|要求(?!的)|"
    r"(?:提出|明确|表示|希望)[^。]{0,30}要(?!求|素|点)|"
    r"提出[^，。\d]{0,4}(?:组建|建|打造|形成|培育|引育|实现|达到|突破|推动|部署|发展)|"
    rf"(?<![需主重必只首纪概摘])要(?={_WILL_DO})|"
    r"到20\d\d年(?:底|末)?(?!\d)[^，。\d]{0,12}(?:达到|建成|形成|实现|超过|突破)(?!了)|"
    r"(?<![，。])将(?!近|军)(?![^，。；]{1,12}(?:作为|列为|列入|列在|纳入|定为|视为|分为|称为|当作|用于|分开|并列|混|等同))|"
    r"\bplan(?!et)|\btarget|\baim|\bgoal|\bexpect|\bintend|\bestimat|\bforecast|\bprojected|\bwill\b|\bhope|\bseek|"
    r"\bset to\b|\bwould\b|\bshould\b|\bambition|\bwants?\b|\bpropos|\b(?:is|are) to\b"
)
_WEAKLY = re.compile(
    r"将|(?<![需主重必只首纪概摘])要|提出|到20\d\d年(?!\d)|20\d\d年底|规划|计划|要求|希望|为期|须|才算|会(?=成为|达到|把|将)|"
    r"若|如果|假如|如期|目标|方案|应(?=当|该|积极|在|把|以)|表态|主张|建议|呼吁|思路|部署|"
    r"\bby (?:the end of )?20\d\d|\bif\b|\bto\b|\bproposed"
)
_DONE = re.compile(
    r"已|实际|截至|目前|当前|成功|如今|至今|现有|(?:达到|突破|超过|完成|实现|建成|推出|新增|成为|组建|落户)了|"
    r"\bhas\b|\bhave\b|\bwas\b|\bwere\b|\breached\b|\bhad\b|\bcompleted|\bachieved"
)
_TURNS = re.compile(r"已|处于|仍|正在|实际|截至|目前|当前|[\u4e00-\u9fff]了|\bhas\b|\bhave\b|\bwas\b|\bwere\b")
_DONE_VERB = re.compile(rf"已经?(?:[于在]?\d{{4}}年底?)?(?P<behind>[{HAN}]{{2}})|(?P<before>[{HAN}]{{2}})了")
_LABEL = re.compile(r"目标|预计|规划|计划")
_TOLD_BEHIND = re.compile(r"^(?:这|都|均|两者|两项|三者|二者|该数|皆|属).{0,8}(?:目标|计划|预计|规划)")
_ENOUGH, _LEAST = 0.3, 3  # share and count of a clause's terms that stand in the clause it is compared with


def planned_as_outcome(sentence: tuple[Clause, ...], evidence: tuple[Clause, ...], other_script: bool) -> bool:
    """Whether the sentence tells as a fact what the evidence plans; in another script words cannot be compared."""
    mine, theirs = plans(sentence), plans(evidence)
    known = [(amount, planned) for clause, planned in zip(evidence, theirs, strict=True) for amount in _amounts(clause)]
    foreseen = any(mine) or any(_WEAKLY.search(unquoted(clause.text)) for clause in sentence)
    for clause, planned in zip(sentence, mine, strict=True):
        done = is_done(clause.text)
        if planned or (_WEAKLY.search(unquoted(clause.text)) and not done):
            continue
        carried = [one for amount in _amounts(clause) if (one := [plan for other, plan in known if amount.fits(other)])]
        if carried:
            if all(all(one) for one in carried) and (done or not foreseen):
                return True
        elif not other_script and _tells(clause, evidence, theirs, done, foreseen):
            return True
    return other_script and all(theirs) and not foreseen and any(is_done(clause.text) for clause in sentence)


def _tells(clause: Clause, evidence: tuple[Clause, ...], plan: list[bool], done: bool, foreseen: bool) -> bool:
    """Whether a clause without figures tells as done what the evidence only plans."""
    for match in _DONE_VERB.finditer(_affirmed(clause.text)):
        verb = match["behind"] or match["before"]
        by_verb = [planned for other, planned in zip(evidence, plan, strict=True) if verb in other.text]
        if by_verb and all(by_verb):
            return True
    like = aligned(clause, evidence)
    if like is None or not plan[evidence.index(like)]:
        return False
    shared = len(clause.terms & like.terms)
    return shared >= max(_LEAST, _ENOUGH * len(clause.terms)) and (done or not foreseen)


def outcome_as_planned(sentence: tuple[Clause, ...], evidence: tuple[Clause, ...]) -> bool:
    """Whether the sentence plans what the evidence tells as a fact."""
    for clause in sentence:
        if is_planned(clause.text):
            like = aligned(clause, evidence)
            beside = [other for other in evidence if like is None or other.sentence == like.sentence]
            if not any(is_planned(other.text) or _WEAKLY.search(other.text) for other in beside):
                return True
    return False


def is_planned(text: str) -> bool:
    """Whether a clause tells of a plan, a target or a forecast."""
    return bool(_PLANNED.search(unquoted(text)))


def is_done(text: str) -> bool:
    """Whether a clause says that something has come about, and not that it has not."""
    return bool(_DONE.search(_affirmed(text)))


def _affirmed(text: str) -> str:
    negation = NEGATION.search(text)
    return text[: negation.start()] if negation else text


def plans(text: tuple[Clause, ...]) -> list[bool]:
    """Of each clause whether it is planned; one that does not say stands like the one before it in its sentence."""
    found: list[bool] = []
    for n, clause in enumerate(text):
        goes_on = n > 0 and text[n - 1].sentence == clause.sentence and found[-1]
        found.append(is_planned(clause.text) or (goes_on and not _TURNS.search(clause.text)))
    for n, clause in enumerate(text):
        if _LABEL.fullmatch(clause.text.strip()) or _TOLD_BEHIND.match(clause.text):  # ……，都是目标数; a table's column
            for before in range(n):
                found[before] = found[before] or text[before].sentence == clause.sentence
    return found


def _amounts(clause: Clause) -> list[Amount]:
    return [amount for amount in amounts(dates(clause.text).rest) if not amount.loose]
