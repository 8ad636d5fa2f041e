"""The day of a row is the athlete's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.errors import WrongArgumentError
from ops.importing.days import date_reader, day_of, zone_of
from ops.importing.faults import CellError

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"


def day(
    text: str, athlete: str = "Europe/Stockholm", date_format: str | None = None, zone: str | None = None
) -> date:
    return day_of(date_reader(date_format, zone)(text), athlete)


@pytest.mark.parametrize(
    ("text", "date_format", "zone"),
    [
        ("2021-05-24", None, None),
        ("2021-05-24", None, TOKYO),
        ("2021-05-24T23:59", None, None),
        ("24.05.2021", "%d.%m.%Y", TOKYO),
        ("5/24/21", "%m/%d/%y", None),
        ("24.05.2021 23:59", "%d.%m.%Y %H:%M", None),
    ],
)
def test_a_date_is_the_athletes_day_and_so_is_a_time_on_their_own_clock(
    text: str, date_format: str | None, zone: str | None
) -> None:
    assert day(text, NEW_YORK, date_format, zone) == date(2021, 5, 24)


@pytest.mark.parametrize(
    ("text", "date_format", "zone"),
    [
        ("2021-05-24T06:30:00Z", None, None),
        ("2021-05-24T15:30:00+09:00", None, TOKYO),
        ("2021-05-24 15:30", None, TOKYO),
        ("24.05.2021 15:30", "%d.%m.%Y %H:%M", TOKYO),
        ("24.05.2021 15:30 +0900", "%d.%m.%Y %H:%M %z", None),
    ],
)
def test_an_instant_falls_on_a_day_where_the_athlete_is(
    text: str, date_format: str | None, zone: str | None
) -> None:
    assert day(text, NEW_YORK, date_format, zone) == date(2021, 5, 24)
    assert day(text, "Pacific/Honolulu", date_format, zone) == date(2021, 5, 23)


@given(st.dates(date(1970, 1, 1), date(2024, 12, 31)), st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]))
def test_a_format_reads_what_it_writes(when: date, date_format: str) -> None:
    assert day(when.strftime(date_format), date_format=date_format) == when


@pytest.mark.parametrize(
    ("text", "date_format", "rule"),
    [
        ("24.05.2021", None, "a date .YYYY-MM-DD. or an ISO 8601 timestamp"),
        ("2021-02-30", None, "a date"),
        ("2021-05-24", "%d.%m.%Y", "a date of the form %d.%m.%Y"),
        ("0021-05-24", None, "no earlier than 1970-01-01"),
    ],
)
def test_what_is_no_day_is_rejected(text: str, date_format: str | None, rule: str) -> None:
    with pytest.raises(CellError, match=rule):
        day(text, date_format=date_format)


def test_the_day_after_tomorrow_is_rejected() -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert day(str(tomorrow)) == tomorrow
    with pytest.raises(CellError, match="no later than tomorrow"):
        day(str(tomorrow + timedelta(days=2)))


@pytest.mark.parametrize("date_format", ["%d.%m.", "%H:%M", "%Y-%j-%", "day", "%Y-%m"])
def test_a_format_has_to_tell_the_day(date_format: str) -> None:
    with pytest.raises(WrongArgumentError, match="--date-format"):
        date_reader(date_format, None)


def test_a_time_zone_exists() -> None:
    with pytest.raises(WrongArgumentError, match="no time zone 'Mars'"):
        zone_of("Mars")
