"""What is old goes, and is missed by nobody: nothing is told, sent or made a second time because it went."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from coalescing.lanes import CHECKINS
from domain.effects import Because
from domain.notices import NoticeKind
from notifications.addressing import FORGOTTEN_DAYS
from runtime.settings import Settings
from storage import retention
from storage.pools import transaction
from storage.retention import START
from tasks import pruning, resources
from tasks.notices import address
from tasks.pruning import prune
from tasks.work import Work
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane
from tests.integration.tasks.injured import Story
from tests.noticeboard import Athlete, NoticeBoard

pytestmark = pytest.mark.integration

Database = Connection[DictRow]
HOOK = "https://hooks.example.org/a"
YEARS = timedelta(days=1_000)


@pytest.fixture
def board(connection: Database) -> NoticeBoard:
    return NoticeBoard(connection)


@pytest.fixture
def athlete(board: NoticeBoard) -> Athlete:
    one = board.athlete()
    board.channel(one.coach, HOOK)
    return one


@pytest.fixture
def _side_by_side(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small pages, and a connection for each thread: a process of its own has one."""
    options = {"row_factory": dict_row, "autocommit": True}
    with ConnectionPool(database_url, kwargs=options, min_size=5, max_size=5, timeout=60) as wide:
        monkeypatch.setattr(pruning, "PAGE", 3)
        monkeypatch.setattr(pruning, "pool", lambda: wide)
        monkeypatch.setattr(resources, "pool", lambda: wide)
        yield
        monkeypatch.undo()


def run(*notices: str) -> None:
    """A run of the lane that nothing is owed for: it was needed before, or has lost its claim since."""
    with transaction(resources.pool()) as connection:
        address(connection, [Work(notice, b"", 1, 1) for notice in notices])


def counts() -> dict[str, int]:
    """What `prune` removes, but for nothing."""
    return {name: count for name, count in prune.run().items() if count}


class Past:
    """Makes what there is old."""

    def __init__(self, board: NoticeBoard) -> None:
        self._board = board

    def settle(self, status: str = "SENT") -> None:
        """What is owed outside has gone there, and nothing is owed any more."""
        execute = self._board.connection.execute
        execute("UPDATE deliveries SET status = %s, sent_at = now() WHERE status = 'OWED'", [status])
        execute("UPDATE owed_work SET done_revision = revision, done_at = now()")

    def passes(self, age: timedelta) -> None:
        """So much time."""
        for table, columns in {
            "notices": ("raised_at", "expires_at", "withdrawn_at"),
            "notifications": ("created_at", "told_at", "expires_at", "withdrawn_at"),
            "deliveries": ("created_at", "sent_at"),
            "effects": ("made_at", "withdrawn_at"),
        }.items():
            moved = ", ".join(f"{column} = {column} - %(age)s" for column in columns)
            self._board.connection.execute(f"UPDATE {table} SET {moved}".encode(), {"age": age})
        self._board.connection.execute("UPDATE notices SET date = date - %s", [age.days])


@pytest.fixture
def past(board: NoticeBoard) -> Past:
    return Past(board)


def test_each_goes_at_its_own_age_and_not_a_day_sooner(
    board: NoticeBoard, athlete: Athlete, past: Past
) -> None:
    run(board.raise_(athlete))
    board.withdraw(athlete, because=Because.OVER)
    past.settle()
    past.passes(timedelta(days=29))
    assert counts() == {}
    past.passes(timedelta(days=2))
    assert counts() == {"deliveries": 1}
    past.passes(timedelta(days=148))
    assert counts() == {}
    assert len(board.told(athlete.coach)) == 1
    past.passes(timedelta(days=2))
    assert counts() == {"notifications": 1}
    assert (board.told(athlete.coach), counts()) == ([], {})


