"""What the article view says, in Chinese and in English."""

from dataclasses import dataclass

from app.web.texts import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    name: str
    to_chat: str
    original: str
    author: str
    tags: str
    also: str
    sources: str
    pages: str  # {pages}
    page: str  # {page}
    cited_on: str  # {page}
    table: str
    moved: str
    changed: str
    gone: str
    cited_as: str
    unknown: str
    unknown_title: str
    login: str
    login_link: str
    wrong: str  # {name}


WORDS: dict[Language, Words] = {
    "zh": Words(
        name="姑苏问答",
        to_chat="去提问",
        original="原始来源",
        author="作者",
        tags="标签",
        also="同文亦见于",
        sources="本文的资料来源",
        pages="共 {pages} 页",
        page="第 {page} 页",
        cited_on="引文在第 {page} 页",
        table="表格",
        moved="引用之后文章有过更新，引文换了位置，已在新位置标出。",
        changed="引用之后文章有过改动。标出的是现在与引文最接近的句子。",
        gone="引用之后文章有过改动，引文已不在文中。",
        cited_as="引用时的原文：",
        unknown="这篇文章已不在资料中，可能已被编辑移除或改名。",
        unknown_title="找不到这篇文章",
        login="登录后才能阅读文章。",
        login_link="登录",
        wrong="网址里的 {name} 不是有效的位置，请从回答或搜索结果重新打开文章。",
    ),
    "en": Words(
        name="Gusu",
        to_chat="Ask a question",
        original="Original source",
        author="Author",
        tags="Tags",
        also="The same text is also published by",
        sources="Sources of this article",
        pages="{pages} pages",
        page="Page {page}",
        cited_on="The quoted words are on page {page}",
        table="Table",
        moved="The article was updated after it was quoted. The quoted words stand in another place now, marked below.",
        changed="The article was changed after it was quoted. Marked below is what is nearest to the quoted words now.",
        gone="The article was changed after it was quoted. The quoted words are no longer in it.",
        cited_as="The words as they were quoted:",
        unknown="This article is no longer among the sources. An editor may have removed or renamed it.",
        unknown_title="No such article",
        login="Log in to read articles.",
        login_link="Log in",
        wrong="{name} in the address is no valid place: open the article again from an answer or a search result.",
    ),
}
