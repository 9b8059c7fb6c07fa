"""The part of OpenAI's chat protocol that means something here. What would change the answer is refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.contract import Name


class Part(BaseModel):
    """A part of a message: text alone."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["text"]
    text: str = Field(max_length=20_000)


class ChatMessage(BaseModel):
    """A message. Those of system and developer are taken and not heeded: what is answered, the sources alone say."""

    model_config = ConfigDict(extra="ignore")  # clients send answers back with all that came with them

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[str, Field(max_length=20_000)] | Annotated[list[Part], Field(max_length=50)]

    @property
    def text(self) -> str:
        """What it says."""
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    """How a stream is told."""

    model_config = ConfigDict(extra="forbid")

    include_usage: bool = False
    include_obfuscation: bool = False


class ChatRequest(BaseModel):
    """``POST /v1/chat/completions``."""

    model_config = ConfigDict(extra="forbid")

    model: Name = Field(description="gusu, extractive, or another of GET /v1/models.")
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=100)] = Field(
        description="The conversation, oldest first; the last one is the question."
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None

    temperature: float | None = Field(default=None, description="Taken, without effect: answers do not vary.")
    top_p: float | None = Field(default=None, description="Taken, without effect.")
    seed: int | None = Field(default=None, description="Taken, without effect.")
    presence_penalty: float | None = Field(default=None, description="Taken, without effect.")
    frequency_penalty: float | None = Field(default=None, description="Taken, without effect.")
    max_tokens: int | None = Field(default=None, ge=1, description="Taken, without effect: no sentence is cut off.")
    max_completion_tokens: int | None = Field(default=None, ge=1, description="As max_tokens.")
    user: str | None = Field(default=None, max_length=300, description="Taken, without effect.")
    safety_identifier: str | None = Field(default=None, max_length=300, description="Taken, without effect.")
    metadata: dict[str, str] | None = Field(default=None, description="Taken, without effect.")
    store: Literal[False] | None = Field(default=None, description="Nothing is stored.")
    response_format: dict[Literal["type"], Literal["text"]] | None = None

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
