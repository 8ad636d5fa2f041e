"""The past changes: later days whose history contains it are assessed again, and nothing else is."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import REASSESSMENTS
from coalescing.outcomes import EntryState
from storage import ledger
from storage.assessments import read_batch, write_results
from storage.models import DERIVED_COLUMNS
from storage.reassessments import owe_reassessments
from tasks import assessing
from tasks import reassessments as module
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.poked import drain
from tasks.reassessments import reassess
from tasks.resources import lane_client
from tests.books import books_of_assessing
from tests.checker import expected_results, stored_results
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story, day

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)
#: Days before DAY that have a check-in, so many that not all of them are in the history of the others.
DAYS = range(70, -1, -1)

DebtOf = Callable[[str], ledger.Debt]


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.fixture
def athlete(writer: CheckInWriter, lane: LaneClient) -> UUID:
    """An athlete who has checked in on each of the days, all of them assessed for some time."""
    athlete = writer.athlete()
    for days in DAYS:
        lane.submit(writer.key(athlete, ago(days), hrv_rmssd=60.0 + days % 7, resting_hr=50.0 + days % 3))
    run(lane, assess_check_ins)
    _grow_old(writer.connection)
    return athlete


def _grow_old(connection: Connection[DictRow]) -> None:
    connection.execute(
        "UPDATE daily_metrics SET updated_at = updated_at - interval '1 day',"
        " assessed_at = assessed_at - interval '1 day'"
    )


def _owed(connection: Connection[DictRow]) -> dict[str, list[bytes]]:
    found = connection.execute(
        "SELECT key, payload FROM owed_inputs WHERE lane = 'reassessments' ORDER BY revision"
    )
    owed: dict[str, list[bytes]] = {}
    for row in found:
        owed.setdefault(row["key"], []).append(bytes(row["payload"]))
    return owed


def _all_rows(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute("SELECT * FROM daily_metrics ORDER BY client_id, date").fetchall()


def test_a_corrected_day_owes_the_days_whose_history_contains_it(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    lane.submit(writer.key(athlete, ago(68), hrv_rmssd=20.0))
    run(lane, assess_check_ins)
    assert _owed(connection) == {str(athlete): [f'[["{ago(67)}","{ago(2)}"]]'.encode()]}
    entry = lane_client(REASSESSMENTS.name).peek(str(athlete))
    assert entry.state is EntryState.WAITING


def test_a_day_that_comes_in_late_counts_for_the_days_after_it(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    writer.connection.execute("DELETE FROM daily_metrics WHERE date = %s", [ago(10)])
    lane.submit(writer.key(athlete, ago(10), hrv_rmssd=25.0))
    run(lane, assess_check_ins)
    before = stored_results(_all_rows(connection))
    assert before != expected_results(_all_rows(connection))
    assert reassess_now(connection, athlete) == 1
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)


def reassess_now(connection: Connection[DictRow], *athletes: UUID) -> int:
    """Drain the lane without waiting for its window; answers how many athletes it finished."""
    client = lane_client(REASSESSMENTS.name)
    for athlete in athletes:
        client.forget(str(athlete))
    revisions = connection.execute("SELECT key, revision FROM owed_work WHERE lane = 'reassessments'")
    client.submit_many([(row["key"], b"", row["revision"]) for row in revisions], delay_ms=0)
    finished = run(client, reassess)["finished"]
    assert isinstance(finished, int)
    return finished


def test_todays_check_in_owes_nothing_more(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    lane.submit(writer.key(athlete, DAY, mood=7))
    run(lane, assess_check_ins)
    assert _owed(connection) == {}


def test_days_that_were_assessed_together_owe_nothing_to_each_other(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient
) -> None:
    athlete = writer.athlete()
    for days in DAYS:
        lane.submit(writer.key(athlete, ago(days), hrv_rmssd=60.0))
    run(lane, assess_check_ins)
    assert _owed(connection) == {}
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)


def test_a_burst_of_corrections_is_one_run_for_the_athlete(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    for days in (30, 20, 10):
        lane.submit(writer.key(athlete, ago(days), hrv_rmssd=30.0 + days))
        run(lane, assess_check_ins)
    assert len(_owed(connection)[str(athlete)]) == 3
    assert reassess_now(connection, athlete) == 1
    assert _owed(connection) == {}
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)
    assert all((book.owed, book.dead, book.lost) == (0, 0, 0) for book in books_of_assessing(connection))


def test_days_that_stay_as_they_were_are_confirmed_and_not_computed(
    connection: Connection[DictRow], athlete: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _all_rows(connection)
    owe_reassessments(connection, {athlete: (ago(70), DAY)})
    monkeypatch.setattr(assessing, "assess", None)  # nothing may call it
    assert reassess_now(connection, athlete) == 2  # seventy days are two parts
    after = _all_rows(connection)
    assert [row | {"assessed_at": None} for row in after] == [row | {"assessed_at": None} for row in before]


def test_it_pays_what_the_days_still_owe(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, debt_of: DebtOf
) -> None:
    key = writer.key(athlete, ago(3), hrv_rmssd=33.0)
    assert debt_of(key).is_owed
    owe_reassessments(connection, {athlete: (ago(3), DAY)})
    assert reassess_now(connection, athlete) == 1
    assert not debt_of(key).is_owed
    assert all((book.owed, book.dead, book.lost) == (0, 0, 0) for book in books_of_assessing(connection))


def test_the_run_that_has_not_seen_a_correction_may_not_write_over_the_one_that_has(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    (slow,) = read_batch(connection, [f"{athlete}:{DAY}"], reuse_seconds=None)
    lane.submit(writer.key(athlete, ago(1), hrv_rmssd=20.0))
    run(lane, assess_check_ins)
    assert reassess_now(connection, athlete) == 1
    results = {name: [None] for name in DERIVED_COLUMNS}
    assert write_results(connection, [slow], results, signatures=[b"s" * 16]) == set()
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)


def test_a_day_in_the_hands_of_a_slow_run_is_assessed_again(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient
) -> None:
    """It has no result yet: only the times of the inputs tell that its run may have looked too early."""
    athlete = writer.athlete()
    writer.key(athlete, DAY, hrv_rmssd=60.0)
    lane.submit(writer.key(athlete, ago(1), hrv_rmssd=50.0))
    run(lane, assess_check_ins)
    assert list(_owed(connection)) == [str(athlete)]


def test_a_background_drain_ends_after_one_batch(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athletes = [writer.athlete() for _ in range(REASSESSMENTS.batch + 1)]
    revisions = owe_reassessments(connection, {athlete: (ago(1), DAY) for athlete in athletes})
    client = lane_client(REASSESSMENTS.name)
    client.submit_many([(key, b"", revision) for key, revision in revisions.items()], delay_ms=0)
    assert drain.run(REASSESSMENTS.name)["finished"] == REASSESSMENTS.batch
    assert drain.run(REASSESSMENTS.name)["finished"] == 1


def test_a_payload_that_is_no_list_of_days_says_so(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    ledger.owe(connection, REASSESSMENTS.name, {str(athlete): b'["yesterday"]'}, policy="append")
    client = lane_client(REASSESSMENTS.name)
    client.submit(str(athlete), delay_ms=0)
    run(client, reassess)
    assert "is not a list of first and last days" in str(client.peek(str(athlete)).reason)


def test_an_athlete_with_years_of_days_is_assessed_in_parts_with_others_in_between(
    connection: Connection[DictRow], writer: CheckInWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DAYS_OF_ONE", 10)
    long, short = writer.athlete(), writer.athlete()
    for days in range(25):
        writer.key(long, ago(days), hrv_rmssd=60.0 + days % 7)
    writer.key(short, DAY, hrv_rmssd=50.0)
    revisions = owe_reassessments(connection, {one: (ago(25), DAY) for one in (long, short)})
    client = lane_client(REASSESSMENTS.name)
    client.submit_many([(key, b"", revision) for key, revision in revisions.items()], delay_ms=0)
    assessed = []
    for _ in range(3):
        drain.run(REASSESSMENTS.name)
        counted = connection.execute("SELECT count(assessed_at) FROM daily_metrics").fetchone()
        assert counted is not None
        assessed.append(counted["count"])
    assert assessed == [11, 21, 26]
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)
    for book in books_of_assessing(connection):
        assert (book.done, book.owed, book.dead, book.lost) == (book.accepted, 0, 0, 0)
    assert client.peek(str(long)).state is EntryState.ABSENT


def test_a_day_that_it_pays_for_is_asked_for_the_days_that_it_has_outrun(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    """The day lies within the span, the days after it do not, and the lane of the day will skip it."""
    key = writer.key(athlete, ago(30), hrv_rmssd=20.0, resting_hr=70.0)
    owe_reassessments(connection, {athlete: (ago(40), ago(30))})
    reassess_now(connection, athlete)
    lane.submit(key)
    run(lane, assess_check_ins)
    reassess_now(connection, athlete)
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)
    assert _owed(connection) == {}


def test_a_frozen_run_may_not_write_over_a_result_that_was_found_to_hold(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, athlete: UUID
) -> None:
    """A correction is taken back while the run that has read it hangs: nothing was computed in between."""
    lane.submit(writer.key(athlete, ago(5), hrv_rmssd=25.0))
    run(lane, assess_check_ins)
    (slow,) = read_batch(connection, [f"{athlete}:{DAY}"], reuse_seconds=None)
    lane.submit(writer.key(athlete, ago(5), hrv_rmssd=60.0 + 5 % 7))
    run(lane, assess_check_ins)
    reassess_now(connection, athlete)
    results = {name: [None] for name in DERIVED_COLUMNS}
    assert write_results(connection, [slow], results, signatures=[b"s" * 16]) == set()
    rows = _all_rows(connection)
    assert stored_results(rows) == expected_results(rows)


@pytest.mark.parametrize("is_imported", [False, True])
def test_a_correction_that_is_done_here_withdraws_what_it_no_longer_justifies(
    writer: CheckInWriter, lane: LaneClient, *, is_imported: bool
) -> None:
    """The lane of the day comes second, and finds nothing owed. Days of an import set nothing in motion."""
    story = Story(writer, lane)
    run_ = story.plans(5)
    story.hurts(5, 8)
    writer.connection.execute("UPDATE daily_metrics SET is_imported = %s", [is_imported])
    key = writer.key(story.athlete, day(5), injury_pain=1, injury_body_part=None)
    owe_reassessments(story.connection, {story.athlete: (day(0), day(6))})
    reassess_now(story.connection, story.athlete)
    lane.submit(key)
    story.settle()
    assert story.workout(run_)[1] == ("CANCELLED" if is_imported else "PLANNED")
    assert bool(story.standing()) is is_imported
