"""Months before a month."""

from datetime import date

import pytest

from domain.businesses import month_before


@pytest.mark.parametrize(
    ("months", "first"),
    [
        (0, date(2026, 3, 1)),
        (2, date(2026, 1, 1)),
        (3, date(2025, 12, 1)),
        (11, date(2025, 4, 1)),
        (27, date(2023, 12, 1)),
    ],
)
def test_it_is_the_first_of_a_month(months: int, first: date) -> None:
    assert month_before(date(2026, 3, 31), months) == first
