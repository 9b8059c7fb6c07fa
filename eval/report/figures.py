"""The figures of a run: what each is called, what it says, and which way is better."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]
Family = Literal["retrieval", "answer", "citation", "refusal", "length"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's name in both languages, and in one sentence each what it says.

    ``aim`` is the level this report calls good, a choice of ours and shown as such; None where no level is good in
    itself. ``share``: it lies in 0 to 1 and is shown in percent. ``same_as``: another figure that is the same number.
    """

    name: str
    family: Family
    zh: str
    en: str
    about_zh: str
    about_en: str
    better: Better = "higher"
    aim: float | None = None
    share: bool = True
    same_as: str = ""


def _hits(k: int, aim: float | None) -> Figure:
    zh, en = f"前 {k} 篇命中", f"Found in first {k}"
    about_zh = f"前 {k} 篇不同的文章里有含证据的文章。"
    return Figure(
        f"hit@{k}", "retrieval", zh, en, about_zh, f"An article of the evidence is among the first {k}.", aim=aim
    )


def _recalled(k: int, aim: float | None) -> Figure:
    zh, en = f"前 {k} 段证据召回", f"Evidence in first {k}"
    about_zh = f"关键事实（没有时为证据原文）出现在前 {k} 段检索结果里的比例。"
    about_en = f"Share of key facts (without any: of evidence quotes) that stand in the first {k} passages."
    return Figure(f"evidence_recall@{k}", "retrieval", zh, en, about_zh, about_en, aim=aim)


