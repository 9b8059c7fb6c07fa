"""``POST /v1/chat/completions`` and ``GET /v1/models``: OpenAI's chat protocol, as its client speaks it."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.answer.events import Answer, Done, Event, Sentence
from app.answer.pieces import Pieces
from app.api.answering import Answering, Asked, NoSuchModel
from app.api.contract import cut
from app.api.door import ERRORS, asking, reading
from app.api.errors import with_its_error
from app.api.markdown import plain, rest_markdown, sentence_markdown
from app.api.objects import ErrorObject
from app.api.openai_contract import (
    ChatMessage,
    ChatRequest,
    Choice,
    CompletionObject,
    ModelObject,
    ModelsObject,
    ReplyMessage,
    Usage,
)
from app.api.stream import EventStream, sse, unless_gone
from app.operation.body import API_BYTES
from app.operation.limits import Limits
from app.present import answer_json

_DONE = b"data: [DONE]\n\n"
_NO_MODEL: dict[int | str, dict[str, Any]] = {404: {"model": ErrorObject, "description": "No such model."}}


def completions_router(answering: Answering, limits: Limits) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"], responses=ERRORS | _NO_MODEL, max_body_size=API_BYTES)
    started = int(time.time())

    @router.get("/models", response_model=ModelsObject, dependencies=reading())
    async def models() -> ModelsObject:
        """Who can be asked: gusu, extractive (the sources' own words), and the chat models on offer."""
        names = await asyncio.to_thread(answering.answerers)
        return ModelsObject(data=[ModelObject(id=name, created=started) for name in names])

    @router.get("/models/{name:path}", response_model=ModelObject, dependencies=reading())
    async def model(name: str) -> ModelObject:
        """One of them."""
        if name not in await asyncio.to_thread(answering.answerers):
            raise NoSuchModel(f"model {name!r} is not on offer: see GET /v1/models")
        return ModelObject(id=name, created=started)

    @router.post(
        "/chat/completions",
        responses={200: {"model": CompletionObject}},
        response_class=JSONResponse,
        dependencies=asking(limits),
    )
    async def complete(request: Request, body: ChatRequest) -> Response:
        """An answer, a sentence at a time with ``stream``: each has been checked before it is sent."""
        reply = _Reply(answering, body)
        if not body.stream:
            return JSONResponse(await unless_gone(request, reply.whole()))
        events = answering.events(reply.asked)
        first = await unless_gone(request, anext(events))  # what goes wrong before has its own status
        return EventStream(with_its_error(reply.lines(first, events), None))

    return router


class _Reply:
    """One answer in OpenAI's form."""

    def __init__(self, answering: Answering, body: ChatRequest) -> None:
        spoken = [message for message in body.messages if message.role in ("user", "assistant")]
        history = [{"role": message.role, "content": _earlier(message)} for message in spoken[:-1]]
        self.asked = Asked(spoken[-1].text, history, body.model)
        self._answering = answering
        self._body = body
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._pieces = Pieces()

    async def whole(self) -> dict[str, Any]:
        content = ""
        async for event in self._answering.events(self.asked):
            content += self._markdown(event)
            if isinstance(event, Done):
                completion = CompletionObject(
                    id=self._id,
                    created=self._created,
                    model=self._body.model,
                    choices=[Choice(message=ReplyMessage(content=content))],
                    usage=await self._usage(content),
                    gusu=answer_json(event.answer),
                )
                return completion.model_dump()
        raise RuntimeError("an answer's stream ended without Done")

    async def lines(self, first: Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
        """The chunks: who speaks, a piece a sentence, what follows them, then the end with the object of ours."""
        content = ""
        answer: Answer | None = None
        try:
            yield self._chunk({"role": "assistant", "content": ""})
            async for event in _all(first, events):
                if piece := self._markdown(event):
                    content += piece
                    yield self._chunk({"content": piece})
                if isinstance(event, Done):
                    answer = event.answer
            yield self._chunk({}, "stop", gusu=answer_json(answer) if answer else None)
            if self._body.stream_options and self._body.stream_options.include_usage:
                usage = await self._usage(content)
                yield self._line([], usage=usage.model_dump())
            yield _DONE
        finally:
            await events.aclose()

    def _markdown(self, event: Event) -> str:
        piece = self._pieces.add(event)
        if isinstance(event, Sentence):
            return sentence_markdown(piece, event.sentence)
        return rest_markdown(piece, event.answer) if isinstance(event, Done) else ""

    def _chunk(self, delta: dict[str, str], finish: str | None = None, **more: object) -> bytes:
        return self._line([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}], **more)

    def _line(self, choices: list[dict[str, Any]], **more: object) -> bytes:
        head = {"id": self._id, "object": "chat.completion.chunk", "created": self._created, "model": self._body.model}
        return sse({**head, "choices": choices, **more})

    async def _usage(self, content: str) -> Usage:
        count = self._answering.engine().tokens
        prompt = "\n".join(message.text for message in self._body.messages)
        asked, said = await asyncio.to_thread(lambda: (count(prompt), count(content)))
        return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def _earlier(message: ChatMessage) -> str:
    text = cut(message.text)
    return plain(text) if message.role == "assistant" else text


async def _all(first: Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    yield first
    async for event in events:
        yield event
