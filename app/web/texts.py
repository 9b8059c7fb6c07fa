"""Every word the page says, in Chinese and in English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    name: str
    tagline: str  # {articles}, {date}
    tagline_undated: str  # {articles}
    ask_here: str
    send: str
    other_language: str
    sources: str
    no_sources_yet: str
    related: str
    also_related: str
    original: str
    also: str
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
    chinese_sources: str
    mark: str  # {n}
    close: str
    conversation: str
    examples: tuple[str, ...]


ZH = Texts(
    name="姑苏问答",
    tagline="问苏州的人工智能与工业战略。每一句都能看到原文出处。现有 {articles} 篇文章，资料截至 {date}。",
    tagline_undated="每一句都能看到原文出处。现有 {articles} 篇文章。",
    ask_here="问一个关于苏州的问题",
    send="提问",
    other_language="English",
    sources="出处",
    no_sources_yet="回答引用的原文会显示在这里。",
    related="相关资料",
    also_related="也相关",
    original="原始来源",
    also="亦见于",
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
    chinese_sources="资料为中文，以下为原文。",
    mark="出处 {n}",
    close="关闭",
    conversation="对话",
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
    tagline="Ask about Suzhou's AI and industrial strategy. Every sentence shows its source. "
    "{articles} articles, as of {date}.",
    tagline_undated="Every sentence shows its source. {articles} articles.",
    ask_here="Ask about Suzhou",
    send="Ask",
    other_language="中文",
    sources="Sources",
    no_sources_yet="The words an answer quotes appear here.",
    related="Related",
    also_related="Also related",
    original="Original source",
    also="Also published by",
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
    chinese_sources="The sources are in Chinese; these are their words.",
    mark="Source {n}",
    close="Close",
    conversation="Conversation",
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
