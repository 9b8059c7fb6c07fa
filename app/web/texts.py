"""Every word the page says, in Chinese and in English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    name: str
    tagline: str
    holds: str  # {articles}, {date}
    holds_undated: str  # {articles}
    ask_here: str
    send: str
    other_language: str
    chat: str
    enter: str
    leave: str
    sources: str
    no_sources_yet: str
    related: str
    also_related: str
    original: str
    also: str
    open_article: str
    page: str  # {page}
    verbatim: str
    supported: str
    refused: str
    unsupported: str
    understood: str  # {question}
    writing: str
    stop: str
    answerer: str
    extractive: str
    seconds: str  # {seconds}
    searching: str
    checking: str
    failed: str  # {reason}
    damaged: str
    chinese_sources: str
    mark: str  # {n}
    close: str
    conversation: str
    mend: str
    why: str
    copy: str
    again: str
    undo: str
    good: str
    bad: str
    not_kept: str
    examples: tuple[str, ...]


ZH = Texts(
    name="姑苏问答",
    tagline="问苏州的人工智能与工业战略，每一句都能看到原文出处。",
    holds="现有 {articles} 篇文章，资料截至 {date}。",
    holds_undated="现有 {articles} 篇文章。",
    ask_here="问一个关于苏州的问题",
    send="提问",
    other_language="English",
    chat="问答",
    enter="登录",
    leave="退出",
    sources="出处",
    no_sources_yet="回答引用的原文会显示在这里。",
    related="相关资料",
    also_related="也相关",
    original="原始来源",
    also="亦见于",
    open_article="打开全文",
    page="第 {page} 页",
    verbatim="原文摘录",
    supported="已核对",
    refused="资料不足",
    unsupported="含未获原文支持的句子",
    understood="理解为：{question}",
    writing="正在写，逐句核对",
    stop="停止",
    answerer="作答方式",
    extractive="原文摘录",
    seconds="{seconds} 秒",
    searching="正在检索",
    checking="正在核对",
    failed="这次没有答成：{reason}。对话已保留，可以再问一次。",
    damaged="这一轮没有存好，读不出来。",
    chinese_sources="资料为中文，以下为原文。",
    mark="出处 {n}",
    close="关闭",
    conversation="对话",
    mend="改写后再问",
    why="为什么",
    copy="复制回答",
    again="重新回答",
    undo="撤回这一问",
    good="有帮助",
    bad="有问题",
    not_kept="没有记下来，请再试一次。",
    examples=(
        "苏州2026年规上工业总产值的目标是多少？",
        "苏州“AI+制造”八大行动是哪八项？",
        "苏州人工智能“十小虎”的名单里有谁？",
        "深圳的工业总产值是哪一年超过苏州的？",
        "什么是OPC？",
        "曾刚怎么看上海和苏州的产业协同？",
    ),
)

EN = Texts(
    name="Gusu",
    tagline="Ask about Suzhou's AI and industrial strategy. Every sentence shows its source.",
    holds="{articles} articles, as of {date}.",
    holds_undated="{articles} articles.",
    ask_here="Ask about Suzhou",
    send="Ask",
    other_language="中文",
    chat="Ask",
    enter="Log in",
    leave="Log out",
    sources="Sources",
    no_sources_yet="The words an answer quotes appear here.",
    related="Related",
    also_related="Also related",
    original="Original source",
    also="Also published by",
    open_article="Open the article",
    page="p. {page}",
    verbatim="Verbatim",
    supported="Checked",
    refused="Not in the sources",
    unsupported="Holds sentences the sources do not carry",
    understood="Understood as: {question}",
    writing="Writing, checking each sentence",
    stop="Stop",
    answerer="Answers by",
    extractive="The sources' own words",
    seconds="{seconds} s",
    searching="Searching",
    checking="Checking",
    failed="That did not work: {reason}. The conversation is kept; ask once more.",
    damaged="This exchange was not stored well and cannot be read.",
    chinese_sources="The sources are in Chinese; these are their words.",
    mark="Source {n}",
    close="Close",
    conversation="Conversation",
    mend="Reword and ask again",
    why="Why",
    copy="Copy the answer",
    again="Answer again",
    undo="Take the question back",
    good="Helpful",
    bad="Something is wrong",
    not_kept="It was not recorded. Try once more.",
    examples=(
        "What does OPC mean?",
        "How much computing power does Suzhou want by 2027?",
        "Which companies are among Suzhou's ten little tigers?",
        "When did Shenzhen overtake Suzhou in industrial output?",
        "Who founded Momenta?",
        "How many vertical models does Suzhou plan by 2027?",
    ),
)

TEXTS: dict[Language, Texts] = {"zh": ZH, "en": EN}


def other(language: Language) -> Language:
    """The language the switch leads to."""
    return "en" if language == "zh" else "zh"
