"""The labels of the page's tabs, handed to Gradio, which shows each in the browser's language."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import gradio as gr

from app.web.tab import Tab
from app.web.texts import TEXTS

_LOCALES = {"zh": "zh-CN", "en": "en"}


def translations(tabs: Sequence[Tab]) -> gr.I18n:
    """The words of all tabs, each key after its tab's id. Raises: ValueError if a tab lacks a word in a language."""
    for tab in tabs:
        if missing := set(tab.words["zh"]) ^ set(tab.words["en"]):
            raise ValueError(f"tab {tab.id!r} lacks a language for its words {sorted(missing)}")
    every = {
        _LOCALES[language]: {_key(tab, key): word for tab in tabs for key, word in tab.words[language].items()}
        for language in TEXTS
    }
    return gr.I18n(**every)


def sayer(tab: Tab, words: gr.I18n) -> Callable[[str], Any]:
    """What gives a tab's label for a key of its words. Raises: KeyError (when called) for a key it does not have."""

    def say(key: str) -> Any:
        if key not in tab.words["zh"]:
            raise KeyError(f"tab {tab.id!r} has no word {key!r}")
        return words(_key(tab, key))

    return say


def both(words: dict[str, str]) -> str:
    """A text in both languages as HTML; the page's style shows the one that is spoken."""
    return "".join(f'<span class="say" lang="{_LOCALES[one]}">{escape(text)}</span>' for one, text in words.items())


def _key(tab: Tab, key: str) -> str:
    return f"{tab.id}_{key}"
