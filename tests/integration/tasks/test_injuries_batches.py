"""Many athletes at once: as many statements as for one, and those without anything cost next to nothing."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import INJURIES
from domain.injuries.detection import RULES, Reason
from storage import ledger
from storage.injuries import concerned
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.injuries import run_cascade
from tasks.resources import lane_client
from tasks.work import Work
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import MONDAY, WELL, Story, day

pytestmark = pytest.mark.integration

COLUMNS = {
    "injury_pain": "injury_pain",
    "sleep_hours": "sleep_hours",
    "energy": "energy_level",
    "stress": "stress",
    "soreness": "muscle_soreness",
}


@pytest.mark.parametrize("size", [1, 30])
def test_as_many_statements_for_many_athletes_as_for_one(
    writer: CheckInWriter, lane: LaneClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    stories = [Story(writer, lane) for _ in range(size)]
    for story in stories:
        story.plans(0)
        story.says(0, injury_pain=4, injury_body_part="KNEE")
        story.plans(1)
        story.says(1, stress=9)
    run(lane, assess_check_ins)
    statements = 0
    execute = psycopg.Cursor.execute

    def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(self, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    assert run(lane_client(INJURIES.name), run_cascade)["finished"] == size
    # Is it paused, what is owed; whom it concerns, cases, effects, workouts, check-ins, what was left;
    # effects, cases, restrictions, workouts, notices, what was before; notices are owed; what is done, and
    # its inputs are dropped.
    assert statements == 17
    assert all(len(story.cases()) == 1 for story in stories)


def test_those_without_anything_take_one_statement(
    writer: CheckInWriter, connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    athletes = [writer.athlete() for _ in range(20)]
    for athlete in athletes:
        writer.key(athlete, MONDAY, **WELL)
    work = [Work(str(athlete), f'["{MONDAY}"]'.encode(), 1, 1) for athlete in athletes]
    statements = []
    execute = psycopg.Connection.execute

    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        statements.append(args)
        return execute(self, *args, **kwargs)

    monkeypatch.setattr(psycopg.Connection, "execute", noting)
    assert run_cascade(connection, work).done == {str(athlete): 1 for athlete in athletes}
    assert len(statements) == 1


def test_whoever_meets_a_rule_is_looked_at(writer: CheckInWriter, connection: Connection[DictRow]) -> None:
    """The rules are in SQL once more, so that nobody is read for whom none is met."""
    met = {}
    for rule in RULES:
        if rule.reason is not Reason.READINESS_UNDER_5_5:
            answers = {COLUMNS[name]: _edge(name, limits) for name, limits in rule.ranges.items()}
            met[writer.athlete()] = WELL | answers
    met[writer.athlete()] = WELL | {"is_illness": True}
    met[writer.athlete()] = WELL | {"request_physio_contact": True}
    tired, well = writer.athlete(), writer.athlete()
    for athlete, said in (met | {tired: WELL, well: WELL}).items():
        writer.key(athlete, MONDAY, **said)
    connection.execute(
        "UPDATE daily_metrics SET readiness_score = 5.4, assessed_revision = revision WHERE client_id = %s",
        [tired],
    )
    all_of_them = [*met, tired, well]
    looked_at = concerned(
        connection, dict.fromkeys(all_of_them, MONDAY), {athlete: [MONDAY] for athlete in all_of_them}
    )
    assert looked_at == {*met, tired}


def _edge(name: str, limits: tuple[float, float]) -> float:
    """The value that is nearest to being none of the rule's."""
    least, below = limits
    if name == "sleep_hours":
        return below - 0.1
    return 1 if name == "energy" else least


def test_a_payload_that_is_no_list_of_days_hurts_only_its_own_athlete(
    writer: CheckInWriter, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    bad, good = writer.athlete(), Story(writer, lane)
    owed = ledger.owe(connection, INJURIES.name, {str(bad): b'["yesterday"]'}, policy=INJURIES.payload)
    lane_client(INJURIES.name).submit_many([(key, b"", revision) for key, revision in owed.items()])
    good.hurts(0, 5)
    assert len(good.cases()) == 1
    row = connection.execute("SELECT last_error FROM owed_work WHERE key = %s", [str(bad)]).fetchone()
    assert row is not None
    assert row["last_error"] == f"ValueError: the payload of '{bad}' is not a list of days"


def test_a_run_that_comes_twice_does_nothing_twice(story: Story) -> None:
    story.plans(1)
    story.hurts(0, 6)
    before = [story.rows(table) for table in ("effects", "notices", "injury_cases", "workouts")]
    work = [Work(str(story.athlete), f'["{day(0)}"]'.encode(), 2, 1)]
    with story.connection.transaction():
        assert run_cascade(story.connection, work).owed == {}
    assert [story.rows(table) for table in ("effects", "notices", "injury_cases", "workouts")] == before


def test_what_is_told_is_owed_to_the_lane_notices(story: Story) -> None:
    story.hurts(0, 6)
    (notice,) = story.rows("notices")
    owed = story.connection.execute("SELECT key FROM owed_work WHERE lane = 'notices'").fetchall()
    assert [row["key"] for row in owed] == [str(notice["id"])]


def test_c8_no_pain_and_no_name_in_what_is_logged(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []

    class Log:
        """Keeps what is logged, wherever logs go otherwise."""

        def __getattr__(self, level: str) -> Any:
            return lambda event, **values: logged.append(f"{level} {event} {values}")

    for module in ("attempt", "drain", "onward"):
        monkeypatch.setattr(f"tasks.{module}.log", Log())
    story.connection.execute("UPDATE clients SET name = 'Zebulon'")
    story.hurts(0, 9, athlete_notes="it hurts like hell")
    assert any("injuries" in line for line in logged)
    for word in ("Zebulon", "hell", "pain", "KNEE"):
        assert not any(word in line for line in logged), word


@pytest.fixture
def story(writer: CheckInWriter, lane: LaneClient) -> Story:
    return Story(writer, lane)
