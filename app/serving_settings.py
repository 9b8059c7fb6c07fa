"""The settings of a server: who is let in, how much it takes on, what it writes down."""

from ipaddress import ip_network
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

_KEY_CHARACTERS = 16  # fewer can be guessed


def listed(value: Any) -> list[Any]:
    """A list as it stands in gusu.toml, or written with commas, as in an environment variable."""
    if isinstance(value, str):
        return [part for part in value.split(",") if part.strip()]
    return list(value) if isinstance(value, list | tuple) else [value]


class ServingSettings(BaseSettings):
    """What only ``gusu chat`` and ``gusu mcp`` heed."""

    host: str = Field(default="127.0.0.1", min_length=1, description="address the web page is served on")
    port: int = Field(default=7860, ge=1, le=65535, description="port the web page is served on")
    mcp_port: int = Field(default=7861, ge=1, le=65535, description="port the tools for agents are served on")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), max_length=16, description="names it is reached by through a proxy, gusu.example.org,…"
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), max_length=16, description="networks of the proxies whose X-Forwarded-For is believed, 127.0.0.1,…"
    )

    reader_password: SecretStr | None = Field(default=None, min_length=8, description="lets people read and ask")
    editor_password: SecretStr | None = Field(default=None, min_length=8, description="lets people change the sources")
    reader_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), max_length=200, description="API keys that let programs read and ask, with commas between"
    )
    editor_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), max_length=200, description="API keys that let programs change the sources as well"
    )
    secret: SecretStr | None = Field(
        default=None, min_length=32, description="signs logins; none: one is made and kept beside the store"
    )
    open_to_all: bool = Field(default=False, description="beyond this machine, let everybody read and ask")

    limit: str = Field(default="120/minute", description="how often one client may ask; several with ; and '' for none")
    queue_running: int = Field(default=2, ge=1, le=64, description="questions of the API that are answered at once")
    queue_waiting: int = Field(default=8, ge=0, le=1000, description="questions of the API that may wait; more get 503")
    read_ahead: bool = Field(
        default=True, description="read the passages of a small store before questions come: first answers are sooner"
    )
    queue_seconds: float = Field(default=10, gt=0, le=600, description="how long one of them may wait for its turn")
    question_seconds: float = Field(default=120, gt=0, le=3600, description="how long an answer may take, waiting too")
    stop_seconds: float = Field(default=20, ge=0, le=600, description="how long running answers may take to finish")
    upload_mb: int = Field(default=50, ge=1, le=2000, description="largest file or request with files, in MB")

    log_format: Literal["plain", "json"] = Field(
        default="plain", description="plain: warnings for people; json: an object a line, each request and question"
    )
    log_questions: bool = Field(default=False, description="write the words of questions in the log")

    @field_validator("hosts", mode="before")
    @classmethod
    def _hosts(cls, value: Any) -> Any:
        names = [str(name).strip().lower() for name in listed(value)]
        for name in names:
            if "/" in name or not name.isascii() or (":" in name and not name.startswith("[")):
                raise ValueError(f"names {name!r}, expected a host name alone, without https:// and port")
        return names

    @field_validator("proxies", mode="before")
    @classmethod
    def _proxies(cls, value: Any) -> Any:
        return [str(ip_network(str(part).strip())) for part in listed(value)]

    @field_validator("reader_keys", "editor_keys", mode="before")
    @classmethod
    def _keys(cls, value: Any) -> Any:
        keys = [part if isinstance(part, SecretStr) else SecretStr(str(part).strip()) for part in listed(value)]
        for key in keys:
            words = key.get_secret_value()
            if len(words) < _KEY_CHARACTERS or not words.isascii() or not words.isprintable() or " " in words:
                raise ValueError(f"holds a key that is not {_KEY_CHARACTERS} or more letters, digits and signs")
        return keys

    @field_validator("limit")
    @classmethod
    def _limit(cls, value: str) -> str:
        if value.strip():
            from limits import parse_many  # most commands need no limits

            try:
                parse_many(value)
            except ValueError as error:
                raise ValueError(f"is {value!r}, expected as in 120/minute or 10/second;1000/day") from error
        return value.strip()
