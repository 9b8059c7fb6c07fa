"""When, how long, and of what time: the dates of a report answer nothing."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack, Said
from app.answer.question import Question, Wanted, years

_NUMERALS = "一二三四五六七八九十两百半"
_DAY = re.compile(r"哪一?[天日]|(?<!十)几号|什么日子|几月几[号日]|(?:日期|哪天)(?:是|\?|$)")
_MONTH = re.compile(r"哪一?个?月|几月")
_NAMED_DAY = r"工作日|除夕|元旦|春节|周[一二三四五六日]|星期"
_ANY_TIME = re.compile(
    r"\d{4}|[一二三四五六七八九十元\d]+年|\d0年代|世纪|\d{1,2}月|\d{1,2}[日号]|今年|去年|前年|年底|年初|同年|次年|年前|周年|期间|[上下]半年|当年|至今|以来|十[一二三四五]五|"
    + _NAMED_DAY
)
_LENGTH = re.compile(r"(?<![第哪近前这后上元在是于])几年(?!来|前|里|间)|多少年|多久|多长时间|几个月|多少天|多少个月")
_TOLD_LENGTH = re.compile(
    rf"(?<![\d第])(?:\d{{1,3}}|[{_NUMERALS}]+)(?:个?多?余?(?:年|天|周|小时|星期)|多?个多?月)|年半|至今"
)
_SOME_MONTHS = re.compile(
    r"前[一二三四五六七八九十\d]+个?(?:季度|月)|[上下]半年|[一二三四]季度|\d{1,2}月?(?:至|到|-|—)\d{1,2}月"
)
_ASKS_MONTHS = re.compile(r"季度|半年|[前头]\S{1,3}个?月|\d月|至今|目前|截至|同比|预计")
_PLAN = re.compile(r"十[一二三四五]五")
_SOURCE = re.compile(r"报道|材料|网站|报告|文章|稿|刊|称|登|说|政策")


def lacking_time(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    """A day, a month, any time, a length of it; figures of another year, of a part of it, of other plan years."""
    yield from _lacking_date(question, asked, said)
    undated = re.sub(r"(?:19|20)\d\d年", "", said.bare)
    if _LENGTH.search(asked) and not _TOLD_LENGTH.search(undated):
        yield Lack(Kind.LENGTH)
    told = years(said.bare) or years(said.text)
    by_source = _SOURCE.search(asked) and question.years & years(said.text)
    if question.years and told and not question.years & told and not by_source:
        yield Lack(Kind.YEAR, "、".join(sorted(question.years)))
    if question.years and _SOME_MONTHS.search(said.bare) and not _ASKS_MONTHS.search(asked):
        if len(years(said.bare)) < 2 and not re.search("全年|年度", said.bare):
            yield Lack(Kind.WHOLE_YEAR)
    plans = set(_PLAN.findall(asked)), set(_PLAN.findall(said.bare))
    if all(plans) and not plans[0] & plans[1]:
        yield Lack(Kind.PLAN_YEARS, "、".join(sorted(plans[0])))


def _lacking_date(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    rest = said.bare
    for year in question.years:
        rest = re.sub(rf"{year}年?", "", rest)
    if question.wanted is not Wanted.DATE:
        return
    if _DAY.search(asked):
        if not re.search(rf"\d{{1,2}}[日号]|{_NAMED_DAY}", rest):
            yield Lack(Kind.DAY)
    elif _MONTH.search(asked):
        if not re.search(r"\d{1,2}月", rest):
            yield Lack(Kind.MONTH)
    elif not _ANY_TIME.search(rest):
        yield Lack(Kind.TIME)
