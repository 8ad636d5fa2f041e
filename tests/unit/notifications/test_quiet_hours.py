"""Quiet hours: local, over midnight, and where the clock is put forward or back."""

from datetime import UTC, datetime, time

import pytest

from notifications.quiet_hours import quiet_until

ZONE = "Europe/Stockholm"
NIGHT = (time(22), time(7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-15T20:59", None),  # 21:59
        ("2026-01-15T21:00", "2026-01-16T06:00"),  # 22:00
        ("2026-01-15T23:30", "2026-01-16T06:00"),  # after midnight
        ("2026-01-16T05:59", "2026-01-16T06:00"),
        ("2026-01-16T06:00", None),
    ],
)
def test_over_midnight(now: str, until: str | None) -> None:
    assert quiet_until(at(now), ZONE, *NIGHT) == (until and at(until))


def test_within_a_day() -> None:
    assert quiet_until(at("2026-01-15T11:30"), ZONE, time(12), time(13)) == at("2026-01-15T12:00")
    assert quiet_until(at("2026-01-15T12:00"), ZONE, time(12), time(13)) is None


def test_a_night_in_which_the_clock_is_put_forward_is_an_hour_shorter() -> None:
    assert quiet_until(at("2026-03-28T21:00"), ZONE, *NIGHT) == at("2026-03-29T05:00")


def test_an_end_that_the_clock_leaves_out_is_when_it_would_have_been() -> None:
    assert quiet_until(at("2026-03-29T00:00"), ZONE, time(0), time(2, 30)) == at("2026-03-29T01:30")


def test_a_night_in_which_the_clock_is_put_back_is_an_hour_longer() -> None:
    assert quiet_until(at("2026-10-24T20:00"), ZONE, *NIGHT) == at("2026-10-25T06:00")


def test_an_end_that_comes_twice_is_never_in_the_past() -> None:
    """02:15 for the second time: the quiet hours until 02:30 end at 02:30 for the second time."""
    assert quiet_until(at("2026-10-25T01:15"), ZONE, time(0), time(2, 30)) == at("2026-10-25T01:30")


@pytest.mark.parametrize("hours", [(None, None), (time(7), time(7))])
def test_no_quiet_hours(hours: tuple[time | None, time | None]) -> None:
    assert quiet_until(at("2026-01-15T23:00"), ZONE, *hours) is None


def test_a_zone_that_is_none_does_not_stop_anything() -> None:
    assert quiet_until(at("2026-01-15T23:00"), "Nowhere/Atall", *NIGHT) == at("2026-01-16T06:00")
