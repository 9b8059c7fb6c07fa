import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产值4.89万亿元。目标5万亿元！", ["产值4.89万亿元。", "目标5万亿元！"]),
        ("他说：“这是甲。那是乙。”后来呢？", ["他说：“这是甲。那是乙。”", "后来呢？"]),
        ("“为什么？”他问。《发力AI，着急了！》说得对。", ["“为什么？”他问。", "《发力AI，着急了！》说得对。"]),
        ("（一）好。（二）坏。", ["（一）好。", "（二）坏。"]),
        ("真的吗？！真的……。完。", ["真的吗？！", "真的……。", "完。"]),
        ("没有句号", ["没有句号"]),
        (
            "Mr. Smith came in Jan. 2025. Output hit 4.7 trillion, e.g. in Kunshan. It rose.",
            ["Mr. Smith came in Jan. 2025.", "Output hit 4.7 trillion, e.g. in Kunshan.", "It rose."],
        ),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_bracket_left_open_does_not_swallow_the_rest() -> None:
    text = "（开了没关" + "，字" * 60 + "。第二句。第三句。"
    assert said(text)[-1] == "第三句。"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="苏州a.。！？“”（）《》 \n1", max_size=200))
def test_sentences_lose_nothing_and_keep_order(text: str) -> None:
    spans = sentences(text, 0, len(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
