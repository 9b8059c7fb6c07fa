"""Words of answers and articles as the judge's prompts may hold them: data that can end no place and open none.

The prompts mark their places with tags, <source> and <statement>, and chat models mark the turns of a conversation with
<|im_end|>, </s> or [INST], which servers read as such wherever they stand. Neither survives here.
"""

import re

_ANGLES = str.maketrans(dict.fromkeys("<＜﹤", "‹") | dict.fromkeys(">＞﹥", "›"))
_TURN = re.compile(r"\[(/?[A-Z][A-Z_]{2,})\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def defused(text: str) -> str:
    """The text without anything that could pass for a tag of a prompt or a turn of a conversation."""
    return _TURN.sub(r"(\1)", _CONTROL.sub(" ", text).translate(_ANGLES))


def defused_line(text: str) -> str:
    """``defused``, on one line: it cannot look like two entries of a list either."""
    return " ".join(defused(text).split())
