"""However a form is filled in, the last write leaves what the athlete means, on the athlete's day."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.check_in import FIELD_BY_COLUMN
from ops.demo.athletes import make_athletes
from ops.demo.squad import make_squad
from ops.demo.writes import NOTHING, State, Write, make_writes, merged

NOW = datetime(2026, 3, 16, 10, 30, tzinfo=UTC)


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 9))
def test_the_last_write_decides(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    (member,) = make_squad(1, 2, rng, NOW)
    writes = make_writes(member.athlete, member.today, member.morning, count, rng)
    assert len(writes) == count
    stored: State = NOTHING
    for write in writes:
        stored = merged(stored, write)
    assert stored == member.morning


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32), day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_dates_mean_the_athletes_day_however_they_are_written(seed: int, day: date) -> None:
    rng = np.random.default_rng(seed)
    (athlete,) = make_athletes(1, 2, rng)
    for write in make_writes(athlete, day, {"mood": 5}, 5, rng):
        written = datetime.fromisoformat(write.written_date)
        if written.tzinfo is not None:
            written = written.astimezone(ZoneInfo(athlete.time_zone))
        assert written.date() == day


def test_forms_come_in_parts_repeated_taken_back_and_across_midnight() -> None:
    """The burst would prove little if every write were a whole form with a plain date."""
    rng = np.random.default_rng(1)
    squad = make_squad(60, 2, rng, NOW)
    forms = [(m, make_writes(m.athlete, m.today, m.morning, 5, rng)) for m in squad]
    writes = [write for _, mine in forms for write in mine]
    assert any(len(write.columns) < 3 for write in writes)
    assert any(None in write.columns.values() for write in writes)
    assert any(one.columns == next_.columns for _, mine in forms for one, next_ in pairwise(mine))
    assert any("T" in write.written_date for write in writes)
    assert any(write.date_in_utc != str(member.today) for member, mine in forms for write in mine)
    assert any(
        "hrv_rmssd" in mine[k].columns and "hrv_rmssd" not in mine[0].columns
        for _, mine in forms
        for k in (2, 3)
    )


def test_a_body_has_the_apis_names() -> None:
    (athlete,) = make_athletes(1, 2, np.random.default_rng(1))
    body = Write({"hrv_rmssd": 61.5, "resting_hr": None, "mood": 7}, "2026-03-16").body(athlete.id)
    assert body == {
        "clientId": str(athlete.id),
        "date": "2026-03-16",
        FIELD_BY_COLUMN["hrv_rmssd"].name: 61.5,
        FIELD_BY_COLUMN["resting_hr"].name: None,
        "mood": 7,
    }


def test_merging_keeps_what_is_absent_and_clears_what_is_null() -> None:
    stored = {"mood": 5, "resting_hr": 51.0}
    assert merged(stored, Write({"stress": 2, "resting_hr": None}, "2026-03-16")) == {"mood": 5, "stress": 2}
