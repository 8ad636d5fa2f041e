"""Training load in check-ins: whatever comes first, at rest a check-in knows the sessions before it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lane_client import LaneClient
from coalescing.lanes import LANES, REASSESSMENTS, TRAINING_LOADS
from domain.activity_types import ActivitySource
from domain.circumstances import Circumstances
from domain.load_day import FRESH_DAYS
from domain.strength_fatigue import STRENGTH_DAYS
from storage import ledger
from storage.activities import remove_activity
from tasks import onward
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.reassessments import reassess
from tasks.training_loads import recompute
from tasks.work import Work
from tests.activities import expected_days, local_today, record
from tests.checker import expected_results, key_of, stored_results
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane

pytestmark = pytest.mark.integration

HANDLERS = {"checkins": assess_check_ins, "training-loads": recompute, "reassessments": reassess}


@pytest.fixture
def lanes(make_lane: MakeLane, monkeypatch: pytest.MonkeyPatch) -> dict[str, LaneClient]:
    """The three lanes without their windows."""
    quick = {
        "checkins": make_lane(),
        "training-loads": make_lane(TRAINING_LOADS),
        "reassessments": make_lane(REASSESSMENTS),
    }
    monkeypatch.setattr(onward, "lane_client", lambda name: quick.get(name) or make_lane(LANES[name]))
    return quick


@pytest.fixture
def athlete(connection: Connection[DictRow], writer: CheckInWriter) -> UUID:
    """An athlete who has trained for a month."""
    athlete = writer.athlete()
    for ago in range(5, 45):
        record(connection, athlete, ago, minutes=40 + ago % 7, rpe=4)
    return athlete


def drain(connection: Connection[DictRow], lanes: dict[str, LaneClient], name: str) -> None:
    """Submit what is owed, as reconcile does, and work on it."""
    for owed in ledger.overdue(connection, name, older_than_seconds=-1, page=100):
        lanes[name].submit_many([(key, b"", revision) for key, revision in owed.items()], if_absent=True)
    run(lanes[name], HANDLERS[name])


def settle(connection: Connection[DictRow], lanes: dict[str, LaneClient]) -> None:
    for name in HANDLERS:
        drain(connection, lanes, name)


def assert_at_rest(connection: Connection[DictRow], athlete: UUID) -> None:
    """Every check-in is assessed with what the recorded sessions, and they alone, say."""
    days = {day.date: day for day in expected_days(connection, athlete)}

    def around(row: DictRow) -> Circumstances:
        before = {ago: days.get(row["date"] - timedelta(days=ago)) for ago in range(1, STRENGTH_DAYS + 1)}
        known = {ago: day for ago, day in before.items() if day}
        has_sessions = any(day.sessions for day in known.values())
        newest = min((ago for ago in known if ago <= FRESH_DAYS), default=None)
        strength = {str(ago): day.strength for ago, day in known.items() if day.strength}
        return Circumstances(
            acwr=known[newest].acwr if newest else None, strength=strength if has_sessions else None
        )

    rows = connection.execute("SELECT * FROM daily_metrics").fetchall()
    assert stored_results(rows) == expected_results(rows, around)


def test_b9_a_check_in_knows_the_newest_fresh_ratio(
    connection: Connection[DictRow], writer: CheckInWriter, lanes: dict[str, LaneClient], athlete: UUID
) -> None:
    today = local_today(connection)
    for ago in (0, 2):
        writer.take(athlete, today - timedelta(days=ago), mood=7, energy_level=7, sleep_hours=8, stress=3)
    settle(connection, lanes)
    assert_at_rest(connection, athlete)
    scores = connection.execute("SELECT factor_scores, strength_fatigue FROM daily_metrics").fetchall()
    assert all("acwr" in row["factor_scores"] for row in scores)
    assert all(row["strength_fatigue"]["sessions7d"] == 0 for row in scores)


def test_b16_strength_work_is_stored_with_the_check_in_and_corrected_with_it(
    connection: Connection[DictRow], writer: CheckInWriter, lanes: dict[str, LaneClient], athlete: UUID
) -> None:
    today = local_today(connection)
    key = key_of(writer.take(athlete, today, muscle_soreness=8))
    settle(connection, lanes)
    lift = record(connection, athlete, 3, minutes=90, source_type="WeightTraining")
    settle(connection, lanes)
    assert_at_rest(connection, athlete)
    (row,) = connection.execute("SELECT * FROM daily_metrics").fetchall()
    assert row["strength_fatigue"] == {
        "objectiveScore": 9.5,
        "blendedScore": 5.6,  # .4 x 9.5 + .6 x 3
        "volume7d": 90,
        "sessions7d": 1,
        "daysSinceLastStrength": 2,
        "warning": None,
        "sources": {"manual": 1},
    }
    assert (key_of(row), lift["changed"]) == (key, True)


def test_an_athlete_without_any_activity_has_no_strength_fatigue(
    connection: Connection[DictRow], writer: CheckInWriter, lanes: dict[str, LaneClient]
) -> None:
    writer.take(writer.athlete(), local_today(connection), mood=5)
    settle(connection, lanes)
    (row,) = connection.execute("SELECT strength_fatigue FROM daily_metrics").fetchall()
    assert row["strength_fatigue"] is None


def test_a_first_session_that_comes_in_late_and_goes_again_is_followed(
    connection: Connection[DictRow], writer: CheckInWriter, lanes: dict[str, LaneClient]
) -> None:
    """A single run has no ratio and is no strength work, and still something is known now."""
    today, athlete = local_today(connection), writer.athlete()
    writer.take(athlete, today, muscle_soreness=5)
    settle(connection, lanes)
    record(connection, athlete, 2, external_id="x")
    settle(connection, lanes)
    assert_at_rest(connection, athlete)
    (row,) = connection.execute("SELECT strength_fatigue FROM daily_metrics").fetchall()
    assert row["strength_fatigue"]["objectiveScore"] == 10.0
    later = datetime.now(UTC) + timedelta(minutes=1)
    remove_activity(connection, athlete, later, source=ActivitySource.MANUAL, external_id="x")
    settle(connection, lanes)
    (row,) = connection.execute("SELECT strength_fatigue FROM daily_metrics").fetchall()
    assert row["strength_fatigue"] is None


def test_sessions_of_two_months_ago_are_no_knowledge_of_the_week(
    connection: Connection[DictRow], writer: CheckInWriter, lanes: dict[str, LaneClient]
) -> None:
    athlete = writer.athlete()
    record(connection, athlete, 60)
    settle(connection, lanes)
    writer.take(athlete, local_today(connection), muscle_soreness=5)
    settle(connection, lanes)
    (row,) = connection.execute("SELECT strength_fatigue FROM daily_metrics").fetchall()
    assert row["strength_fatigue"] is None


def test_a_check_in_that_comes_in_while_the_loads_are_computed_is_assessed_again(
    connection: Connection[DictRow],
    database_url: str,
    writer: CheckInWriter,
    lanes: dict[str, LaneClient],
    athlete: UUID,
) -> None:
    settle(connection, lanes)
    revision = record(connection, athlete, 1, minutes=240, rpe=9)["revision"]
    with psycopg.connect(database_url, row_factory=dict_row) as slow:
        recompute(slow, [Work(str(athlete), b"", revision, 1)])
        writer.take(athlete, local_today(connection), mood=7, energy_level=7, sleep_hours=8, stress=3)
        drain(connection, lanes, "checkins")
        ledger.mark_done(slow, TRAINING_LOADS.name, {str(athlete): ledger.Finished(revision)})
    settle(connection, lanes)
    assert_at_rest(connection, athlete)


@dataclass(frozen=True)
class Train:
    """A session that comes in."""

    ago: int
    kind: str
    minutes: int


@dataclass(frozen=True)
class CheckIn:
    """A check-in that comes in."""

    ago: int
    mood: int


moves = st.lists(
    st.builds(
        Train, st.integers(0, 12), st.sampled_from(["Run", "WeightTraining"]), st.sampled_from([30, 200])
    )
    | st.builds(CheckIn, st.integers(0, 12), st.integers(1, 10))
    | st.sampled_from(list(HANDLERS)),
    min_size=1,
    max_size=15,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_b17_whatever_the_order_a_check_in_is_that_of_the_sessions_before_it(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    lanes: dict[str, LaneClient],
    athlete: UUID,
    moves: list[Train | CheckIn | str],
) -> None:
    today = local_today(connection)
    connection.execute("DELETE FROM activities WHERE day >= %s", [today - timedelta(days=12)])
    connection.execute("DELETE FROM daily_metrics")
    connection.execute("DELETE FROM owed_inputs")
    connection.execute("DELETE FROM owed_work")
    ledger.owe(connection, TRAINING_LOADS.name, {str(athlete): None})
    for number, move in enumerate(moves):
        if isinstance(move, Train):
            details = {"source": ActivitySource.STUDIO, "external_id": str(number), "rpe": 5}
            record(connection, athlete, move.ago, minutes=move.minutes, source_type=move.kind, **details)
        elif isinstance(move, CheckIn):
            day = today - timedelta(days=move.ago)
            writer.take(athlete, day, mood=move.mood, energy_level=6, stress=4, sleep_hours=7.5)
        else:
            drain(connection, lanes, move)
    settle(connection, lanes)
    assert_at_rest(connection, athlete)
