"""Team summaries: whatever happens to assignments, what is stored is what a naive count says."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.team_summaries import LANE
from tasks.reports import BatchReport
from tasks.summary_rebuild import rebuild_team_summaries
from tasks.team_summaries import summarise
from tasks.work import Work
from tests.teams import (
    KINDS,
    Team,
    broadcast,
    make_team,
    naive_broadcasts,
    naive_days,
    one,
    stored_broadcasts,
    stored_days,
)

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 14)
DAYS = [DAY + timedelta(days=number) for number in range(3)]

NO_DRIFT = {"missing": 0, "wrong": 0, "extra": 0, "pending": 0}


def run(connection: Connection[DictRow], *keys: str) -> BatchReport:
    with connection.transaction():
        return summarise(connection, [Work(key, b"", 1, 1) for key in keys])


def assert_as_counted(connection: Connection[DictRow]) -> None:
    assert stored_days(connection) == naive_days(connection)
    assert stored_broadcasts(connection) == naive_broadcasts(connection)


def version(connection: Connection[DictRow], team: Team) -> int:
    found: int = one(connection, "SELECT version FROM team_summaries WHERE team_id = %s", team.id)
    return found


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 3)


def test_a_day_is_counted_by_member_and_kind(connection: Connection[DictRow], team: Team) -> None:
    for kind in KINDS:
        broadcast(connection, team, DAY, kind, completed=2)
    run(connection, f"{team.id}:{DAY}")
    first, _, last = team.athletes
    stored = stored_days(connection)
    assert len(stored) == 12
    assert stored[team.id, DAY, first, "AGILITY"] == (1, 1)
    assert stored[team.id, DAY, last, "CARDIO"] == (1, 0)
    assert_as_counted(connection)


def test_a_team_that_was_never_counted_is_counted_as_a_whole(
    connection: Connection[DictRow], team: Team
) -> None:
    for day in DAYS:
        broadcast(connection, team, day, completed=1)
    run(connection, f"{team.id}:{DAY}")
    assert_as_counted(connection)
    assert rebuild_team_summaries.run() == {"teams": 1, **NO_DRIFT}


def test_only_a_change_raises_the_version_and_owes_the_business(
    connection: Connection[DictRow], team: Team
) -> None:
    (first, *_) = broadcast(connection, team, DAY)
    key = f"{team.id}:{DAY}"
    run(connection, key)
    before = version(connection, team)
    again = run(connection, key)
    assert (again.unchanged, again.owed) == ({key}, {})
    assert version(connection, team) == before
    connection.execute("UPDATE assignments SET status = 'COMPLETED' WHERE id = %s", [first])
    report = run(connection, key)
    assert report.unchanged == frozenset()
    assert report.owed == {"business-trends": {str(team.business): 2}}
    assert version(connection, team) == before + 1


def test_what_came_by_no_broadcast_is_no_matter_of_the_team(
    connection: Connection[DictRow], team: Team
) -> None:
    connection.execute(
        "INSERT INTO assignments (kind, client_id, team_id, name, assigned_date)"
        " VALUES ('CARDIO', %s, %s, 'Alone', %s)",
        [team.athletes[0], team.id, DAY],
    )
    run(connection, f"{team.id}:{DAY}")
    assert stored_days(connection) == {}


def test_a_team_that_is_gone_and_a_key_that_is_none(connection: Connection[DictRow], team: Team) -> None:
    gone = f"{uuid4()}:{DAY}"
    report = run(connection, gone, f"{team.id}:{DAY}")
    assert (report.void, set(report.done)) == ({gone}, {f"{team.id}:{DAY}"})
    for key in ("nonsense", f"{team.id}:yesterday", f"{team.id}"):
        with pytest.raises(ValueError, match="not a team's id with a day"):
            run(connection, key)


def test_a_batch_takes_the_same_statements_whatever_its_size(
    connection: Connection[DictRow], statements: list[str]
) -> None:
    counts = []
    for teams in (1, 20):
        keys = []
        for _ in range(teams):
            team = make_team(connection, 4)
            broadcast(connection, team, DAY)
            keys.append(f"{team.id}:{DAY}")
        statements.clear()
        run(connection, *keys)
        counts.append(len(statements))
    assert counts[0] == counts[1] == 3


def test_a_rebuild_repairs_and_reports_drift_but_not_what_is_owed(
    connection: Connection[DictRow], team: Team
) -> None:
    broadcast(connection, team, DAY, completed=1)
    last = broadcast(connection, team, DAYS[1])[0]
    rebuild_team_summaries.run()
    assert_as_counted(connection)
    connection.execute("UPDATE team_day_summaries SET completed = 0 WHERE completed = 1")
    connection.execute("DELETE FROM team_day_summaries WHERE client_id = %s", [team.athletes[1]])
    connection.execute(
        "INSERT INTO team_day_summaries VALUES (%s, %s, %s, 'HYBRID', 1, 1)",
        [team.id, DAY, team.athletes[2]],
    )
    assert rebuild_team_summaries.run() == {
        "teams": 1, "missing": 2, "wrong": 1, "extra": 1, "pending": 0
    }  # fmt: skip
    assert_as_counted(connection)
    connection.execute("UPDATE assignments SET status = 'COMPLETED' WHERE id = %s", [last])
    ledger.owe(connection, LANE, {f"{team.id}:{DAYS[1]}": None})
    assert rebuild_team_summaries.run() == {"teams": 1, **NO_DRIFT, "pending": 2}
    assert_as_counted(connection)
    assert rebuild_team_summaries.run() == {"teams": 1, **NO_DRIFT}


def test_a_rebuild_goes_page_by_page(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.summary_rebuild.TEAMS_PAGE", 2)
    for _ in range(5):
        broadcast(connection, make_team(connection), DAY)
    assert rebuild_team_summaries.run()["teams"] == 5
    assert_as_counted(connection)


CHANGES = st.sampled_from(["complete", "skip", "move", "remove"])

#: What may happen: to which of the assignments, and on which day it is then.
HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(CHANGES, st.integers(0, 50), st.integers(0, 2)),
        st.tuples(st.just("give"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.sampled_from(["work", "rebuild"]), st.just(0), st.just(0)),
    ),
    max_size=25,
)


class Season:
    """Two teams to which things happen; each happening owes the days that it touches."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        connection.execute("TRUNCATE teams, businesses, owed_work CASCADE")
        self.connection = connection
        self.teams = [make_team(connection), make_team(connection)]

    def happen(self, what: str, which: int, day: int) -> None:
        happening: Callable[[int, date], None] = getattr(self, what)
        happening(which, DAYS[day])

    def give(self, which: int, day: date) -> None:
        broadcast(self.connection, self.teams[which], day, KINDS[which])
        self._owe(self.teams[which].id, day)

    def complete(self, which: int, _: date) -> None:
        self._set(which, "status = 'COMPLETED'")

    def skip(self, which: int, _: date) -> None:
        self._set(which, "status = 'SKIPPED'")

    def move(self, which: int, day: date) -> None:
        self._set(which, f"assigned_date = '{day}'")

    def remove(self, which: int, _: date) -> None:
        if row := self._pick(which):
            self.connection.execute("DELETE FROM assignments WHERE id = %s", [row["id"]])
            given = "SELECT assigned_date FROM broadcasts WHERE id = %s"
            self._owe(row["team_id"], row["assigned_date"])
            self._owe(row["team_id"], one(self.connection, given, row["broadcast_id"]))

    def work(self, *_: Any) -> None:
        query = "SELECT key FROM owed_work WHERE lane = %s AND done_revision < revision"
        keys = [row["key"] for row in self.connection.execute(query, [LANE])]
        if keys:
            run(self.connection, *keys)
        self.connection.execute("UPDATE owed_work SET done_revision = revision WHERE lane = %s", [LANE])

    def rebuild(self, *_: Any) -> None:
        found = rebuild_team_summaries.run()
        assert found["wrong"] == 0
        assert_as_counted(self.connection)

    def _set(self, which: int, change: str) -> None:
        if row := self._pick(which):
            update = f"UPDATE assignments SET {change} WHERE id = %s RETURNING assigned_date"
            self._owe(row["team_id"], row["assigned_date"])
            self._owe(row["team_id"], one(self.connection, update, row["id"]))

    def _pick(self, which: int) -> DictRow | None:
        rows = self.connection.execute("SELECT * FROM assignments ORDER BY created_at, id").fetchall()
        return rows[which % len(rows)] if rows else None

    def _owe(self, team: UUID, day: date) -> None:
        ledger.owe(self.connection, LANE, {f"{team}:{day}": None})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_after_any_sequence_the_summaries_are_what_a_naive_count_says(
    connection: Connection[DictRow], happenings: list[tuple[str, int, int]]
) -> None:
    season = Season(connection)
    for happening in happenings:
        season.happen(*happening)
    season.work()
    assert_as_counted(connection)
    assert rebuild_team_summaries.run() == {"teams": 2, **NO_DRIFT}
