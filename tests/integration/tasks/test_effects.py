"""Effects in PostgreSQL: each once, withdrawn when wrong, with their history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from domain.effects import Because, Standing, Wanted
from domain.notices import Audience, NoticeKind, Priority
from storage.effects import standing_effects
from tasks.effects import Settled, settle_effects
from tasks.notice_effects import NOTICE, NoticeEffects, notice_content
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 14)
LANE = "injuries"


class Lights:
    """Switches lamps: a kind of effect with rows of its own, which people can reach too."""

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        before: dict[str, Mapping[str, Any]] = {}
        for effect in wanted:
            row = connection.execute("SELECT level FROM lamps WHERE id = %s", [effect.subject]).fetchone()
            assert row is not None
            before[effect.key] = {"level": row["level"]}
            connection.execute(
                "UPDATE lamps SET level = %s WHERE id = %s", [effect.after["level"], effect.subject]
            )
        return before

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        touched = set()
        for effect, _ in withdrawn:
            assert effect.before is not None
            done = connection.execute(
                "UPDATE lamps SET level = %s WHERE id = %s AND level = %s",
                [effect.before["level"], effect.subject, effect.after["level"]],
            )
            if not done.rowcount:
                touched.add(effect.id)
        return touched


@pytest.fixture
def athlete(connection: Connection[DictRow], writer: CheckInWriter) -> UUID:
    connection.execute("CREATE TABLE lamps (id text PRIMARY KEY, level int)")
    connection.execute("INSERT INTO lamps VALUES ('hall', 10), ('porch', 10)")
    return writer.athlete()


@pytest.fixture
def other(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, row_factory=dict_row) as opened:
        yield opened


def lamp(athlete: UUID, level: int, *, name: str = "hall", revision: int = 1) -> Wanted:
    return Wanted(
        key=f"lamp:{name}",
        kind="lamp",
        client_id=athlete,
        date=DAY,
        revision=revision,
        cause={"rule": "DUSK"},
        after={"level": level},
        subject=name,
    )


def settle(connection: Connection[DictRow], athlete: UUID, *wanted: Wanted) -> Settled:
    standing = standing_effects(connection, LANE, [athlete])
    return settle_effects(connection, LANE, standing, wanted, {"lamp": Lights(), NOTICE: NoticeEffects()})


def level(connection: Connection[DictRow], name: str = "hall") -> int:
    row = connection.execute("SELECT level FROM lamps WHERE id = %s", [name]).fetchone()
    assert row is not None
    return int(row["level"])


def history(connection: Connection[DictRow]) -> list[tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT after, before, withdrawn_because AS because, left_as_is FROM effects"
        " ORDER BY made_at, effect_key"
    )
    return [(row["after"], row["before"], row["because"], row["left_as_is"]) for row in rows]


def test_it_is_made_once_however_often_it_is_wanted(connection: Connection[DictRow], athlete: UUID) -> None:
    for revision in (1, 2, 3):
        settle(connection, athlete, lamp(athlete, 5, revision=revision))
    assert level(connection) == 5
    assert history(connection) == [({"level": 5}, {"level": 10}, None, False)]


def test_withdrawn_its_subject_is_as_it_was(connection: Connection[DictRow], athlete: UUID) -> None:
    settle(connection, athlete, lamp(athlete, 5))
    settled = settle(connection, athlete)
    assert [because for _, because in settled.withdrawn] == [Because.CORRECTED]
    assert level(connection) == 10
    assert history(connection) == [({"level": 5}, {"level": 10}, "CORRECTED", False)]


def test_what_takes_its_place_is_made_of_what_was_there_before_both(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    settle(connection, athlete, lamp(athlete, 5))
    settle(connection, athlete, lamp(athlete, 2))
    assert level(connection) == 2
    assert history(connection) == [
        ({"level": 5}, {"level": 10}, "REPLACED", False),
        ({"level": 2}, {"level": 10}, None, False),
    ]
    settle(connection, athlete)
    assert level(connection) == 10


def test_what_a_person_has_touched_since_is_left_and_reported(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    settle(connection, athlete, lamp(athlete, 5), lamp(athlete, 5, name="porch"))
    connection.execute("UPDATE lamps SET level = 7 WHERE id = 'hall'")
    settled = settle(connection, athlete)
    assert len(settled.left) == 1
    assert (level(connection), level(connection, "porch")) == (7, 10)
    assert [row[2:] for row in history(connection)] == [("CORRECTED", True), ("CORRECTED", False)]


def test_two_at_once_make_it_once(
    connection: Connection[DictRow], other: Connection[DictRow], athlete: UUID
) -> None:
    wanted = [lamp(athlete, 5)]
    standing = standing_effects(connection, LANE, [athlete])
    connection.execute("BEGIN")
    first = settle_effects(connection, LANE, standing, wanted, {"lamp": Lights()})
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(settle_effects, other, LANE, standing, wanted, {"lamp": Lights()})
        with pytest.raises(TimeoutError):  # it waits for the first transaction's end
            late.result(0.3)
        connection.execute("COMMIT")
        second = late.result(10)
    other.commit()
    assert (len(first.made), len(second.made)) == (1, 0)
    assert history(connection) == [({"level": 5}, {"level": 10}, None, False)]


def test_an_effect_of_which_nobody_knows_how_it_is_made_is_refused(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    with pytest.raises(KeyError, match="'lamp'"):
        settle_effects(connection, LANE, [], [lamp(athlete, 5)], {NOTICE: NoticeEffects()})
    assert not history(connection)


def notice(athlete: UUID, priority: Priority = Priority.NORMAL) -> Wanted:
    content = notice_content(
        NoticeKind.RECOVERY_CHECK, [Audience.ATHLETE], priority, {"lowDays": 1}, expires_days=7
    )
    return Wanted(
        key="notice:knee", kind=NOTICE, client_id=athlete, date=DAY, revision=1, cause={}, after=content
    )


def test_a_notice_is_raised_withdrawn_and_raised_again_as_one_and_owed_each_time(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    owed = []
    for wanted in ([notice(athlete)], [], [notice(athlete, Priority.HIGH)]):
        notices = NoticeEffects()
        standing = standing_effects(connection, LANE, [athlete])
        settle_effects(connection, LANE, standing, wanted, {NOTICE: notices})
        owed.append(notices.owe(connection))
    rows = connection.execute("SELECT id, priority, params, expires_at, withdrawn_at FROM notices").fetchall()
    assert [(row["priority"], row["params"], row["withdrawn_at"]) for row in rows] == [
        ("HIGH", {"lowDays": 1}, None)
    ]
    assert rows[0]["expires_at"] is not None
    assert owed == [{"notices": {str(rows[0]["id"]): revision}} for revision in (1, 2, 3)]
