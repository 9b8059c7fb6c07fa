"""What the commands share: the console for people, JSON for programs, and the flags that mean the same everywhere."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

err = Console(stderr=True, highlight=False, markup=False)  # titles and paths are text

Store = Annotated[Path | None, typer.Option("--store", help="Folder of the index (GUSU_STORE).", show_default="store")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        help="Chat model that writes the answers (GUSU_LLM): openai:NAME, deepseek:NAME, ollama:NAME, gguf:FILE.",
        show_default="none: the articles' own words",
    ),
]


def print_json(value: dict[str, Any]) -> None:
    """Write one JSON object and a line break to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
