from decimal import Decimal

import pytest

from corpus.quantities import arabic_values, english_values, values


@pytest.mark.parametrize("written", ["五万亿", "5万亿", "50000亿", "5 trillion", "five trillion", "５万亿元"])
def test_one_number_in_many_spellings(written: str) -> None:
    assert Decimal(5 * 10**12) in values(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,301.3亿", "130130000000"),
        ("二百五十", "250"),
        ("三万六千", "36000"),
        ("二〇二六年", "2026"),
        ("十五", "15"),
        ("three point three billion", "3300000000"),
        ("four hundred and fifty thousand", "450000"),
        ("4.89 trillion", "4890000000000"),
        ("12.6万名", "126000"),
    ],
)
def test_values_are_those_a_reader_would_compute(written: str, value: str) -> None:
    assert Decimal(value) in values(written)


def test_a_number_inside_a_longer_one_is_another_number() -> None:
    assert Decimal(37) not in values("2037年") and Decimal(4) not in values("4.89")


def test_what_is_no_numeral_has_no_value() -> None:
    assert values("“十五五”规划") == frozenset()
    assert english_values("one of the many") == []


def test_numbers_come_in_order_with_their_words() -> None:
    assert [written for written, _ in arabic_values("2025年预计4.89万亿元，增长5%")] == ["2025", "4.89万亿", "5"]
