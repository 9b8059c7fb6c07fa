"""Gusu's search as a LangChain retriever."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from index.filter import Filter
from index.search import Hit, Searcher


class GusuRetriever(BaseRetriever):
    """Passages as Documents, best first. ``metadata`` names the span: article_id, start and end, code points.

    ``GusuRetriever(searcher=build_searcher(read_settings()), k=5).invoke("苏州的智能工厂")``
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    searcher: Searcher
    k: int = Field(default=10, ge=1, le=1000)
    where: Filter | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.searcher.search(query, self.k, self.where).hits]


def _document(hit: Hit) -> Document:
    metadata: dict[str, Any] = {
        name: getattr(hit, name)
        for name in ("article_id", "title", "heading", "publisher", "date", "start", "end", "rank", "score")
    }
    return Document(page_content=hit.text, metadata=metadata, id=f"{hit.article_id}:{hit.start}-{hit.end}")
