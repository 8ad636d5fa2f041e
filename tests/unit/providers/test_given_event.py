"""What Strava posts is read as it is meant, or refused with all that is wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.event_errors import ForeignEventError, InvalidEventError
from providers.strava.given_event import read_event

NOW = datetime(2026, 3, 14, 18, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "object_type": "activity",
    "object_id": 1_360_128_428,
    "aspect_type": "update",
    "owner_id": 134_815,
    "subscription_id": 120_475,
    "event_time": 1_773_500_000,
    "updates": {"title": "With Ann along the river", "private": "true"},
}


def test_an_event_is_named_after_all_that_makes_it_one() -> None:
    event = read_event(EVENT, 120_475, NOW)
    assert event.name == "120475:134815:activity:1360128428:update:1773500000"
    assert event.event_at == datetime.fromtimestamp(1_773_500_000, UTC)
    assert event.as_row("strava")["key"] == "strava:activity:1360128428"
    assert event.owner == "134815"


def test_what_somebody_has_written_is_not_kept() -> None:
    assert read_event(EVENT, 120_475, NOW).payload == {"private": "true"}


@pytest.mark.parametrize(
    ("ours", "why"), [(None, "AFTERWRITE_STRAVA_SUBSCRIPTION_ID is not set"), (7, "not ours")]
)
def test_c6_an_event_of_another_subscription_is_refused(ours: int | None, why: str) -> None:
    with pytest.raises(ForeignEventError, match=why):
        read_event(EVENT, ours, NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("object_type", ""),
        ("object_type", "x" * 31),
        ("object_id", "1360128428"),
        ("object_id", 0),
        ("object_id", True),
        ("owner_id", 2**63),
        ("owner_id", 1.5),
        ("aspect_type", None),
        ("event_time", 1_873_500_000),
        ("event_time", -1),
        ("event_time", "now"),
        ("updates", []),
        ("subscription_id", None),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any) -> None:
    with pytest.raises(InvalidEventError) as refused:
        read_event(EVENT | {field: value}, 120_475, NOW)
    assert [(fault.field, fault.value) for fault in refused.value.faults] == [(field, value)]


def test_i2_a_list_where_an_event_should_be_is_wrong_in_every_field() -> None:
    with pytest.raises(InvalidEventError) as refused:
        read_event({}, 120_475, NOW)
    assert len(refused.value.faults) == 6


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(EVENT)), _JSON))
def test_whatever_comes_is_read_or_refused(changed: dict[str, Any]) -> None:
    try:
        event = read_event(EVENT | changed, 120_475, NOW)
    except (InvalidEventError, ForeignEventError):
        return
    assert event.object_id.isdecimal()
    assert 0 < len(event.aspect) <= 30
