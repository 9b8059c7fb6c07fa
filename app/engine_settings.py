"""The settings of what keeps the index, and of an embedding server: for more than one machine, see docs/scale.md."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class EngineSettings(BaseSettings):
    """What builds and searches heed."""

    embedding_base_url: str | None = Field(
        default=None, min_length=1, description="address of an OpenAI-compatible embedding server, in embedder's place"
    )
    embedding_model: str | None = Field(default=None, min_length=1, description="model that it is asked for")
    embedding_api_key: SecretStr | None = Field(default=None, description="its key, where it wants one")
    embedding_question_prefix: str = Field(
        default="", max_length=1000, description="what the model wants before questions"
    )
    embedding_passage_prefix: str = Field(default="", max_length=1000, description="what it wants before passages")
    engine: Literal["files", "milvus"] = Field(default="files", description="what keeps the index: files, or Milvus")
    milvus_uri: str | None = Field(
        default=None,
        min_length=1,
        description="address of Milvus, or a file (….db) of milvus-lite; none: STORE/milvus.db",
    )
    milvus_token: SecretStr | None = Field(
        default=None, description="USER:PASSWORD or key of Milvus, where it wants one"
    )
    milvus_name: str = Field(
        default="gusu", pattern=r"^[A-Za-z_]\w{0,99}$", description="what its collections' names begin with"
    )
