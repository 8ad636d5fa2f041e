"""Whatever comes in, in whatever order: at rest every stored result is that of the last input."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from domain.batch import DayHistory
from storage import ledger
from storage.assessments import CheckInKey
from storage.conservation import balance
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tests.checker import expected_results, key_of, stored_results
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

FIRST_DAY = date(2026, 3, 2)
HISTORY = timedelta(days=30)

answers: dict[str, st.SearchStrategy[Any]] = {
    "hrv_rmssd": st.none() | st.integers(20, 120).map(float),
    "hrv_quality": st.sampled_from([None, "GOOD", "POOR"]),
    "resting_hr": st.none() | st.integers(38, 75).map(float),
    "sleep_hours": st.none() | st.sampled_from([4.0, 6.5, 8.0]),
    "mood": st.none() | st.integers(1, 10),
    "stress": st.none() | st.integers(1, 10),
    "athlete_notes": st.sampled_from(["", "tired"]),
}
given_answers = st.fixed_dictionaries({}, optional=answers).map(lambda given: given or {"mood": 3})


@dataclass(frozen=True)
class Post:
    """One write; `submitted` is false where Redis was away, so that only the ledger knows of it."""

    athlete: int
    day: int
    answers: dict[str, Any]
    submitted: bool = True


posts = st.builds(
    Post, st.integers(0, 1), st.integers(0, 35), given_answers, st.sampled_from([True, True, True, False])
)
moves = st.lists(posts | st.just("drain"), min_size=1, max_size=40)


@dataclass
class Follower:
    """Notes which results the last changes of a history came too late for."""

    #: Days that wait for a run, and whose run will see everything until then.
    due: set[tuple[UUID, date]] = field(default_factory=set)
    #: Days whose history has changed since their last run.
    outrun: set[tuple[UUID, date]] = field(default_factory=set)
    seen: set[tuple[UUID, date]] = field(default_factory=set)

    def posted(self, before: DictRow | None, after: DictRow, *, submitted: bool) -> None:
        place = after["client_id"], after["date"]
        self.seen.add(place)
        if after["changed"] and submitted:
            self.due.add(place)
        names = DayHistory._fields[1:]
        if any((before[name] if before else None) != after[name] for name in names):
            self.outrun |= {
                (athlete, day)
                for athlete, day in self.seen
                if athlete == place[0] and place[1] < day <= place[1] + HISTORY
            }

    def drained(self) -> None:
        self.outrun -= self.due
        self.due.clear()


@pytest.fixture
def athletes(writer: CheckInWriter, lane: LaneClient) -> tuple[UUID, UUID]:
    """Two athletes with baselines, so that a history matters."""
    athletes = writer.athlete(), writer.athlete()
    for number, athlete in enumerate(athletes):
        for ago in range(1, 21):
            measured = {"hrv_rmssd": 50.0 + 10 * number + ago % 7, "resting_hr": 48.0 + number + ago % 3}
            lane.submit(writer.key(athlete, FIRST_DAY - timedelta(days=ago), **measured))
    run(lane, assess_check_ins)
    return athletes


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_results_are_those_of_the_last_input(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    lane: LaneClient,
    athletes: tuple[UUID, UUID],
    moves: list[Post | str],
) -> None:
    """A later day is not assessed again when an earlier one is corrected: such days are left out here."""
    connection.execute("DELETE FROM daily_metrics WHERE date >= %s", [FIRST_DAY])
    connection.execute("DELETE FROM owed_work WHERE split_part(key, ':', 2)::date >= %s", [FIRST_DAY])
    follower = Follower()
    for move in moves:
        if isinstance(move, str):
            run(lane, assess_check_ins)
            follower.drained()
            continue
        athlete, day = athletes[move.athlete], FIRST_DAY + timedelta(days=move.day)
        before = connection.execute(
            "SELECT * FROM daily_metrics WHERE client_id = %s AND date = %s", [athlete, day]
        ).fetchone()
        row = writer.take(athlete, day, **move.answers)
        if row["changed"] and move.submitted:
            lane.submit(key_of(row))
        follower.posted(before, row, submitted=move.submitted)
    for keys in ledger.overdue(connection, CHECKINS.name, older_than_seconds=0, page=10):
        lane.submit_many([(key, b"") for key in keys], if_absent=True)
        follower.due |= {(parsed.client_id, parsed.day) for parsed in map(CheckInKey.parse, keys)}
    run(lane, assess_check_ins)
    follower.drained()

    rows = connection.execute("SELECT * FROM daily_metrics").fetchall()
    assert [row["assessed_revision"] for row in rows] == [row["revision"] for row in rows]
    for book in balance(connection):
        assert (book.done, book.owed, book.dead, book.lost) == (book.accepted, 0, 0, 0)
    outrun = {f"{athlete}:{day}" for athlete, day in follower.outrun}
    expected, stored = expected_results(rows), stored_results(rows)
    assert {key: stored[key] for key in stored if key not in outrun} == {
        key: expected[key] for key in expected if key not in outrun
    }
