"""A tab of the page, and what the page hands it. Tabs of other rooms (evaluation) are given to the page by gusu.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.answer.engine import Engine
from app.llm.open_model import ChatModels
from app.settings import Settings
from app.web.texts import Language

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import APIRouter

    from app.access.access import Access


@dataclass(frozen=True)
class Shell:
    """What a tab is built with. ``engine`` waits until questions can be asked: never call it while building."""

    engine: Callable[[], Engine]
    models: ChatModels
    settings: Settings
    access: "Access"
    page: "gr.Blocks"
    tab: "gr.Tab"  # the one that is built: its ``select`` says that a reader has opened it
    say: Callable[[str], Any]  # a key of the tab's ``words`` as a label that the browser translates (gr.I18n)


@dataclass(frozen=True)
class Tab:
    """A tab: ``id`` names it in the page and begins its keys; ``words`` are its labels by language, ``title`` one.

    ``build`` lays out its components, called inside its ``gr.Tab``. ``style`` and ``script`` are added to the page's.
    ``editors``: only those who may edit see it. ``routes`` are what it links to beside the page.
    """

    id: str
    words: Mapping[Language, Mapping[str, str]]
    build: Callable[[Shell], None]
    style: str = ""
    script: str = ""
    editors: bool = False
    routes: "Callable[[Settings, Access], APIRouter] | None" = None
