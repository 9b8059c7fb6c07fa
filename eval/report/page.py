"""Pages made of templates: one file each, with its style and script inside, and every text escaped."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.report.figures import shown

_EVAL = Path(__file__).parent.parent
STYLE, SCRIPT = ((Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
"""What stands in every page."""


def render(template: str, values: Mapping[str, Any]) -> str:
    """A page from a template of eval/, such as ``report/report.html.j2``. A missing value is an error."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_EVAL),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"style": Markup(STYLE), "script": Markup(SCRIPT)}
    environment.filters |= {"shown": lambda value, name: shown(name, value), "seconds": _seconds}
    return environment


def _seconds(milliseconds: float) -> str:
    """A duration as people say it: 3 ms, 120 ms, 2.4 s."""
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.3g} ms"
