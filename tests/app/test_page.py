"""The page's words and its first script, without a browser."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.chat.tab import chat_tab
from app.web.first import FirstScript
from app.web.tab import Tab
from app.web.words import both, sayer, translations


def test_every_word_of_a_tab_is_there_in_both_languages() -> None:
    words = translations([chat_tab()]).translations_dict
    assert words["zh-CN"]["chat_title"] == "问答" and words["en"]["chat_title"] == "Ask"
    half = Tab("half", {"zh": {"title": "半", "more": "多"}, "en": {"title": "Half"}}, lambda shell: None)
    with pytest.raises(ValueError, match="'half' lacks a language for its words \\['more'\\]"):
        translations([half])


def test_a_label_that_is_not_among_a_tabs_words_is_noticed() -> None:
    tab = chat_tab()
    say = sayer(tab, translations([tab]))
    assert say("title").key == "chat_title"
    with pytest.raises(KeyError, match="no word 'titel'"):
        say("titel")


def test_a_text_in_both_languages_is_escaped() -> None:
    assert both({"zh": "<b>", "en": "a&b"}) == (
        '<span class="say" lang="zh-CN">&lt;b&gt;</span><span class="say" lang="en">a&amp;b</span>'
    )


def test_the_first_script_comes_before_all_others_and_only_on_the_page() -> None:
    html = "<!doctype html><html><head><script>later</script></head></html>"
    routes = [Route(path, lambda request: HTMLResponse(html)) for path in ("/", "/other")]
    app = Starlette(routes=routes)
    client = TestClient(FirstScript(app))
    page: httpx.Response = client.get("/")
    assert page.text.index("gusu_language") < page.text.index("later")
    assert int(page.headers["content-length"]) == len(page.content)
    assert client.get("/other").text == html
