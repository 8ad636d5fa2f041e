"""When an activity began: what is read, and what is refused with the rule."""

from datetime import UTC, datetime, timedelta

import pytest

from api_hooks.started_at import CLOCKS_DIFFER, Start, read_start, start_fault

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HALF_PAST_FOUR = Start(datetime(2026, 3, 14, 16, 30, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-03-14T16:30:00Z", HALF_PAST_FOUR),
        ("2026-03-14T17:30:00+01:00", HALF_PAST_FOUR),
        ("2026-03-14 17:30+0100", HALF_PAST_FOUR),
        ("2026-03-14T17:30:00", Start(None, datetime(2026, 3, 14, 17, 30))),  # noqa: DTZ001  it has no zone
        ("2026-03-14T17:30:00.25", Start(None, datetime(2026, 3, 14, 17, 30, 0, 250_000))),  # noqa: DTZ001
    ],
)
def test_an_instant_or_the_athletes_own_clock(text: str, start: Start) -> None:
    assert read_start(text) == start


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-03-14", "2026-02-30T10:00Z", "2026-03-14T25:00", "1773500000", "2026-03-14T10:00+99:00",
     "0001-01-01T00:00", "0001-01-01T00:00+14:00", "\uff12026-03-14T10:00Z"],
)  # fmt: skip
def test_what_is_no_timestamp(text: str) -> None:
    assert read_start(text) is None
    fault = start_fault(None, text, now=NOW, max_age_days=366)
    assert fault is not None
    assert fault.rule.startswith("an ISO 8601 timestamp")


def fault_of(text: str) -> str | None:
    fault = start_fault(read_start(text), text, now=NOW, max_age_days=366)
    return fault.rule if fault else None


def test_it_may_not_be_still_to_come() -> None:
    ahead = NOW + CLOCKS_DIFFER
    assert fault_of(ahead.isoformat()) is None
    assert fault_of((ahead + timedelta(seconds=1)).isoformat()) == "no later than now, 2026-03-14T12:00Z"


def test_somewhere_it_is_later_already() -> None:
    assert fault_of("2026-03-15T02:00") is None
    assert fault_of("2026-03-15T03:00") is not None


def test_it_may_not_be_too_long_ago() -> None:
    assert fault_of("2025-03-13T00:00Z") is None
    assert fault_of("2025-03-12T23:59Z") == "no earlier than 2025-03-13, 366 days ago"