def test_days_are_those_that_are_set(
    board: NoticeBoard, athlete: Athlete, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {"notifications_days": 8, "deliveries_days": 7}
    monkeypatch.setattr(pruning, "get_settings", lambda: Settings().model_copy(update=days))
    run(board.raise_(athlete, expires_days=1))
    past.settle()
    past.passes(timedelta(days=8, hours=12))
    assert counts() == {"deliveries": 1}
    past.passes(timedelta(days=1))
    assert counts() == {"notifications": 1}


@pytest.mark.parametrize("name", ["notifications_days", "deliveries_days"])
def test_what_was_told_is_not_pruned_before_it_is_told_to_nobody_any_more(name: str) -> None:
    (least,) = [each.ge for each in Settings.model_fields[name].metadata if hasattr(each, "ge")]
    assert least >= FORGOTTEN_DAYS


def test_what_stands_stays_however_old_it_is(board: NoticeBoard, athlete: Athlete, past: Past) -> None:
    """Its rows say who knows of it: without them it would be told, and sent, again."""
    notice = board.raise_(athlete)
    run(notice)
    past.settle()
    past.passes(YEARS)
    assert counts() == {}
    run(notice)
    assert (len(board.told(athlete.coach)), len(board.deliveries())) == (1, 1)


def test_what_is_owed_stays(board: NoticeBoard, athlete: Athlete, past: Past) -> None:
    run(board.raise_(athlete))
    board.withdraw(athlete, because=Because.OVER)
    past.passes(YEARS)
    assert counts() == {}  # neither the notice is settled nor the message
    board.connection.execute("UPDATE owed_work SET done_revision = revision WHERE lane = 'notices'")
    assert counts() == {}  # the message is not
    past.settle()
    board.connection.execute(
        "UPDATE owed_work SET done_revision = 0, dead_at = now() WHERE lane = 'deliveries'"
    )
    board.connection.execute(
        "INSERT INTO owed_work (lane, key, revision, dead_at)"
        " SELECT 'deliveries', id::text, 1, now() FROM deliveries"
        " ON CONFLICT (lane, key) DO NOTHING"
    )
    assert counts() == {}  # it is dead, and an operator may replay it
    board.connection.execute("UPDATE owed_work SET forgotten_at = now() WHERE dead_at IS NOT NULL")
    past.passes(timedelta(days=40))
    assert counts() == {"deliveries": 1, "notifications": 1}


@pytest.mark.parametrize("status", ["SENT", "CANCELLED", "DEAD"])
def test_messages_go_all_of_a_notification_or_none(
    board: NoticeBoard, athlete: Athlete, past: Past, status: str
) -> None:
    """Half of them would be read as something that has still to be said."""
    board.channel(athlete.coach, f"{HOOK}b")
    run(board.raise_(athlete, expires_days=1))
    past.settle(status)
    past.passes(timedelta(days=100))
    board.connection.execute(
        "UPDATE deliveries SET created_at = now() WHERE id = (SELECT min(id::text)::uuid FROM deliveries)"
    )
    assert counts() == {}
    past.passes(timedelta(days=40))
    assert counts() == {"deliveries": 2}


def test_test_messages_go_too(board: NoticeBoard, athlete: Athlete, past: Past) -> None:
    for status in ("SENT", "OWED"):
        board.row(
            "deliveries",
            channel_id=board.channel(athlete.coach, HOOK),
            dedupe_key=str(uuid4()),
            what="TEST",
            priority="NORMAL",
            status=status,
        )
    past.passes(timedelta(days=31))
    assert counts() == {"deliveries": 1}
    assert [each["status"] for each in board.deliveries()] == ["OWED"]


def test_what_has_expired_and_went_is_not_told_again_by_a_run_that_was_not_needed(
    board: NoticeBoard, athlete: Athlete, past: Past
) -> None:
    notice = board.raise_(athlete, expires_days=7)
    run(notice)
    past.settle()
    past.passes(YEARS)
    assert counts() == {"deliveries": 1, "notifications": 1}
    run(notice)
    assert (board.told(athlete.coach), board.deliveries()) == ([], [])


def test_what_a_run_has_in_its_hands_is_passed_over_and_not_waited_for(
    board: NoticeBoard, athlete: Athlete, past: Past
) -> None:
    notice = board.raise_(athlete, expires_days=7)
    run(notice)
    past.settle()
    past.passes(YEARS)
    with board.connection.transaction():
        address(board.connection, [Work(notice, b"", 1, 1)])
        assert counts() == {}
    assert counts() == {"deliveries": 1, "notifications": 1}


def test_what_somebody_is_just_reading_is_passed_over_and_not_waited_for(
    board: NoticeBoard, athlete: Athlete, past: Past, database_url: str
) -> None:
    """Who marks all as read holds some and waits for others, in another order than ours."""
    run(board.raise_(athlete, expires_days=7), board.raise_(athlete, key="another", expires_days=7))
    past.settle()
    past.passes(YEARS)
    with psycopg.connect(database_url) as reader:
        reader.execute(
            "UPDATE notifications SET read_at = now() WHERE id = (SELECT id FROM notifications LIMIT 1)"
        )
        assert counts() == {"deliveries": 2, "notifications": 1}
    assert counts() == {"notifications": 1}


def a_past(board: NoticeBoard, past: Past, athletes: Sequence[Athlete]) -> list[str]:
    """Of each athlete four old notices, all told and sent: two have expired, one is over, one stands."""
    old = [
        board.raise_(one, key=f"old {number}", expires_days=7 if number % 2 else None)
        for one in athletes
        for number in range(4)
    ]
    run(*old)
    past.settle()
    for one in athletes:
        board.withdraw(one, key="old 0", because=Because.OVER)
    run(*old)
    past.settle()
    past.passes(YEARS)
    return old


def listen(connection: Database) -> None:
    """Whatever is told or put out from now on is written into a table."""
    connection.execute("CREATE TABLE said (what text, id uuid)")
    connection.execute(
        "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN INSERT INTO said VALUES (TG_TABLE_NAME, NEW.id); RETURN NEW; END$$"
    )
    for what in ("INSERT ON deliveries", "INSERT OR UPDATE OF told_at ON notifications"):
        connection.execute(f"CREATE TRIGGER say AFTER {what} FOR EACH ROW EXECUTE FUNCTION say()".encode())


@contextmanager
def over_and_over(*work: Callable[[], object]) -> Iterator[list[Exception]]:
    """Each in a thread of its own, until the block ends; what has gone wrong there."""
    trouble: list[Exception] = []
    ended = threading.Event()

    def repeat(one: Callable[[], object]) -> None:
        try:
            while not ended.is_set():
                one()
        except Exception as error:  # noqa: BLE001  it is the test's to fail with
            trouble.append(error)

    threads = [threading.Thread(target=repeat, args=[one]) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield trouble
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


@pytest.mark.usefixtures("_side_by_side")
def test_pruning_beside_runs_tells_and_sends_nothing_twice(
    board: NoticeBoard, past: Past, connection: Database, wait_until: WaitUntil
) -> None:
    """Runs that were not needed, over all that is old, while it goes; and news of the same matters."""
    athletes = [board.athlete() for _ in range(12)]
    for one in athletes:
        board.channel(one.coach, HOOK)
    old = a_past(board, past, athletes)
    listen(connection)

    def run_all() -> None:
        for first in range(0, len(old), 7):
            run(*old[first : first + 7])

    def left() -> int:
        row = connection.execute("SELECT count(*) AS n FROM notifications").fetchone()
        return int(row["n"]) if row else 0

    with over_and_over(run_all, run_all, prune.run, prune.run) as trouble:
        for one in athletes[:6]:  # it has come back
            run(board.raise_(one, key="old 0"))
        connection.execute("UPDATE owed_work SET done_revision = revision")
        # What stands without an end stays, and what is news.
        wait_until(lambda: bool(trouble) or left() == 12 + 6, 60, "all that is over has gone")
    assert trouble == []
    said = connection.execute("SELECT what, count(*) AS n FROM said GROUP BY what ORDER BY what").fetchall()
    assert [tuple(row.values()) for row in said] == [("deliveries", 6), ("notifications", 6)]
    assert left() == 12 + 6


@pytest.fixture
def story(writer: CheckInWriter, make_lane: MakeLane) -> Story:
    return Story(writer, make_lane(CHECKINS))


def effects(connection: Database) -> list[DictRow]:
    return connection.execute(
        "SELECT id, effect_key, withdrawn_at IS NULL AS stands, left_as_is FROM effects"
        " ORDER BY effect_key, id"
    ).fetchall()


def test_effects_that_stand_stay_and_what_was_undone_goes_and_is_not_made_again(
    story: Story, connection: Database, past: Past
) -> None:
    workout = story.plans(2)
    story.hurts(0, 6).hurts(1, 6, "BACK")
    story.says(1).settle()  # the second one was a mistake
    found = effects(connection)
    stood = [each for each in found if each["stands"]]
    assert stood
    assert len(stood) < len(found)
    past.passes(timedelta(days=399))
    assert "effects" not in counts()
    past.passes(timedelta(days=2))
    assert counts()["effects"] == len(found) - len(stood)
    assert effects(connection) == stood
    changed = connection.execute("SELECT * FROM workouts WHERE id = %s", [workout]).fetchone()
    story.look_again(0, 1, 2)
    assert effects(connection) == stood
    assert connection.execute("SELECT * FROM workouts WHERE id = %s", [workout]).fetchone() == changed
    story.hurts(1, 6, "BACK")
    assert len([each for each in effects(connection) if each["stands"]]) > len(stood)  # it may be so again


def made(story: Story) -> list[tuple[str, int]]:
    """How many effects of each kind were made in a week of mistakes and corrections, old ones withdrawn."""
    connection = story.connection
    connection.execute(
        "INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, cause, after, withdrawn_at)"
        " SELECT 'old ' || n || %(client)s, 'injuries', 'notice', %(client)s, '2026-03-02', 1, '{}', '{}',"
        " now() - interval '2 years' FROM generate_series(1, 200) n",
        {"client": story.athlete},
    )
    story.plans(2)
    story.hurts(0, 6)
    for _ in range(4):
        story.hurts(1, 6, "BACK").look_again(0, 1)
        story.is_well(1).look_again(0, 1)
    rows = connection.execute(
        "SELECT kind, count(*) AS n FROM effects WHERE client_id = %s AND effect_key NOT LIKE 'old %%'"
        " GROUP BY kind ORDER BY kind",
        [story.athlete],
    )
    return [(row["kind"], row["n"]) for row in rows]


@pytest.mark.usefixtures("_side_by_side")
def test_pruning_beside_cascades_makes_no_effect_twice(
    writer: CheckInWriter, make_lane: MakeLane, connection: Database, wait_until: WaitUntil
) -> None:
    lane = make_lane(CHECKINS)
    in_peace = made(Story(writer, lane))
    assert sum(count for _, count in in_peace) > 10
    with over_and_over(prune.run, prune.run) as trouble:
        assert made(Story(writer, lane)) == in_peace
        old = "SELECT FROM effects WHERE effect_key LIKE 'old %'"
        wait_until(lambda: bool(trouble) or not connection.execute(old).fetchall(), 60, "the old have gone")
    assert trouble == []
    twice = "SELECT FROM effects WHERE withdrawn_at IS NULL GROUP BY effect_key HAVING count(*) > 1"
    assert connection.execute(twice).fetchall() == []


def test_what_a_person_has_made_of_it_keeps_an_effect_from_coming_back_for_good(
    connection: Database, past: Past, writer: CheckInWriter
) -> None:
    client = writer.athlete()
    for key, left in (("left", True), ("undone", False)):
        connection.execute(
            "INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, cause, after,"
            " withdrawn_at, left_as_is) VALUES (%s, 'injuries', 'workout', %s, '2026-03-02', 1, '{}', '{}',"
            " now(), %s)",
            [key, client, left],
        )
    past.passes(YEARS)
    assert counts() == {"effects": 1}
    assert [each["effect_key"] for each in effects(connection)] == ["left"]


def fill(board: NoticeBoard, athlete: Athlete, *, many: int, apart: str, over: bool) -> None:
    """So many notices, told and sent so far apart, the newest now; and an effect of each that is over."""
    connection = board.connection
    connection.execute(
        "INSERT INTO notices"
        " (notice_key, client_id, kind, audience, priority, date, params, raised_at, withdrawn_at)"
        " SELECT gen_random_uuid(), %(client)s, %(kind)s, '{COACH}', 'NORMAL', current_date, '{}', at,"
        " CASE WHEN %(over)s THEN at END"
        " FROM (SELECT now() - n * %(apart)s::interval AS at FROM generate_series(1, %(many)s) n) each",
        {
            "client": athlete.id,
            "kind": NoticeKind.SYMPTOM_FLAG,
            "over": over,
            "apart": apart,
            "many": many,
        },
    )
    connection.execute(
        "INSERT INTO notifications (notice_id, recipient_id, client_id, audience, kind, priority, date,"
        " params, title, body, told_at) SELECT id, %s, client_id, 'COACH', kind, priority, date, '{}', '',"
        " '', raised_at FROM notices ON CONFLICT DO NOTHING",
        [athlete.coach],
    )
    connection.execute(
        "INSERT INTO deliveries (notification_id, channel_id, dedupe_key, what, priority, status, created_at)"
        " SELECT id, %s, id::text, 'NEW', 'NORMAL', 'SENT', told_at FROM notifications"
        " ON CONFLICT DO NOTHING",
        [board.channel(athlete.coach, HOOK)],
    )
    connection.execute(
        "INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, cause, after, withdrawn_at)"
        " SELECT notice_key, 'injuries', 'notice', client_id, date, 1, '{}', '{}', withdrawn_at FROM notices"
        " WHERE withdrawn_at IS NOT NULL"
    )
    connection.execute("ANALYZE notices, notifications, deliveries, effects, owed_work")


PAGE = {"age": timedelta(days=400), "limit": 100, "after_at": START.at, "after_id": START.id}


def test_a_page_of_what_is_old_is_found_by_an_index(
    board: NoticeBoard, athlete: Athlete, connection: Database
) -> None:
    """Of more than a year of it, of which a little is old enough."""
    fill(board, athlete, many=8_000, apart="75 min", over=True)
    for statement, index in (
        (retention._DROP_DELIVERIES, "ix_deliveries_over"),
        (retention._DROP_NOTIFICATIONS, "ix_notifications_told_at"),
        (retention._DROP_EFFECTS, "ix_effects_withdrawn"),
    ):
        plan = str(connection.execute(f"EXPLAIN {statement}".encode(), PAGE).fetchall())
        assert f"using {index}" in plan, plan


def test_what_stands_is_read_once_in_a_run_and_not_again_for_each_page(
    board: NoticeBoard, athlete: Athlete, connection: Database
) -> None:
    """It grows from year to year, and a page has 30 s."""
    fill(board, athlete, many=1_500, apart="12 h", over=False)
    fill(board, athlete, many=500, apart="24 h", over=True)
    for statement in (retention._DROP_DELIVERIES, retention._DROP_NOTIFICATIONS):
        with connection.transaction(force_rollback=True):
            text = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}".encode()
            (row,) = connection.execute(text, PAGE).fetchall()
        assert 0 < max(rows_read(row["QUERY PLAN"][0]["Plan"])) <= 2 * PAGE["limit"]


def rows_read(plan: dict[str, Any]) -> Iterator[float]:
    """How many rows each part of a plan has read."""
    dropped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Join Filter", 0)
    yield (plan["Actual Rows"] + dropped) * plan["Actual Loops"]
    for part in plan.get("Plans", ()):
        yield from rows_read(part)


def test_a_run_gets_past_what_stands_and_is_as_old(
    board: NoticeBoard, athlete: Athlete, monkeypatch: pytest.MonkeyPatch, past: Past
) -> None:
    """Also where many were told in one moment, of which some stand."""
    monkeypatch.setattr(pruning, "PAGE", 2)
    run(*[board.raise_(athlete, key=f"{n}", expires_days=None if n % 3 else 7) for n in range(9)])
    board.connection.execute("UPDATE notifications SET told_at = now()")
    board.connection.execute("UPDATE deliveries SET created_at = now()")
    past.settle()
    past.passes(YEARS)
    assert counts() == {"deliveries": 3, "notifications": 3}
    assert counts() == {}
