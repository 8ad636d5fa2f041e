"""Which days are accepted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_hooks.check_in_date import date_fault
from domain.check_in_date import read_date

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "today", "2026-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    fault = date_fault(read_date(text), text, now=NOW, max_age_days=366)
    assert fault is not None
    assert fault.field == "date"


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("2026-03-14", True),
        ("2026-03-15", True),
        ("2026-03-16", False),
        ("2099-01-01", False),
        ("2026-03-15T23:59:59Z", True),
        ("2026-03-16T00:00:00Z", False),
        ("2026-03-16T00:30:00+02:00", True),
        ("2026-03-16T00:30:00", False),
        ("2025-03-13", True),
        ("2025-03-12", False),
        ("1970-01-01", False),
    ],
)
def test_days_after_tomorrow_and_long_ago_are_refused(text: str, accepted: bool) -> None:
    fault = date_fault(read_date(text), text, now=NOW, max_age_days=366)
    assert (fault is None) == accepted


def test_the_refusal_names_the_limit() -> None:
    fault = date_fault(read_date("2026-04-01"), "2026-04-01", now=NOW, max_age_days=366)
    assert fault is not None
    assert fault.rule == "no later than tomorrow, 2026-03-15"
    assert fault.value == "2026-04-01"


@given(st.integers(-400, 40), st.integers(1, 400))
def test_exactly_the_days_in_between_are_accepted(days: int, max_age_days: int) -> None:
    text = (NOW + timedelta(days=days)).date().isoformat()
    fault = date_fault(read_date(text), text, now=NOW, max_age_days=max_age_days)
    assert (fault is None) == (-max_age_days <= days <= 1)
