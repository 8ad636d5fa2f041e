"""Which texts mean a day or an instant."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.check_in_date import CheckInDate, read_date


def whole_minutes(offset: timedelta) -> timedelta:
    return timedelta(minutes=offset // timedelta(minutes=1))


@given(st.dates())
def test_a_plain_date_is_taken_as_it_is(day: date) -> None:
    assert read_date(day.isoformat()) == CheckInDate(day, None)


@given(
    st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=st.builds(
            timezone, st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(whole_minutes)
        ),
    )
)
def test_a_timestamp_with_an_offset_is_an_instant(instant: datetime) -> None:
    assert read_date(instant.isoformat()) == CheckInDate(None, instant)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-14T00:30:00Z", datetime(2026, 3, 14, 0, 30, tzinfo=UTC)),
        ("2026-03-14T00:30:00.123Z", datetime(2026, 3, 14, 0, 30, 0, 123_000, tzinfo=UTC)),
        ("2026-03-14T00:30:00+01:00", datetime(2026, 3, 13, 23, 30, tzinfo=UTC)),
        ("2026-03-14 20:00:00-0500", datetime(2026, 3, 15, 1, tzinfo=UTC)),
        ("2026-03-14T20:00-05:00", datetime(2026, 3, 15, 1, tzinfo=UTC)),
    ],
)
def test_offsets_and_fractions_are_understood(text: str, instant: datetime) -> None:
    assert read_date(text) == CheckInDate(None, instant)


@pytest.mark.parametrize("text", ["2026-03-14T23:59:59", "2026-03-14T00:00", "2026-03-14 12:00:00.5"])
def test_a_timestamp_without_an_offset_is_the_athletes_own_clock(text: str) -> None:
    assert read_date(text) == CheckInDate(date(2026, 3, 14), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "20260314",
        "2026-W11-6",
        "2026-3-14",
        " 2026-03-14",
        "2026-03-14\n",
        "2026-03-14T",
        "2026-03-14T25:00:00Z",
        "2026-03-14T23:59:60Z",
        "2026-03-14T12:00:00+25:00",
        "2026-03-14T12:00:00 Europe/Stockholm",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
        "２０２６-03-14",  # noqa: RUF001
        "1773489600",
        "+012026-03-14",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert read_date(text) is None
