"""What a run was made with: ``run.json``, so that it can be repeated, and is not gone on with by other means."""

import hashlib
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.settings import Settings
from index.store.manifest import Manifest

_LIBRARIES = "faiss-cpu langchain numpy opencc openvino tantivy tokenizers xllamacpp".split()
_CREDENTIALS = re.compile(r"(?<=//)[^/@]*@")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionFile(_Part):
    """The question set; ``count`` of its questions are asked: the first ``limit``, if that is set."""

    path: str
    sha256: str
    count: int
    limit: int | None = None


class StoreState(_Part):
    """The generation that is asked."""

    path: str
    generation: str
    created: str
    embedder: str
    articles: int
    passages: int
    splitter: dict[str, int]


class RunSettings(_Part):
    """``run.json``. Times are ISO 8601 in UTC; ``finished`` is empty until the run is complete.

    ``seed`` is that of the bootstrap: nothing else is drawn.
    """

    gusu: str
    versions: dict[str, str]  # of Python and of the libraries that answers depend on
    questions: QuestionFile
    store: StoreState
    settings: dict[str, Any]  # those of app/settings.py that answers depend on
    llm: str | None
    retrieval_only: bool
    seed: int
    workers: int
    platform: str
    cpus: int
    started: str
    finished: str = ""

    def differences(self, other: "RunSettings") -> list[str]:
        """What makes another run's answers others than this one's, each as ``name: this one's, the other's``.

        Where it ran, how many workers there were and when is no difference; nor is the place of a file with the same
        content.
        """
        ours, theirs = _flat(self), _flat(other)
        return [
            f"{name} {ours.get(name)} there, {theirs.get(name)} now"
            for name in dict.fromkeys([*ours, *theirs])
            if ours.get(name) != theirs.get(name)
        ]


_NO_DIFFERENCE = frozenset({"questions.path", "store.path", "workers", "platform", "cpus", "started", "finished"})


def run_settings(
    settings: Settings,
    manifest: Manifest,
    questions: Path,
    count: int,
    *,
    limit: int | None,
    retrieval_only: bool,
    workers: int,
    seed: int,
) -> RunSettings:
    """What a run that starts now is made with."""
    of_answers: dict[str, Any] = {"hits": settings.hits}
    if not retrieval_only:
        of_answers["strict"] = settings.strict
    if settings.llm:
        url = settings.llm_base_url
        of_answers |= {
            "llm_base_url": _CREDENTIALS.sub("", url) if url else None,
            "llm_seconds": settings.llm_seconds,
            "evidence_tokens": settings.evidence_tokens,
        }
    state = manifest.model_dump(include={"generation", "created", "embedder", "articles", "passages", "splitter"})
    return RunSettings(
        gusu=version("gusu"),
        versions={"python": platform.python_version(), **_libraries()},
        questions=QuestionFile(
            path=str(questions), sha256=hashlib.sha256(questions.read_bytes()).hexdigest(), count=count, limit=limit
        ),
        store=StoreState(path=str(settings.store), **state),
        settings=of_answers,
        llm=settings.llm,
        retrieval_only=retrieval_only,
        seed=seed,
        workers=workers,
        platform=platform.platform(),
        cpus=os.cpu_count() or 1,
        started=now(),
    )


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _libraries() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # it is optional
            continue
    return found


def _flat(settings: RunSettings) -> dict[str, Any]:
    """Every value by its path, without those that are no difference."""
    found: dict[str, Any] = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(f"{prefix}.{name}" if prefix else name, inner)
        elif prefix not in _NO_DIFFERENCE:
            found[prefix] = value

    walk("", settings.model_dump())
    return found
