"""Chat models that are at hand although none was named: offered in the page, never used unasked."""

import os

import httpx

from app.llm.names import PROVIDERS

_OLLAMA = "http://127.0.0.1:11434/api/tags"
_SECONDS = 0.3  # to ask a server on this machine
_MOST_OF_OLLAMA = 4


def offers() -> list[str]:
    """Names of models whose key is in the environment, or that a local Ollama has. Asks nobody beyond this machine."""
    found = [
        f"{name}:{provider.usual}"
        for name, provider in PROVIDERS.items()
        if provider.key and os.environ.get(provider.key)
    ]
    return found + [f"ollama:{model}" for model in _ollama()[:_MOST_OF_OLLAMA]]


def _ollama() -> list[str]:
    try:
        listed = httpx.get(_OLLAMA, timeout=_SECONDS, trust_env=False).json()["models"]
        return [str(model["name"]) for model in listed]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return []  # not running, or something else answers there
