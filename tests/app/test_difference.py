"""The difference of two cited figures: only where it is asked for, and no other can be meant."""

import pytest

from app.answer.difference import Difference, difference

SHENZHEN, SUZHOU = (1, "2024年，深圳的规上工业总产值为5.4万亿元。"), (2, "2024年，苏州的规上工业总产值为4.7万亿元。")
ASKED = "2024年深圳和苏州的规上工业总产值相差多少？"


def test_a_difference_names_both_figures_and_where_they_stand() -> None:
    expected = Difference("7000亿元", ("5.4万亿元", 1), ("4.7万亿元", 2))
    assert difference(ASKED, [SHENZHEN, SUZHOU]) == expected == difference(ASKED, [SUZHOU, SHENZHEN])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2024年深圳的规上工业总产值是多少？", [SHENZHEN, SUZHOU]),
        (ASKED, [SHENZHEN]),
        (ASKED, [SHENZHEN, (2, "苏州有企业4.7万家。")]),
        (ASKED, [SHENZHEN, (2, "苏州2024年为4.7万亿元，2023年为4.4万亿元。")]),
        (ASKED, [SHENZHEN, (2, "苏州也是5.4万亿元。")]),
    ],
)
def test_nothing_is_computed_where_it_is_not_asked_or_not_certain(question: str, said: list[tuple[int, str]]) -> None:
    assert difference(question, said) is None
