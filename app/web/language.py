"""Which language the page speaks to a reader: the one they chose, else the browser's, else Chinese."""

import re
from typing import Protocol

from app.web.texts import TEXTS, Language

COOKIE = "gusu_language"
"""Set by the page's switch, which then loads the page anew."""


class Asked(Protocol):
    """A request, of Starlette's or of Gradio's making."""

    @property
    def cookies(self) -> dict[str, str]:
        """By name."""

    @property
    def headers(self) -> "Headers":
        """With names in lower case."""


class Headers(Protocol):
    """The headers of a request."""

    def get(self, name: str, /) -> str | None:
        """The value, if there is one."""


def spoken(request: Asked | None) -> Language:
    """The language of a reader's page."""
    if request is None:
        return "zh"
    for language in TEXTS:
        if request.cookies.get(COOKIE) == language:
            return language
    return _preferred(request.headers.get("accept-language") or "")


def _preferred(header: str) -> Language:
    """The first of our languages in an ``Accept-Language``, by weight; a browser that speaks neither gets English."""
    ranges = []
    for place, part in enumerate(header.split(",")):
        name, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=([\d.]+)", rest)
        ranges.append((-float(weight[1]) if weight else -1.0, place, name.lower()))
    for _, _, name in sorted(ranges):
        if name.startswith("zh"):
            return "zh"
        if name.startswith("en"):
            return "en"
    return "en" if header.strip() and header.strip() != "*" else "zh"
