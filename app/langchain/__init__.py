"""Gusu as parts of other people's LangChain chains: its search, and all of it. See docs/langchain.md."""

from app.langchain.chain import GusuChain
from app.langchain.retriever import GusuRetriever

__all__ = ["GusuChain", "GusuRetriever"]
