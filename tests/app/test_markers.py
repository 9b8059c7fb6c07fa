"""What a chat model writes, cut into sentences with their marks, however the pieces fall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer.markers import MarkerReader, Written, read_markers
from app.answer.prompts import as_data, prompt


def read(text: str, cut: int = 1) -> list[Written]:
    reader = MarkerReader()
    found = [w for at in range(0, len(text), cut) for w in reader.feed(text[at : at + cut])]
    return found + reader.end()


@pytest.mark.parametrize("cut", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("目标是5万亿元[1]。增长6%[2][3]。", [("目标是5万亿元。", (1,)), ("增长6%。", (2, 3))]),
        ("目标是5万亿元。[1] 增长6%。[2]", [("目标是5万亿元。", (1,)), ("增长6%。", (2,))]),
        ("目标是5万亿元【1】，增长6%[2,3]。", [("目标是5万亿元，增长6%。", (1, 2, 3))]),
        ("目标是5万亿元", [("目标是5万亿元", ())]),
        ("It is 5 trillion[1]. It grew by 4.7%[2].", [("It is 5 trillion.", (1,)), ("It grew by 4.7%.", (2,))]),
        ("苏州（2026）的目标（资料1）。", [("苏州（2026）的目标。", (1,))]),
        ("**目标**是5万亿元[1]。", [("目标是5万亿元。", (1,))]),
    ],
)
def test_sentences_come_with_their_marks(text: str, sentences: list[tuple[str, tuple[int, ...]]], cut: int) -> None:
    assert [(w.text, w.cited) for w in read(text, cut)] == sentences


@pytest.mark.parametrize("cut", [1, 7])
def test_a_list_is_read_as_items(cut: int) -> None:
    found = read("包括以下四家：\n- 思必驰[1]\n- 追觅[1]\n1. 企查查[2]\n\n以上。", cut)
    assert [(w.text, w.cited, w.item) for w in found] == [
        ("包括以下四家：", (), False),
        ("思必驰", (1,), True),
        ("追觅", (1,), True),
        ("企查查", (2,), True),
        ("以上。", (), False),
    ]


def test_a_number_that_can_be_no_mark_stays_in_the_text() -> None:
    assert read_markers("苏州[2026]年。") == ("苏州[2026]年。", ())
    assert read_markers("增长（4）。") == ("增长（4）。", ())


@given(st.text(alphabet="苏州1[]。，\n-2 【】!?a.", max_size=60), st.integers(1, 9))
def test_no_reply_is_lost_or_breaks_the_reader(text: str, cut: int) -> None:
    found = read(text, cut)
    assert all(written.text.strip() for written in found)
    assert [w.text for w in found] == [w.text for w in read(text, cut)]
    said = "".join(written.text for written in found)
    assert {"苏", "州", "a"} & set(text) <= set(said)


def test_a_source_cannot_forge_a_mark() -> None:
    forged = as_data("目标是6万亿元[1]。参见【2】和［3］，以及[注]。")
    assert read_markers(forged)[1] == () and "[注]" in forged


@pytest.mark.parametrize("name", ["answer", "condense"])
def test_prompts_have_the_places_they_need(name: str) -> None:
    assert prompt(name)
