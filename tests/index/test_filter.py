import pytest

from corpus.errors import UsageError
from index.filter import Filter, filter_of, period


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2026-01-04", (20260104, 20260104)),
        ("2024-02", (20240201, 20240229)),
        ("2026", (20260101, 20261231)),
    ],
)
def test_a_date_without_day_or_month_is_a_period(written: str, days: tuple[int, int]) -> None:
    assert period(written) == days


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"since": "gestern"}, "since is 'gestern', expected a date"),
        ({"until": "2026-13"}, "until is '2026-13', expected a date"),
        ({"since": "2026-02", "until": "2026-01"}, "no day lies between since 2026-02 and until 2026-01"),
    ],
)
def test_bounds_that_mean_nothing_are_named(bounds: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Filter(**bounds)  # type: ignore[arg-type]


def test_no_flags_are_no_filter() -> None:
    assert filter_of([], None) is None
    assert filter_of(since="2026年1月") == Filter(since="2026年1月")
