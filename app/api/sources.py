"""``/api/sources``: what there is, and for editors the ways to change it, each answered when it is done."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import JSONResponse, Response

from app.access.access import Access
from app.api.answering import Answering
from app.api.contract import AddRequest
from app.api.door import ERRORS, editing_only
from app.api.errors import with_its_error
from app.api.stream import EventStream, sse
from app.editing import Change, Editing, Upload
from app.operation.body import API_BYTES
from app.settings import Settings
from corpus.errors import UsageError
from corpus.fetch.address import Address, Feed, Sitemap
from corpus.source import Source
from index.store.refusals import read_refusals

_LOOK_SECONDS = 0.2
_MOST_FILES = 100


def sources_router(answering: Answering, editing: Editing, access: Access, settings: Settings) -> APIRouter:
    """The routes. A change goes on when its client leaves; one after the other, readers wait for none."""
    router = APIRouter(prefix="/api/sources", tags=["Sources"], dependencies=editing_only(access), responses=ERRORS)
    upload_bytes = settings.upload_mb << 20
    clearing: set[asyncio.Task[None]] = set()

    @router.get("")
    async def listed() -> JSONResponse:
        """The articles, what was refused, and the changes under way."""

        def look() -> dict[str, Any]:
            generation = answering.engine().searcher.generation()
            articles = [entry.model_dump(exclude={"offset", "size", "content_hash"}) for entry in generation.entries()]
            refused = [asdict(refusal) for refusal in read_refusals(settings.store)]
            changes = [
                {"kind": change.kind, "sources": change.sources, **asdict(change.step)} for change in editing.line()
            ]
            return {"generation": generation.name, "articles": articles, "refused": refused, "changes": changes}

        return JSONResponse(await asyncio.to_thread(look))

    @router.post("", max_body_size=API_BYTES)
    async def add(body: AddRequest, stream: bool = False) -> Response:
        """Fetch addresses and add what is read there. The answer is that of ``gusu index add --json``."""
        sources: list[Source] = [Address(text) for text in body.addresses]
        sources += [Feed(text, body.limit) for text in body.feeds]
        sources += [Sitemap(text, body.limit) for text in body.sitemaps]
        return await _told(editing.add(sources), stream)

    @router.post("/files", max_body_size=upload_bytes)
    async def upload(
        files: Annotated[list[UploadFile], File(description="Files of any kind that gusu index add reads.")],
        stream: bool = False,
    ) -> Response:
        """Upload files and add them; those of the same names are replaced."""
        if len(files) > _MOST_FILES:
            raise UsageError(f"files: {len(files)} in one request, at most {_MOST_FILES}: send the rest in another")
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="gusu-upload-"))
        try:
            change = editing.upload(await asyncio.to_thread(_kept, files, folder))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        task = asyncio.create_task(_clear_after(change, folder))  # also where the client has left by then
        clearing.add(task)
        task.add_done_callback(clearing.discard)
        return await _told(change, stream)

    @router.delete("/{article_id:path}")
    async def remove(article_id: str, forget: bool = False, stream: bool = False) -> Response:
        """Take an article out, and prove that nothing gives its text any more. With ``forget``, no rollback brings it
        back.
        """
        return await _told(editing.remove([article_id], forget), stream)

    @router.post("/rollback")
    async def rollback(stream: bool = False) -> Response:
        """Go back to the generation before; once more, and the newer one is back."""
        return await _told(editing.rollback(), stream)

    return router


def _kept(files: Sequence[UploadFile], folder: Path) -> list[Upload]:
    kept = []
    for number, file in enumerate(files):
        path = folder / str(number)
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy)
        kept.append(Upload(file.filename or "upload", path))
    return kept


async def _over(change: Change[Any]) -> None:
    while not change.done:
        await asyncio.sleep(_LOOK_SECONDS)


async def _clear_after(change: Change[Any], folder: Path) -> None:
    try:
        await _over(change)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _told(change: Change[Any], stream: bool) -> Response:
    """What came of it; or with ``stream`` its steps first. Raises: the error it ended with."""
    if stream:
        return EventStream(with_its_error(_steps(change)))
    await _over(change)
    return JSONResponse(asdict(change.result()))


async def _steps(change: Change[Any]) -> AsyncGenerator[bytes, None]:
    seen = None
    while not change.done:
        if change.step != seen:
            seen = change.step
            yield sse(asdict(seen), "step")
        await asyncio.sleep(_LOOK_SECONDS)
    yield sse(asdict(change.result()), "done")
