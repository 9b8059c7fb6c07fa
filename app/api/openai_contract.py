"""The part of OpenAI's chat protocol that means something here.

What asks for something that is not done here is refused; what asks for nothing, or cannot change an answer, is taken.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.contract import Name, newest

_NO_EFFECT = "Taken, without effect."


def _nothing(given: object) -> None:
    """``[]``, ``{}``, ``""``, ``false`` and 0 ask for nothing, and are sent by many clients all the same."""
    if given:
        raise PydanticCustomError("not_done", "is not done here, for the sources alone decide: leave it out")


Undone = Annotated[Any, BeforeValidator(_nothing), Field(description="Refused, unless it is empty, false or 0.")]


class Part(BaseModel):
    """A part of a message: text alone."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["text"]
    text: str


class ChatMessage(BaseModel):
    """A message. Those of system and developer are taken and not heeded: what is answered, the sources alone say."""

    model_config = ConfigDict(extra="ignore")  # clients send answers back with all that came with them

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part]

    @property
    def text(self) -> str:
        """What it says."""
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    """How a stream is told."""

    model_config = ConfigDict(extra="forbid")

    include_usage: bool | None = False
    include_obfuscation: bool | None = False


class ChatRequest(BaseModel):
    """``POST /v1/chat/completions``."""

    model_config = ConfigDict(extra="forbid")

    model: Name = Field(description="gusu, extractive, or another of GET /v1/models.")
    messages: Annotated[list[ChatMessage], newest(100), Field(min_length=1)] = Field(
        description="The conversation, oldest first; the last one is the question, the 99 before it are read."
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None

    tools: Undone = None
    functions: Undone = None
    tool_choice: Literal["none", "auto"] | None = None
    function_call: Literal["none", "auto"] | None = None
    stop: Undone = None
    logprobs: Undone = None
    top_logprobs: Undone = None
    logit_bias: Undone = None
    audio: Undone = None
    modalities: list[Literal["text"]] | None = None
    response_format: dict[Literal["type"], Literal["text"]] | None = None

    temperature: float | None = Field(default=None, description="Taken, without effect: answers do not vary.")
    top_p: float | None = Field(default=None, description=_NO_EFFECT)
    seed: int | None = Field(default=None, description=_NO_EFFECT)
    presence_penalty: float | None = Field(default=None, description=_NO_EFFECT)
    frequency_penalty: float | None = Field(default=None, description=_NO_EFFECT)
    max_tokens: int | None = Field(default=None, description="Taken, without effect: no sentence is cut off.")
    max_completion_tokens: int | None = Field(default=None, description="As max_tokens.")
    reasoning_effort: str | None = Field(default=None, description=_NO_EFFECT)
    verbosity: str | None = Field(default=None, description=_NO_EFFECT)
    service_tier: str | None = Field(default=None, description=_NO_EFFECT)
    parallel_tool_calls: bool | None = Field(default=None, description=_NO_EFFECT)
    prediction: dict[str, Any] | None = Field(default=None, description=_NO_EFFECT)
    prompt_cache_key: str | None = Field(default=None, description=_NO_EFFECT)
    prompt_cache_retention: str | None = Field(default=None, description=_NO_EFFECT)
    user: str | None = Field(default=None, description=_NO_EFFECT)
    safety_identifier: str | None = Field(default=None, description=_NO_EFFECT)
    metadata: dict[str, Any] | None = Field(default=None, description=_NO_EFFECT)
    store: bool | None = Field(default=None, description="Taken, without effect: nothing is stored.")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """A null asks for nothing, whatever the field."""
        return {name: one for name, one in given.items() if one is not None} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _ends_with_a_question(self) -> "ChatRequest":
        last = self.messages[-1]
        if last.role != "user" or not last.text.strip():
            raise ValueError("messages: the last one must be of the role user and hold a question")
        if len(last.text) > 2000:
            raise ValueError("messages: a question has at most 2000 characters")
        return self


class Usage(BaseModel):
    """Tokens as the embedding model counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ModelObject(BaseModel):
    """An answerer."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["gusu"] = "gusu"


class ModelsObject(BaseModel):
    """``GET /v1/models``."""

    object: Literal["list"] = "list"
    data: list[ModelObject]


class ReplyMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown, its citations as footnotes.")
    refusal: None = None


class Choice(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    message: ReplyMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class CompletionObject(BaseModel):
    """A whole answer in OpenAI's form."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    gusu: dict[str, Any] = Field(description="The object of POST /api/ask: sentences, citations, hits, timings.")
