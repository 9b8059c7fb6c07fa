"""The names people give chat models, and what each kind of model needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import UsageError


@dataclass(frozen=True, slots=True)
class Provider:
    """Who serves a model. ``speaks`` is the name LangChain has for its protocol; ``local`` ones run on this machine.

    ``key`` is the environment variable with its key, ``usual`` the model that is offered where only a key is found.
    """

    speaks: str
    base_url: str | None = None
    key: str | None = None
    local: bool = False
    usual: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider("openai", None, "OPENAI_API_KEY", usual="gpt-4o-mini"),
    "deepseek": Provider("openai", "https://api.deepseek.com", "DEEPSEEK_API_KEY", usual="deepseek-chat"),
    "ollama": Provider("openai", "http://127.0.0.1:11434/v1", None, local=True),
    "gguf": Provider("openai", local=True),
}
"""Those that need no package of their own; LangChain's other ones are named as it names them (anthropic:NAME)."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """A provider and its model, or the file of one."""

    provider: str
    model: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}"


def read_name(name: str) -> ModelName:
    """The two parts of a name. Raises: UsageError if it has not both."""
    provider, colon, model = name.strip().partition(":")
    if not provider or not colon or not model.strip():
        raise UsageError(
            f"--llm is {name!r}, expected PROVIDER:MODEL, as in openai:gpt-4o-mini, deepseek:deepseek-chat, "
            "ollama:qwen2.5 or gguf:/path/model.gguf"
        )
    return ModelName(provider.lower(), model.strip())
