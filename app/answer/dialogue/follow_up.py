"""Rules by which a follow-up question is understood: pronouns, what is left out, a comparison asked for."""

import re
from collections.abc import Sequence

from app.answer.dialogue.ellipsis import bare, beside, filled_in
from app.answer.dialogue.english import leans_in_english, rewrite_english
from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.names import Names
from app.answer.dialogue.pronouns import PRONOUN, replaced
from app.answer.dialogue.topic import subject, topic, two
from app.answer.question import ASKING
from corpus.draft import guess_language
from index.fold import simplify

_SHORT = 18  # characters, up to which a question that names nothing is taken to lean on what was said
_LED_IN = 32  # … and one that begins with 那
_LEAD = re.compile(r"^(?:那么|那|而)[，, ]?")
_COMPARED = re.compile(
    r"^(?:那么?|如果)?(?:跟|和|与|同|比起|相比|对比)(?P<other>[^，,？?]{1,16}?)(?:相比|比较|比起来|对比|比)(?:起来|一下)?"
    r"(?:[，,]?(?P<asked>(?:哪|谁|差|高|低|多|少|大|小)[^？?]{1,10})|呢|怎么样|如何|的话|的情况)?[呢？?。 ]*$"
)
_WHICH_MORE = re.compile(
    r"^(?:那|那么)?(?:这?[两二]者?个?[家市座地]?|它们|他们)?(?:之间)?[，,]?(?:哪个|哪家|哪座城市|哪边|谁|哪里)(?:的)?更?"
    r"(?:大|小|多|少|高|低|快|慢|早|晚|强|好)[^？?]{0,6}[？?]*$|^(?:相?差|差距|差了?)(?:有)?(?:多少|多大|几)[^？?]{0,6}[？?]*$"
)
_WHY = re.compile(r"^(?:那|那么)?(?:这是)?(?:因为什么|为什么|为何|为啥|原因是?什么|怎么会)(?:呢|会?这样)?[？?]*$")
_OF_IT = re.compile(r"^(?:其中|比[\u4e00-\u9fff]|同期|当时|后来|之后|此前)")
_ASKED_THING = re.compile(r"是?(?:在)?(?:哪一?[年月天]|多少|什么时候|何时|几月|谁|什么|[吗呢])(?:的)?")


def leans_on_history(question: str, names: Names) -> bool:
    """Whether a question leaves to the conversation what it is about."""
    text = question.strip()
    if guess_language(text) == "en":
        return leans_in_english(text, names)
    plain = simplify(text)
    if any(pattern.match(plain) for pattern in (_COMPARED, _WHICH_MORE, _WHY, _OF_IT)) or PRONOUN.search(plain):
        return True
    said = bare(plain)
    if plain.rstrip("？?。 ") != said and len(said) <= _SHORT and not ASKING.search(said):
        return True  # 那2027年呢？
    return len(plain) <= (_LED_IN if _LEAD.match(plain) else _SHORT) and not names.find(plain)


def rewrite(question: str, history: Sequence[Exchange], names: Names) -> str:
    """The question made to stand alone; itself, where nothing has to be added or nothing was said before."""
    text = question.strip()
    if not history or not leans_on_history(text, names):
        return text
    if guess_language(text) == "en":
        return rewrite_english(text, history, names)
    return _rewrite(simplify(text), history, names).replace("?", "？")  # half-width by simplify


def _rewrite(plain: str, history: Sequence[Exchange], names: Names) -> str:
    last = history[-1]
    if _WHY.match(plain):
        return f"为什么{_ASKED_THING.sub('', last.question.rstrip('？?'))}？"
    if (compared := _COMPARED.match(plain)) and not PRONOUN.search(plain) and (own := subject(history, names)):
        asked = compared["asked"] or "相比如何"
        return beside(last.question, own, compared["other"].strip(), f"，{asked}？", names)
    if _WHICH_MORE.match(plain) and (pair := two(history, names)):
        return beside(last.question, pair[1], pair[0].text, f"，{_LEAD.sub('', plain)}", names)
    if _OF_IT.match(plain):
        about = topic(history, names)
        return f"{about}{plain}" if about else plain
    if PRONOUN.search(plain):
        said = replaced(_LEAD.sub("", plain), history, names)
        return said if names.find(said) else f"{topic(history, names) or ''}{said}"
    return filled_in(plain, history, names)
