"""From a name and the settings to a chat model that can be asked."""

import os
import threading
from pathlib import Path

from app.answer.chat_model import ChatModel
from app.llm.gguf import GgufServer, serve_gguf
from app.llm.langchain_model import LangChainModel
from app.llm.names import PROVIDERS, Provider, read_name
from app.llm.offers import offers
from app.settings import Settings

_LOCAL_EVIDENCE_TOKENS = 700  # a small model on two cores reads 57 tokens a second
_REMOTE_EVIDENCE_TOKENS = 2400


class ChatModels:
    """The chat models of a process: the one the settings name and those on offer, each opened once. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: dict[str, ChatModel] = {}
        self._opening = threading.Lock()

    @property
    def named(self) -> str | None:
        """The model that the settings name."""
        return self._settings.llm

    def choices(self) -> list[str]:
        """Names that may be asked for: the one in the settings, or else what is on offer here."""
        return [self.named] if self.named else offers()

    def open(self, name: str) -> ChatModel:
        """The model of that name. Raises: UsageError, ServiceError if it cannot be had."""
        with self._opening:
            if name not in self._opened:
                self._opened[name] = self._open(name)
            return self._opened[name]

    def _open(self, name: str) -> ChatModel:
        settings, parsed = self._settings, read_name(name)
        provider = PROVIDERS.get(parsed.provider, Provider(parsed.provider))
        of_settings = name == settings.llm  # a base_url and a key of the settings belong to the model they name
        base_url = settings.llm_base_url if of_settings else None
        server: GgufServer | None = None
        key = settings.llm_api_key.get_secret_value() if of_settings and settings.llm_api_key else None
        if parsed.provider == "gguf":
            server = serve_gguf(Path(parsed.model).expanduser())
            base_url, key = server.base_url, server.key
        elif key is None and provider.key:
            key = os.environ.get(provider.key)
        default = _LOCAL_EVIDENCE_TOKENS if provider.local else _REMOTE_EVIDENCE_TOKENS
        tokens = settings.evidence_tokens or default
        return LangChainModel(parsed, base_url, key, settings.llm_seconds, tokens, server)
