"""``GET /articles/{id}``: an article as a page, or as the fragment that the dialog shows."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote as percent_encoded

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.access.access import Access
from app.answer.engine import Engine
from app.web.article.look import article_style
from app.web.article.view import Part, article_part, told, whole_page
from app.web.article.words import WORDS
from app.web.language import spoken
from app.web.texts import Language
from index.generation import Generation
from index.quote import Located, locate

_FOLDER = Path(__file__).parent
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"}
_LONGEST_QUOTE = 10_000  # characters: five of the longest passages


def article_routes(engine: Callable[[], Engine], access: Access) -> APIRouter:
    """The route, with ``engine`` as in the page: it waits until questions can be asked."""
    router = APIRouter()

    @router.get("/articles/{article_id:path}", response_class=HTMLResponse, include_in_schema=False)
    def article(
        request: Request, article_id: str, start: str = "", end: str = "", quote: str = "", part: str = ""
    ) -> HTMLResponse:
        language = spoken(request)
        words = WORDS[language]
        root = request.scope.get("root_path", "")

        def answer(status: int, found: Part) -> HTMLResponse:
            return _fragment(status, found) if part else _page(status, found, f"{root}/", language)

        if access.role(request) is None:
            there = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
            login = f"{root}/login?next={percent_encoded(there, safe='')}"
            return answer(401, told(words.login_link, words.login, language, login))
        try:
            place = _place(start, end)
        except ValueError as error:
            return answer(400, told(words.unknown_title, words.wrong.format(name=error), language))
        quote = quote[:_LONGEST_QUOTE]
        generation = engine().searcher.generation()
        located = _located(generation, article_id, place, quote)
        copies = generation.alike.copies.get(located.article.id, ()) if located.article else ()
        found = article_part(located, quote, copies, language)
        return answer(200 if located.article else 404, found)

    return router


def _place(start: str, end: str) -> tuple[int, int] | None:
    """The place asked for, if one is. Raises: ValueError with the name of the parameter that is none."""
    if not start and not end:
        return None
    for name, value in (("start", start), ("end", end)):
        if not value.isascii() or not value.isdecimal() or len(value) > 12:
            raise ValueError(name)
    return int(start), int(end)


def _located(generation: Generation, article_id: str, place: tuple[int, int] | None, quote: str) -> Located:
    """Where the words stand now; a place without words is taken as it is, as far as there is text."""
    if quote:
        return locate(generation, article_id, *(place or (0, 0)), quote)
    name = article_id if article_id in generation else generation.alike.holder(article_id)
    if name is None:
        return Located("missing")
    whole = generation.article(name)
    if place and place[0] < place[1] <= len(whole.text):
        return Located("same", whole, *place, whole.text[place[0] : place[1]])
    return Located("same", whole)


def _fragment(status: int, part: Part) -> HTMLResponse:
    return HTMLResponse(part.html, status, {**_HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"})


def _page(status: int, part: Part, home: str, language: Language) -> HTMLResponse:
    """A page on which no script but ours can run."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    tokens = (_FOLDER.parent / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
    page = whole_page(part, tokens + article_style(), script, home, language)
    return HTMLResponse(page, status, {**_HEADERS, "Content-Security-Policy": policy})
