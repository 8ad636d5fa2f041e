"""Whatever comes in, in whatever order: at rest every stored result is that of the last input."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import REASSESSMENTS
from domain.circumstances import Circumstances
from storage import ledger
from tasks import onward
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.reassessments import reassess
from tests.books import books_of_assessing
from tests.checker import expected_results, key_of, stored_results
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane

pytestmark = pytest.mark.integration

FIRST_DAY = date(2026, 3, 2)

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
    Post, st.integers(0, 1), st.integers(0, 80), given_answers, st.sampled_from([True, True, True, False])
)
moves = st.lists(posts | st.sampled_from(["drain", "reassess"]), min_size=1, max_size=40)


@pytest.fixture
def reassessments(make_lane: MakeLane, monkeypatch: pytest.MonkeyPatch) -> LaneClient:
    """The lane of past days, without its window."""
    quick = make_lane(REASSESSMENTS)
    monkeypatch.setattr(onward, "lane_client", {REASSESSMENTS.name: quick}.__getitem__)
    return quick


@pytest.fixture
def athletes(writer: CheckInWriter, lane: LaneClient) -> tuple[UUID, UUID]:
    """Two athletes with baselines, so that a history matters; the second one's business has chosen."""
    athletes = writer.athlete(), writer.athlete()
    writer.connection.execute(
        "WITH made AS (INSERT INTO businesses (name, engine) VALUES ('B', 'individual') RETURNING id)"
        " UPDATE clients SET business_id = made.id FROM made WHERE clients.id = %s",
        [athletes[1]],
    )
    for number, athlete in enumerate(athletes):
        for ago in range(1, 21):
            measured = {"hrv_rmssd": 50.0 + 10 * number + ago % 7, "resting_hr": 48.0 + number + ago % 3}
            lane.submit(writer.key(athlete, FIRST_DAY - timedelta(days=ago), **measured))
    run(lane, assess_check_ins)
    return athletes


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_b17_results_are_those_of_the_last_inputs(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    lane: LaneClient,
    reassessments: LaneClient,
    athletes: tuple[UUID, UUID],
    moves: list[Post | str],
) -> None:
    """Every day's result is the pure function of the day and what lies before it, whatever the order."""
    connection.execute("DELETE FROM daily_metrics WHERE date >= %s", [FIRST_DAY])
    connection.execute("DELETE FROM owed_work WHERE split_part(key, ':', 2) >= %s", [str(FIRST_DAY)])
    for move in moves:
        if move == "drain":
            run(lane, assess_check_ins)
        elif move == "reassess":
            run(reassessments, reassess)
        elif isinstance(move, Post):
            row = writer.take(athletes[move.athlete], FIRST_DAY + timedelta(days=move.day), **move.answers)
            if row["changed"] and move.submitted:
                lane.submit(key_of(row))
    for client, handler in ((lane, assess_check_ins), (reassessments, reassess)):
        for keys in ledger.overdue(connection, client.lane.name, older_than_seconds=0, page=10):
            client.submit_many([(key, b"") for key in keys], if_absent=True)
        run(client, handler)

    rows = connection.execute("SELECT * FROM daily_metrics").fetchall()
    assert [row["assessed_revision"] for row in rows] == [row["revision"] for row in rows]
    for book in books_of_assessing(connection):
        assert (book.done, book.owed, book.dead, book.lost) == (book.accepted, 0, 0, 0)
    chosen = {athletes[0]: Circumstances(), athletes[1]: Circumstances("individual")}
    assert stored_results(rows) == expected_results(rows, lambda row: chosen[row["client_id"]])
