"""What a follow-up leaves out, filled in from the last question: another year, another name, another thing asked."""

import re
from collections.abc import Sequence

from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.names import Name, Names
from app.answer.dialogue.topic import joined, subject, topic
from app.answer.question import ASKING
from index.fold import fold
from index.names.words import is_proper

_LEAD = re.compile(r"^(?:那么|那|还有|以及|再说|而|另外|对了|至于)[，, ]?")
_NE = re.compile(r"(?:呢|怎么样|如何|怎样)?[？?。!！ ]*$")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:底|末|初|上半年|下半年|1?\d月)?|(?:今|去|明)年|“?十[三四五]五”?(?:期间|末)?")
_BY = re.compile(r"^(?:到了?|在|截至)")
_NEXT_YEAR = re.compile(r"^(?:再)?(?:往?(?P<before>前|上)|(?P<after>往?后|下|次|第二))(?:一)?年$")
_ATTRIBUTES = (
    (r"时间|时候|日期|年份$", "是什么时候"),
    (r"总部|地址|地点|位置$", "在哪里"),
    (r"人$|老板|董事长|院长|负责人|作者|校长", "是谁"),
    (r"原因|理由", "是什么"),
    (
        r"规模|数量|人数|金额|营收|产值|占比|增速|目标|面积|投资|算力|家数|企业数|收入|奖励|补贴|总量|利润|估值|融资|员工|名额|期限|首期",
        "是多少",
    ),
)
_OWNER = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4})的(?![是在有了])(?=[^，,]{1,12}$)")
_ALIKE_PART = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“”]+")


def bare(text: str) -> str:
    """What a question says beside words that lead it in and 呢."""
    return _NE.sub("", _LEAD.sub("", text)).strip()


def filled_in(text: str, history: Sequence[Exchange], names: Names) -> str:
    """A question that leaves something out, with that put back."""
    last, said = history[-1].question, _BY.sub("", bare(text))
    if (step := _NEXT_YEAR.match(said)) and (year := re.search(r"(?:19|20)\d{2}", last)):
        return last.replace(year.group(), str(int(year.group()) + (-1 if step["before"] else 1)), 1)
    year = _YEAR.search(said)
    rest = _YEAR.sub("", said, count=1).strip("的，, ") if year else said.strip("的，, ")
    if year and not _says(rest):
        return with_year(last, year.group())
    if not ASKING.search(rest):
        other = _instead(rest, last, names)
        if other is not None:
            return with_year(other, year.group()) if year else other
    if (owner := _OWNER.match(said)) and ASKING.search(said) and is_proper(owner["name"]):
        return _question(_LEAD.sub("", text).strip())  # 那宇树的创始人是谁？ names what it is about itself
    about = topic(history, names)
    if about is None:
        return f"{last.rstrip('？?')}，{text}"
    owned = _LEAD.sub("", text).strip() if ASKING.search(said) else said.lstrip("的")
    if ASKING.search(owned):
        return _question(f"{about}{owned}")
    own = subject(history, names)
    asked = next((words for pattern, words in _ATTRIBUTES if re.search(pattern, owned)), "是什么")
    return _question(f"{own.text if own else about}的{owned}{asked}")


def with_year(question: str, year: str) -> str:
    """The question for another year."""
    whole = year if year.endswith(("年", "底", "末", "初", "间", "”", "月", "五")) else f"{year}年"
    return _YEAR.sub(whole, question, count=1) if _YEAR.search(question) else f"{whole}{question}"


def beside(question: str, own: Name, other: str, ending: str, names: Names) -> str:
    """The question about two things side by side."""
    found = names.find(question)
    at = next((name for name in found if name.text == own.text), joined(question, found) if found else None)
    if at is None:
        return f"{own.text}和{other}：{question.rstrip('？?')}{ending}"
    return f"{question[: at.start]}{at.text}和{other}{question[at.end :].rstrip('？?')}{ending}"


def _instead(new: str, last: str, names: Names) -> str | None:
    """The last question about something else, which is put where its like stood; None if ``new`` is asked of the same.

    Its like is a name of its kind, or words that begin or end as it does (一等奖, 三等奖).
    """
    found = names.find(last)
    named = names.find(new)
    whole = len(named) == 1 and named[0].text == new
    if whole and named[0].place and (places := [name for name in found if name.place]):
        return last[: places[0].start] + new + last[places[0].end :]
    if alike := _like(new, last):
        start, end = alike
        whole_names = [name for name in found if name.start < end and start < name.end]  # 天眼查 for all of 企查查
        start, end = min([start, *(n.start for n in whole_names)]), max([end, *(n.end for n in whole_names)])
        return last[:start] + new + last[end:]
    if not named and any(re.search(pattern, new) for pattern, _ in _ATTRIBUTES):
        return None
    others = [name for name in found if not name.place] or found
    if not others or (not whole and len(new) > 8):
        return None
    old = joined(last, others)
    return last[: old.start] + new + last[old.end :]


def _like(new: str, last: str) -> tuple[int, int] | None:
    """Where words of the last question share their end, or both quotes, with ``new`` and are of about its length."""
    if re.fullmatch(r"“[^”]+”|《[^》]+》", new):
        quoted = list(re.finditer(rf"{new[0]}[^{new[-1]}]{{1,{len(new)}}}{new[-1]}", last))
        return quoted[-1].span() if quoted else None
    for length in range(min(4, len(new) - 1), 0, -1):
        ending = new[-length:]
        at = last.find(ending)
        if at > 0 and not (length == 1 and (len(new) > 3 or ending in "市区县年个家元")):
            start = max(0, at - (len(new) - length))
            run = next((run for run in _ALIKE_PART.finditer(last) if run.start() <= at < run.end()), None)
            end = at + length
            begin = max(start, run.start()) if run else at
            if last[begin:end] != new and begin < at:
                return begin, end
    return None


def _question(text: str) -> str:
    return text if text.endswith(("？", "?")) else f"{text}？"


def _says(text: str) -> bool:
    """Whether words say more than that they ask."""
    return bool(re.sub(r"[的是在有为呢吗到了，,？? ]|" + ASKING.pattern, "", fold(text)))
