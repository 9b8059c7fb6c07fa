"""Title, author and date that office programs write into a file, where a person meant them."""

import datetime
import re

_NOBODY = re.compile(
    r"administrator|admin|users?|windows 用户|windows user|微软用户|微软中国|microsoft(?: office user)?|office|lenovo|"
    r"dell|hp|asus|acer|thinkpad|pc|apple|root|wps(?: office)?|python-docx|openpyxl|steve canny|unknown|anonymous|"
    r"未知|匿名|作者|author|x|\(anonymous\)|.*\.(?:com|net|cn)|[\d\W_]*|雨林木风|"
    r"深度技术|番茄花园|系统之家|china|mc system",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|powerpoint (?:presentation|演示文稿)|untitled.*|无标题.*|未命名.*|"
    r"文档\s*\d*|新建.*|document\s*\d*|presentation\s*\d*|演示文稿\s*\d*|幻灯片\s*\d*|slide\s*\d*|工作簿\s*\d*|"
    r"book\s*\d*|标题|title|\(anonymous\)|[\d\W_]*|.*\.(?:docx?|pptx?|xlsx?|pdf|wps|indd|qxd|tex|dvi|cdr|ai|fh\d*|html?)",
    re.IGNORECASE,
)
_TEMPLATES = frozenset(  # when the empty files were made that libraries begin with
    {datetime.date(2013, 12, 23), datetime.date(2013, 1, 27)}
)


def author_of(written: str | None) -> str | None:
    """A person's or office's name; None where a program wrote its own, or the machine's."""
    name = (written or "").strip()
    return name if name and not _NOBODY.fullmatch(name) else None


def title_of(written: str | None) -> str | None:
    """A title; None for a file's name and what a program writes where there is none."""
    title = (written or "").strip()
    return title if title and not _NO_TITLE.fullmatch(title) else None


def date_of(written: datetime.datetime | None) -> str | None:
    """ISO 8601; None for the day on which a library's empty file was made."""
    return written.date().isoformat() if written and written.date() not in _TEMPLATES else None
