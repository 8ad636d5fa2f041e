"""Batches are read with the right histories, and written only where nothing newer has come in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from domain.history import PAST_DAY, DayHistory
from storage import ledger
from storage.assessment_statements import ASSESSED_INPUTS, CIRCUMSTANCES
from storage.assessments import StoredCheckIn, read_batch, reuse_results, write_results
from storage.models import DERIVED_COLUMNS
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)
INPUTS = {
    "hrv_rmssd": 61.25,
    "hrv_quality": "GOOD",
    "hrv_artifact_percent": 1.5,
    "hrv_duration": 180.0,
    "hrv_position": "SUPINE",
    "hrv_protocol": "OVERNIGHT",
    "resting_hr": 48.5,
    "sleep_quality": 2,
    "sleep_hours": 7.25,
    "muscle_soreness": 3,
    "energy_level": 4,
    "mood": 5,
    "stress": 6,
    "injury_pain": 7,
    "cycle_phase": "LUTEAL",
    "cycle_day": 20,
    "is_illness": True,
}


def read(connection: Connection[DictRow], *keys: str, reuse_seconds: float = 0) -> list[StoredCheckIn]:
    return read_batch(connection, keys, reuse_seconds=reuse_seconds)


def results(n: int, **columns: Any) -> dict[str, Sequence[Any]]:
    return {name: [columns.get(name)] * n for name in DERIVED_COLUMNS}


def write(connection: Connection[DictRow], check_ins: list[StoredCheckIn], **columns: Any) -> set[str]:
    n = len(check_ins)
    signatures = [b"s" * 16] * n
    return write_results(connection, check_ins, results(n, **columns), signatures=signatures)


def row_of(connection: Connection[DictRow], key: str) -> DictRow:
    client_id, _, day = key.partition(":")
    query = "SELECT * FROM daily_metrics WHERE client_id = %s AND date = %s"
    row = connection.execute(query, [client_id, day]).fetchone()
    assert row is not None
    return row


def history_of(check_in: StoredCheckIn) -> dict[int, dict[str, Any]]:
    """What the history says, by days before: NaN and open questions left out."""
    return {
        int(day["days_before"]): {
            name: day[name].item()
            for name in PAST_DAY.names or ()
            if name != "days_before" and day[name] and day[name] == day[name]
        }
        for day in np.frombuffer(check_in.history, PAST_DAY)
    }


# --- reading ---------------------------------------------------------------------------------------------


def test_inputs_come_in_the_order_that_assessments_take_them(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    key = writer.key(writer.athlete(), DAY, **INPUTS)
    (check_in,) = read(connection, key)
    assert dict(zip(ASSESSED_INPUTS, check_in.inputs, strict=True)) == INPUTS
    assert (check_in.key, check_in.revision) == (key, 1)


def test_the_history_is_the_66_days_before_and_not_the_day_itself_or_later(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    for offset in (-67, -66, -65, -1, 0, 1):
        key = writer.key(athlete, DAY + timedelta(days=offset), hrv_rmssd=80.0 + offset)
    (check_in,) = read(connection, f"{athlete}:{DAY}")
    values = {day: said["hrv_rmssd"] for day, said in history_of(check_in).items()}
    assert values == {1: 79.0, 65: 15.0, 66: 14.0}
    (tomorrow,) = read(connection, key)
    assert set(history_of(tomorrow)) == {1, 2, 66}


def test_a_history_carries_all_that_an_assessment_looks_at(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    for before, columns in {
        1: {"hrv_rmssd": 60.0, "hrv_quality": "POOR", "hrv_protocol": "OVERNIGHT", "sleep_quality": 1},
        2: {"resting_hr": 50.0, "hrv_quality": "GOOD", "hrv_protocol": "MORNING", "sleep_hours": 7.5},
        3: {"mood": 5, "stress": 1, "sleep_quality": 10, "muscle_soreness": 3, "energy_level": 4},
        4: {"rehab_notes": "well"},
    }.items():
        writer.take(athlete, DAY - timedelta(days=before), **columns)
    (check_in,) = read(connection, writer.key(athlete, DAY, mood=5))
    assert history_of(check_in) == {
        1: {"hrv_rmssd": 60.0, "hrv_quality": True, "hrv_protocol": True, "sleep_quality": 1},
        2: {"resting_hr": 50.0, "sleep_hours": 7.5},
        3: {"mood": 5, "stress": 1, "sleep_quality": 10, "muscle_soreness": 3, "energy_level": 4},
        4: {},
    }


def test_the_bytes_of_the_database_are_those_of_the_domain(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    said = {name: INPUTS[name] for name in INPUTS if name in DayHistory._fields}
    writer.take(athlete, DAY - timedelta(days=5), **said)
    (check_in,) = read(connection, writer.key(athlete, DAY, mood=5))
    assert check_in.history == DayHistory([5], **{name: [value] for name, value in said.items()}).pack()


def test_circumstances_are_those_of_the_athlete_and_of_the_business(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=5)
    assert dict(zip(CIRCUMSTANCES, read(connection, key)[0].circumstances, strict=True)) == {
        "engine": None,
        "methodology": None,
        "acwr": None,
        "strength": None,
    }
    connection.execute(
        "WITH one AS (INSERT INTO businesses (name, engine) VALUES ('B', 'individual') RETURNING id)"
        " UPDATE clients SET methodology = 'NORWEGIAN', business_id = one.id FROM one WHERE clients.id = %s",
        [athlete],
    )
    assert read(connection, key)[0].circumstances[:2] == ("individual", "NORWEGIAN")


def test_an_athlete_without_a_history_has_an_empty_one(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    (check_in,) = read(connection, writer.key(writer.athlete(), DAY, mood=5))
    assert check_in.history == b""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.sets(st.integers(0, 80), min_size=1, max_size=12), min_size=2, max_size=4))
def test_each_check_in_of_a_batch_has_its_own_athletes_history(
    connection: Connection[DictRow], writer: CheckInWriter, days: list[set[int]]
) -> None:
    stored: dict[UUID, dict[int, float]] = {}
    for number, offsets in enumerate(days):
        stored[writer.athlete()] = {offset: 10.0 * number + offset / 100 + 1 for offset in offsets}
    keys = {
        writer.key(athlete, DAY + timedelta(days=offset), hrv_rmssd=value): (athlete, offset)
        for athlete, values in stored.items()
        for offset, value in values.items()
    }
    check_ins = read(connection, *keys)
    assert {check_in.key for check_in in check_ins} == set(keys)
    for check_in in check_ins:
        athlete, day = keys[check_in.key]
        assert {before: said["hrv_rmssd"] for before, said in history_of(check_in).items()} == {
            day - other: value for other, value in stored[athlete].items() if 1 <= day - other <= 66
        }


def test_a_row_that_is_gone_is_not_read_and_a_malformed_key_is_an_error(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    gone, there = writer.key(athlete, DAY, mood=5), writer.key(athlete, DAY + timedelta(days=1), mood=5)
    connection.execute("DELETE FROM daily_metrics WHERE date = %s", [DAY])
    assert [check_in.key for check_in in read(connection, gone, there)] == [there]
    with pytest.raises(ValueError, match="'nonsense' is not of the form"):
        read(connection, there, "nonsense")


def test_a_signature_comes_along_while_its_results_are_young(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    key = writer.key(writer.athlete(), DAY, mood=5)
    write(connection, read(connection, key))
    connection.execute("UPDATE daily_metrics SET assessed_at = now() - interval '60 s'")
    assert read(connection, key, reuse_seconds=3600)[0].reusable_signature == b"s" * 16
    assert read(connection, key, reuse_seconds=30)[0].reusable_signature is None


# --- writing ---------------------------------------------------------------------------------------------


def test_an_older_run_never_overwrites(connection: Connection[DictRow], writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    overtaken, still = writer.key(athlete, DAY, mood=5), writer.key(athlete, DAY + timedelta(days=1), mood=5)
    slow = read(connection, overtaken, still)
    writer.take(athlete, DAY, mood=1)
    newer = read(connection, overtaken)
    assert write(connection, newer, readiness_score=2.0) == {overtaken}
    assert write(connection, slow, readiness_score=9.0) == {still}
    row = row_of(connection, overtaken)
    assert (row["readiness_score"], row["assessed_revision"]) == (2.0, 2)
    assert row_of(connection, still)["readiness_score"] == 9.0


def test_a_reuse_is_fenced_too_and_touches_nothing_but_the_revision(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    overtaken, still = writer.key(athlete, DAY, mood=5), writer.key(athlete, DAY + timedelta(days=1), mood=5)
    write(connection, read(connection, overtaken, still), readiness_score=7.0)
    for key_day in (DAY, DAY + timedelta(days=1)):
        writer.take(athlete, key_day, athlete_notes="not an input of the formulas")
    before = row_of(connection, still)
    check_ins = read(connection, overtaken, still)
    writer.take(athlete, DAY, mood=1)
    assert reuse_results(connection, check_ins) == {still}
    assert row_of(connection, still) == before | {"assessed_revision": 2}
    assert row_of(connection, overtaken)["assessed_revision"] == 1


def test_what_was_deleted_meanwhile_is_not_written(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    check_ins = read(connection, writer.key(writer.athlete(), DAY, mood=5))
    connection.execute("DELETE FROM daily_metrics")
    assert write(connection, check_ins) == set()
    assert reuse_results(connection, check_ins) == set()


def test_results_come_back_as_they_were_written_and_none_clears(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    key = writer.key(writer.athlete(), DAY, mood=5)
    scores = {"hrv_percent": 0.1 + 0.2, "readiness_score": 1e-300, "wellness_score": 9.95}
    words = {
        "engine": "test-1",
        "hrv_status": "GOOD",
        "readiness_level": 'é "quoted" \\ back',
        "hrv_trend": "",
    }
    documents = {"red_flags": [{"code": "x", "values": {"a": 1.5}}], "yellow_flags": [], "factor_scores": {}}
    written = scores | words | documents
    assert write(connection, read(connection, key), **written) == {key}
    row = row_of(connection, key)
    assert {name: row[name] for name in DERIVED_COLUMNS} == dict.fromkeys(DERIVED_COLUMNS) | written
    assert row["assessed_revision"] == 1
    assert bytes(row["assessed_signature"]) == b"s" * 16
    assert row["assessed_at"] is not None
    write(connection, read(connection, key))
    row = row_of(connection, key)
    assert {name: row[name] for name in DERIVED_COLUMNS} == dict.fromkeys(DERIVED_COLUMNS)


class Counting(psycopg.Cursor[DictRow]):
    """A cursor that counts what it runs."""

    statements = 0

    def execute(self, *args: Any, **kwargs: Any) -> "Counting":
        Counting.statements += 1
        super().execute(*args, **kwargs)
        return self


@pytest.mark.parametrize("size", [1, 150])
def test_a_batch_takes_as_many_statements_as_a_single_check_in(
    database_url: str, writer: CheckInWriter, size: int
) -> None:
    athlete = writer.athlete()
    keys = [writer.key(athlete, DAY + timedelta(days=day), mood=5) for day in range(size)]
    with psycopg.connect(
        database_url, autocommit=True, row_factory=dict_row, cursor_factory=Counting
    ) as connection:
        Counting.statements = 0
        owed = ledger.owed(connection, "checkins", keys)
        check_ins = read(connection, *keys)
        assert write(connection, check_ins) == reuse_results(connection, check_ins) == set(keys)
        done = {key: ledger.Finished(debt.revision) for key, debt in owed.items()}
        ledger.mark_done(connection, "checkins", done)
    assert Counting.statements == 5
