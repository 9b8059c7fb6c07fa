"""The login page: the white wall, one field, one button."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

from app.web.texts import Language

Failure = Literal["", "wrong", "slow"]

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "tag": "zh-CN",
        "name": "姑苏问答",
        "title": "登录 · 姑苏问答",
        "label": "密码或密钥",
        "enter": "进入",
        "wrong": "密码不对，请再试一次。",
        "slow": "试得太多了，请一分钟后再试。",
    },
    "en": {
        "tag": "en",
        "name": "Gusu",
        "title": "Log in · Gusu",
        "label": "Password or key",
        "enter": "Enter",
        "wrong": "That is not the password. Try again.",
        "slow": "Too many tries. Wait a minute, then try again.",
    },
}


def login_html(language: Language, leads_to: str, failure: Failure = "") -> str:
    """The whole page; ``leads_to`` is the path behind it."""
    words = _WORDS[language]
    told = f'<p class="failure" id="failure" role="alert">{words[failure]}</p>' if failure else ""
    described = ' aria-invalid="true" aria-describedby="failure"' if failure else ""
    return f"""<!doctype html>
<html lang="{words["tag"]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{words["title"]}</title>
<style>{_style()}</style>
</head>
<body>
<main>
<h1>{words["name"]}</h1>
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(leads_to)}">
<label for="password">{words["label"]}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus{described}>
{told}
<button>{words["enter"]}</button>
</form>
</main>
</body>
</html>
"""


@cache
def _style() -> str:
    return Path(__file__).with_name("login.css").read_text(encoding="utf-8")
