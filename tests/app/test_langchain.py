from langchain_core.runnables import RunnableLambda

from app.retriever import GusuRetriever
from index.search import Searcher


def test_a_langchain_chain_gets_passages_that_name_their_span(searcher: Searcher) -> None:
    chain = GusuRetriever(searcher=searcher, k=3) | RunnableLambda(lambda documents: list(documents))
    documents = chain.invoke("思必驰是谁创办的？")
    assert len(documents) == 3 and "高始兴" in documents[0].page_content
    for document in documents:
        where = document.metadata
        article = searcher.generation().article(where["article_id"])
        assert article.text[where["start"] : where["end"]] == document.page_content