_ALL = (
    Figure(
        "answer_exact",
        "answer",
        "答对",
        "Answered right",
        "全部关键事实都在回答里；拒答算错。",
        "All key facts are in the answer; a refusal counts as wrong.",
        aim=0.9,
    ),
    Figure(
        "fact_recall",
        "answer",
        "关键事实召回",
        "Key facts given",
        "关键事实出现在回答里的比例；拒答为 0。",
        "Share of key facts in the answer; 0 for a refusal.",
        aim=0.9,
    ),
    Figure(
        "answered_right",
        "answer",
        "全部问题处理正确",
        "Handled right",
        "该答的答对、该拒的拒答，占全部有标准答案的问题。",
        "Answered right where there is an answer, refused where there is none; of all scored questions.",
        aim=0.9,
    ),
    Figure(
        "rouge_l",
        "answer",
        "ROUGE-L",
        "ROUGE-L",
        "与参考答案的最长公共子序列 F 值。",
        "F of the longest common subsequence with the reference answer.",
    ),
    Figure(
        "char_f1",
        "answer",
        "字符 F1",
        "Character F1",
        "与参考答案的字符重合 F1。",
        "F1 of the characters shared with the reference answer.",
    ),
    Figure(
        "citation_precision",
        "citation",
        "引用精确率",
        "Citation precision",
        "引用里确有用处的比例（ALCE，按原文片段计）。",
        "Share of citations that carry what they are put to (ALCE, on spans).",
        aim=0.9,
    ),
    Figure(
        "citation_recall",
        "citation",
        "引用召回率",
        "Citation recall",
        "回答的句子被其引用完整支持的比例（ALCE，按原文片段计）。",
        "Share of the answer's sentences that their citations carry in full (ALCE, on spans).",
        aim=0.9,
    ),
    Figure(
        "supported",
        "citation",
        "有据的句子",
        "Supported sentences",
        "回答的句子中为原文摘录或已核对的比例。",
        "Share of the answer's sentences that are verbatim or checked.",
        aim=0.95,
    ),
    Figure(
        "supported_written",
        "citation",
        "模型写的有据句子",
        "Supported as written",
        "聊天模型写的全部句子（含被去掉的）中有据的比例。",
        "Of all sentences a chat model wrote, those left out too, the share that its sources carry.",
        aim=0.9,
    ),
    Figure(
        "refused",
        "refusal",
        "该拒则拒",
        "Rightly refused",
        "资料里没有答案的问题，被拒答的比例。",
        "Share of the questions without an answer in the corpus that were refused.",
        aim=0.9,
    ),
    Figure(
        "false_refusal",
        "refusal",
        "误拒",
        "Wrongly refused",
        "资料里有答案的问题，被拒答的比例。",
        "Share of the questions with an answer in the corpus that were refused.",
        better="lower",
        aim=0.1,
    ),
    Figure(
        "false_refusals",
        "refusal",
        "误拒",
        "Wrongly refused",
        "资料里有答案却被拒答。",
        "Questions with an answer in the corpus that were refused.",
        better="lower",
        aim=0.1,
        same_as="false_refusal",
    ),
    Figure(
        "refusal_precision",
        "refusal",
        "拒答精确率",
        "Refusal precision",
        "拒答里确实没有答案的比例。",
        "Share of refusals that were right.",
        aim=0.9,
    ),
    Figure(
        "refusal_recall",
        "refusal",
        "拒答召回率",
        "Refusal recall",
        "没有答案的问题里被拒答的比例。",
        "Share of the questions without an answer that were refused.",
        aim=0.9,
        same_as="refused",
    ),
    Figure(
        "refusal_f1",
        "refusal",
        "拒答 F1",
        "Refusal F1",
        "拒答精确率与召回率的调和平均。",
        "Harmonic mean of refusal precision and recall.",
        aim=0.9,
    ),
    _hits(1, 0.8),
    _hits(3, None),
    _hits(5, 0.95),
    _hits(10, None),
    Figure(
        "MRR@10",
        "retrieval",
        "MRR@10",
        "MRR@10",
        "第一篇含证据的文章的名次倒数，取前 10。",
        "One over the rank of the first article of the evidence, within the first 10.",
        aim=0.85,
    ),
    Figure(
        "nDCG@10",
        "retrieval",
        "nDCG@10",
        "nDCG@10",
        "含证据的文章排得多靠前，按名次折扣，取前 10。",
        "How high the articles of the evidence rank, discounted by rank, within the first 10.",
        aim=0.85,
    ),
    _recalled(5, 0.95),
    _recalled(10, None),
    Figure(
        "sentences",
        "length",
        "句数",
        "Sentences",
        "一个回答的句数。",
        "Sentences of an answer.",
        better="neither",
        share=False,
    ),
    Figure(
        "answer_chars",
        "length",
        "字数",
        "Characters",
        "一个回答的字数。",
        "Characters of an answer.",
        better="neither",
        share=False,
    ),
)
FIGURES = {figure.name: figure for figure in _ALL}
"""Every figure by name, in the order tables show them."""

MAIN = (
    "answer_exact",
    "citation_precision",
    "refused",
    "false_refusal",
    "hit@5",
    "MRR@10",
    "nDCG@10",
    "hit@1",
    "supported",
)
"""The figures a summary shows, the most telling first: the first five that a run has."""


def figure(name: str) -> Figure:
    """The figure of this name; one that is not in ``FIGURES`` is shown under its name, and no way is better."""
    return FIGURES.get(name) or Figure(name, "answer", name, name, "", "", better="neither", share=False)


def ordered(names: Iterable[str]) -> list[str]:
    """``names`` in the order of ``FIGURES``, unknown ones last in their own order."""
    places = {name: place for place, name in enumerate(FIGURES)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def distinct(names: Iterable[str]) -> list[str]:
    """``names`` in the order of ``FIGURES``, less those that are the same number as another one of them."""
    listed = ordered(names)
    return [name for name in listed if figure(name).same_as not in listed]


def shown(name: str, value: float) -> str:
    """A value as tables show it: a share in percent with one decimal, anything else with two at most."""
    return f"{value * 100:.1f}%" if figure(name).share else f"{value:.2f}".rstrip("0").rstrip(".")
