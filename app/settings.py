"""One frozen Settings, read at the front door: defaults < gusu.toml < environment GUSU_* < flags."""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from app.engine_settings import EngineSettings
from app.serving_settings import ServingSettings, listed
from corpus.errors import UsageError
from corpus.fetch.guard import own_network
from index.embed.embedder import DEFAULT
from index.split import SplitSettings

FILE = "gusu.toml"
PREFIX = "GUSU_"
DEBUG = "GUSU_DEBUG"  # read at the front door: shows where an internal error happened


class Settings(EngineSettings, ServingSettings):
    """Every setting has a bound and says what it is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True)

    store: Path = Field(default=Path("store"), description="folder of the index")
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("gusu", appauthor=False)),
        description="folder of the converted embedding model, about 0.7 GB",
    )
    feedback: Path | None = Field(
        default=None, description="file of readers' feedback; none: STORE-feedback.sqlite beside the store's folder"
    )
    runs: Path | None = Field(
        default=None, description="folder of the page's evaluation runs; none: STORE-runs beside the store's folder"
    )
    question_sets: Path | None = Field(
        default=None, description="folder of question sets that the page offers beside Gusu's own"
    )
    embedder: str = Field(
        default=DEFAULT, min_length=1, description="'default', or a sentence-transformers model by hub id or folder"
    )
    passage_chars: int = Field(default=400, ge=50, le=2000, description="longest passage, in characters")
    hits: int = Field(default=10, ge=1, le=100, description="passages that a question retrieves")

    llm: str | None = Field(
        default=None, min_length=3, description="chat model, PROVIDER:MODEL or gguf:FILE; none: answers are extracted"
    )
    llm_base_url: str | None = Field(default=None, min_length=1, description="address of its OpenAI-compatible server")
    llm_api_key: SecretStr | None = Field(default=None, description="its key, where its own variable is not set")
    llm_seconds: float = Field(default=90, gt=0, le=3600, description="how long it may be silent, in seconds")
    evidence_tokens: int | None = Field(
        default=None,
        ge=100,
        le=100_000,
        description="evidence it is sent at most; none: 700 for a local one, else 2,400",
    )
    strict: bool = Field(default=True, description="leave out sentences of a chat model that the sources do not carry")

    fetch_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(), max_length=16, description="private networks that sources may be fetched from, 10.1.0.0/16,…"
    )
    fetch_ports: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(80, 443), min_length=1, max_length=16, description="ports that sources may be fetched from"
    )
    fetch_pause: float = Field(default=0.5, ge=0, le=60, description="seconds between two pages of one site")

    @field_validator("fetch_networks", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        return [own_network(str(part)) for part in listed(value)]

    @field_validator("fetch_ports", mode="before")
    @classmethod
    def _ports(cls, value: Any) -> Any:
        ports = listed(value)
        if not all(str(port).strip().isdecimal() and 1 <= int(port) <= 65535 for port in ports):
            raise ValueError("names a port outside 1 to 65535")
        return ports

    @field_validator("store", "cache", mode="before")
    @classmethod
    def _folder(cls, value: Any) -> Any:
        if not str(value).strip():
            raise ValueError("names no folder")
        return Path(value).expanduser()

    @field_validator("feedback", mode="before")
    @classmethod
    def _file(cls, value: Any) -> Any:
        if value is not None and not str(value).strip():
            raise ValueError("names no file")
        return None if value is None else Path(value).expanduser()

    @property
    def feedback_file(self) -> Path:
        """Where readers' feedback is kept: never inside the store, which forgets what is removed from it."""
        return self.feedback or self.store.absolute().with_name(f"{self.store.absolute().name}-feedback.sqlite")

    @field_validator("runs", "question_sets", mode="before")
    @classmethod
    def _folder_if_any(cls, value: Any) -> Any:
        return None if value is None else cls._folder(value)

    @property
    def runs_folder(self) -> Path:
        """Where the page's evaluation runs are kept."""
        return self.runs or self.store.absolute().with_name(f"{self.store.absolute().name}-runs")

    @property
    def splitter(self) -> SplitSettings:
        """How articles are split, as values the index takes."""
        return SplitSettings(self.passage_chars)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the file; no .env and no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**flags: Any) -> Settings:
    """The settings, with the flags that were given (those not None) above all else.

    Raises: UsageError naming the field that does not fit, or an environment variable that names no setting.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {DEBUG}
    for name in os.environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise UsageError(f"environment variable {name} names no setting; these exist: {', '.join(sorted(known))}")
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"setting {name}: {first['msg']} (given as --{name}, {PREFIX}{name.upper()} or in {FILE})"
        ) from error
    except ValueError as error:  # the file is not TOML
        raise UsageError(f"{FILE} cannot be read: {error}") from error
