"""Who is ahead of whom: A比B多, A超过B, B落后于A."""

import re
from dataclasses import dataclass

from index.fold import HAN

_AHEAD = (
    r"领先|高于|多于|大于|超过|超越|反超|优于|快于|早于|强于|胜过|赶超|"
    r"\bovertook|\bovertak\w*|\bpassed|\bsurpass\w*|\bahead of|\bexceed\w*"
)
_BEHIND = r"低于|少于|小于|落后于?|次于|不及|慢于|晚于|弱于|逊于|\bbehind|\bbelow|\bsecond only to"
_THAN = re.compile(
    r"(?<![对相之占同环百正反可])[比较](?![重例较赛如])(?P<rest>[^，。；]{1,24}?)"
    r"(?:(?P<up>多|高|大|快|早|强|长|领先)|(?P<down>少|低|小|慢|晚|弱|短|落后))"
)
_NAMED_FIRST = re.compile(rf"(?:(?P<up>{_AHEAD})|(?P<down>{_BEHIND}))[了过]?(?P<rest>[^，。；]{{2,24}})")
_OTHER = re.compile(rf"\s?(?:the )?(?P<name>[{HAN}]{{2}}|[a-z]{{3,}})")
_STOPS = "。；;\n"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands before it in its sentence, how the other one's name begins, and whether the first is ahead."""

    before: str
    other: str
    ahead: bool


def comparisons(text: str) -> list[Comparison]:
    """What a plain text says of who is ahead of whom, in order."""
    found = []
    for match in sorted([*_THAN.finditer(text), *_NAMED_FIRST.finditer(text)], key=lambda match: match.start()):
        other = _OTHER.match(match["rest"])
        if other:
            start = max(text.rfind(stop, 0, match.start()) for stop in _STOPS) + 1
            found.append(Comparison(text[start : match.start()], other["name"], bool(match["up"])))
    return found


def turned_round(said: str, cited: str) -> bool:
    """Whether a plain sentence puts somebody ahead of one who is ahead in the plain evidence."""
    known = comparisons(cited)
    for mine in comparisons(said):
        against = [other for other in known if other.other == mine.other]
        if against and all(other.ahead != mine.ahead for other in against):
            return True
        exchanged = [other for other in known if mine.other in other.before and other.other in mine.before]
        if not against and exchanged and all(other.ahead == mine.ahead for other in exchanged):
            return True
    return False
