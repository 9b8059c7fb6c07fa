"""The fields of a question: what they may be called, and how one is written as text."""

import json
import re
from typing import Any

from index.fold import fold

FIELDS = ("id", "question", "answerable", "answers", "evidence", "type", "lang", "history", "standalone", "reference")

_OTHER_NAMES = {
    "编号": "id",
    "序号": "id",
    "问题": "question",
    "可回答": "answerable",
    "是否可回答": "answerable",
    "答案": "answers",
    "answer": "answers",
    "证据": "evidence",
    "类型": "type",
    "语言": "lang",
    "language": "lang",
    "历史": "history",
    "上文": "history",
    "完整问题": "standalone",
    "参考答案": "reference",
    "reference answer": "reference",
}
_NOTES = {"note", "notes", "备注", "comment", "comments"}
_TRUE = {"true", "yes", "y", "1", "是", "可", "能"}
_FALSE = {"false", "no", "n", "0", "否", "不可", "不能"}
_ARTICLE = re.compile(r"([\w.-]+)::(.*)", re.DOTALL)
_SPEAKER = re.compile(r"(user|assistant|用户|助手|问|答)\s*[:：]\s*(.*)", re.IGNORECASE)
_ASSISTANT = {"assistant", "助手", "答"}
EXPECTED = {
    "answers": 'key facts, each a list of wordings: [["5万亿元", "五万亿"], ["6%"]]',
    "evidence": 'words of the articles, or {"article_id": …, "quote": …}',
    "history": 'messages {"role": "user" or "assistant", "content": …}, or earlier questions',
    "answerable": "true or false",
}


def field_named(name: str) -> str | None:
    """The field that a column or key is for, by its English name or a Chinese one, in any case; None if for none."""
    plain = " ".join(fold(name).replace("_", " ").split())
    return plain if plain in FIELDS else _OTHER_NAMES.get(plain)


def is_note(name: str) -> bool:
    """Whether a column or key is the editor's own: note, notes, comment, comments, 备注, or ``x_`` and anything."""
    plain = fold(name).strip()
    return plain in _NOTES or plain.startswith("x_")


def known_names() -> str:
    """What columns may be called, for messages."""
    chinese = {field: name for name, field in reversed(_OTHER_NAMES.items()) if not name.isascii()}
    return ", ".join(f"{field} ({chinese[field]})" for field in FIELDS) + "; notes go under 备注, note or x_…"


def field_value(field: str, value: Any) -> Any:
    """The value of ``field`` as ``Question`` takes it; text becomes lists, messages or a truth where the field is one.

    Key facts and evidence are separated by ``;``, ``；`` or a line break, wordings of one fact by ``|``. Evidence may
    begin with ``article_id::``, which holds to the end of its line. A history has an earlier question a line; lines
    that begin with ``答：`` or ``assistant:`` are answers. All three may be JSON instead.
    Raises: ValueError if the text is none of this; what is no text is left to ``Question``.
    """
    if field == "id" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        if field == "answerable":
            return _truth(value)
        if field in ("answers", "evidence", "history"):
            value = _json(value) if re.match(r'\s*\[\s*(["\[{]|\]$)', value) else _LISTS[field](value)
    if field == "evidence" and isinstance(value, list):
        return [{"quote": item} if isinstance(item, str) else item for item in value]
    if field == "history" and isinstance(value, list):
        return [{"role": "user", "content": item} if isinstance(item, str) else item for item in value]
    return value


def _truth(text: str) -> bool:
    plain = fold(text).strip()
    if plain not in _TRUE | _FALSE:
        raise ValueError(f"‘{text}’ is neither yes nor no: write true, yes, 1 or 是, or false, no, 0 or 否")
    return plain in _TRUE


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"begins as JSON but is not ({error.msg} at character {error.pos})") from error


def _facts(text: str) -> list[list[str]]:
    facts = ([word.strip() for word in re.split("[|｜]", fact)] for fact in re.split("[;；\n]", text))
    return [wordings for fact in facts if (wordings := [word for word in fact if word])]


def _evidence(text: str) -> list[dict[str, str]]:
    found = []
    for line in text.split("\n"):
        article = ""
        for piece in re.split("[;；]", line):
            quote = piece.strip()
            if match := _ARTICLE.fullmatch(quote):
                article, quote = match[1], match[2].strip()
                if not quote:
                    raise ValueError(f"‘{article}::’ names an article and no words of it")
            if quote:
                found.append({"article_id": article, "quote": quote} if article else {"quote": quote})
    return found


def _history(text: str) -> list[dict[str, str]]:
    found = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        match = _SPEAKER.fullmatch(line)
        role = "assistant" if match and match[1].lower() in _ASSISTANT else "user"
        found.append({"role": role, "content": match[2] if match else line})
    return found


_LISTS = {"answers": _facts, "evidence": _evidence, "history": _history}
