"""``POST /api/ask`` and ``POST /api/search``: the objects of the command line, over HTTP."""

from collections.abc import AsyncGenerator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.answer.events import Event
from app.api.answering import Answering, Asked
from app.api.contract import AskRequest, SearchRequest
from app.api.door import ERRORS, asking
from app.api.errors import with_its_error
from app.api.events import event_json
from app.api.objects import AnswerObject, SearchObject
from app.api.stream import EventStream, sse, unless_gone
from app.operation.body import API_BYTES
from app.operation.limits import Limits
from app.present import answer_json, retrieval_json
from index.filter import filter_of


def ask_router(answering: Answering, limits: Limits) -> APIRouter:
    """The routes."""
    router = APIRouter(
        prefix="/api", tags=["Gusu"], dependencies=asking(limits), responses=ERRORS, max_body_size=API_BYTES
    )

    @router.post("/ask", responses={200: {"model": AnswerObject}}, response_class=JSONResponse)
    async def ask(request: Request, body: AskRequest) -> Response:
        """An answer, each sentence with its sources. With ``stream`` its events: retrieved, token, sentence, dropped,
        done, error.
        """
        asked = Asked(body.question, [message.model_dump() for message in body.history], body.answerer)
        if not body.stream:
            return JSONResponse(answer_json(await unless_gone(request, answering.answer(asked))))
        events = answering.events(asked)
        first = await unless_gone(request, anext(events))  # what goes wrong before has its own status
        return EventStream(with_its_error(_lines(first, events)))

    @router.post("/search", responses={200: {"model": SearchObject}}, response_class=JSONResponse)
    async def search(request: Request, body: SearchRequest) -> Response:
        """The nearest passages, in all articles or in those that meet every condition."""
        where = filter_of(body.articles, body.publishers, body.tags, body.languages, body.since, body.until)
        work = answering.do(lambda engine: engine.searcher.search(body.question, body.k, where))
        return JSONResponse(retrieval_json(await unless_gone(request, work)))

    return router


async def _lines(first: Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    try:
        name, data = event_json(first)
        yield sse(data, name)
        async for event in events:
            name, data = event_json(event)
            yield sse(data, name)
    finally:
        await events.aclose()
