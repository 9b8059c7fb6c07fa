"""Who somebody is, by the key or the login that a request carries, and what they may do."""

import hmac
from collections.abc import Iterable
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import SecretStr

from app.access.exposure import is_exposed
from app.access.secret import signing_secret
from app.settings import Settings
from app.web.language import Asked

COOKIE = "gusu_login"
LOGIN_SECONDS = 7 * 24 * 3600  # how long a login lasts
_Known = dict[bytes, "Role"]


class Role(StrEnum):
    """What somebody may do: an editor may all that a reader may."""

    READER = "reader"
    EDITOR = "editor"


class Access:
    """Knows people and programs. Takes requests of Starlette's and of Gradio's making; thread-safe.

    A login and a key are kept as digests under the secret, so that comparing them tells nothing of them, and a password
    that was changed ends the logins it gave. On this machine, without any password or key, everybody is an editor.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises: UsageError if the secret that signs logins cannot be kept."""
        readers, editors = settings.reader_password, settings.editor_password
        has_login = bool(readers or editors or settings.reader_keys or settings.editor_keys)
        self._secret = signing_secret(settings) if has_login else b""
        self._keys = self._digests(settings.reader_keys, Role.READER) | self._digests(settings.editor_keys, Role.EDITOR)
        self._words = self._digests([readers], Role.READER) | self._digests([editors], Role.EDITOR) | self._keys
        self._default = _without_login(settings, has_login)

    @property
    def editing_offered(self) -> bool:
        """Whether there is any way to become an editor."""
        return self._default is Role.EDITOR or Role.EDITOR in self._words.values()

    @property
    def editors_only(self) -> str:
        """What whoever is no editor is told by the API."""
        how = "send an editor's key" if self.editing_offered else "no key or password for editors is set"
        return f"only editors may look after the sources: {how}"

    @property
    def needs_login_to_edit(self) -> bool:
        """Whether editors have to log in first."""
        return self._default is not Role.EDITOR

    @property
    def needs_login_to_read(self) -> bool:
        """Whether readers have to log in first."""
        return self._default is None

    @property
    def has_login(self) -> bool:
        """Whether there is any password or key to log in with."""
        return bool(self._words)

    def role(self, request: Asked) -> Role | None:
        """What the one who sent a request may do; None: they are not let in. A wrong key is not let in anywhere."""
        key = _key(request)
        if key and self._keys:
            return _find(self._keys, self._digest(key))
        known = _find(self._words, self._signed(request.cookies.get(COOKIE, "")))
        return known or self._default

    def may_edit(self, request: Asked) -> bool:
        """Whether the one who sent a request may change the sources."""
        return self.role(request) is Role.EDITOR

    def name(self, request: Asked) -> str | None:
        """What tells the program that sent a request from others, without its key; None for whoever has none."""
        key = _key(request)
        digest = self._digest(key) if key and self._keys else b""
        return digest.hex()[:12] if _find(self._keys, digest) else None

    def login(self, password: str) -> str | None:
        """The cookie for whoever knows a password or a key; None for others."""
        digest = self._digest(password)
        return str(self._serializer().dumps(digest.hex())) if _find(self._words, digest) else None

    def _signed(self, cookie: str) -> bytes:
        if not cookie or not self._words:
            return b""
        try:
            return bytes.fromhex(self._serializer().loads(cookie, max_age=LOGIN_SECONDS))
        except (BadSignature, ValueError, TypeError):
            return b""

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt="gusu login")

    def _digests(self, given: Iterable[SecretStr | None], role: Role) -> _Known:
        return {self._digest(one.get_secret_value()): role for one in given if one is not None}

    def _digest(self, words: str) -> bytes:
        return hmac.digest(self._secret, words.encode("utf-8", "surrogatepass"), "sha256")


def _without_login(settings: Settings, has_login: bool) -> Role | None:
    """What whoever carries no login may do."""
    if settings.reader_password or settings.reader_keys:
        return None
    if is_exposed(settings):
        return Role.READER if settings.open_to_all else None
    return Role.READER if has_login else Role.EDITOR


def _find(known: _Known, digest: bytes) -> Role | None:
    """The role that goes with a digest; always compares with all of them."""
    found = [role for other, role in known.items() if hmac.compare_digest(other, digest)]
    return found[-1] if found else None


def _key(request: Asked) -> str:
    """The key in ``Authorization: Bearer KEY``; empty where there is none."""
    scheme, _, key = (request.headers.get("authorization") or "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
