"""What operators did is written down with what they did it to, or neither is."""

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage.audit import Action, recent, write

pytestmark = pytest.mark.integration


def said(actions: list[Action]) -> list[tuple[str, str, str | None, str | None]]:
    return [(action.who, action.action, action.lane, action.key) for action in actions]


def test_there_is_one_entry_for_each_key_newest_first(connection: Connection[DictRow]) -> None:
    write(connection, "Ann", "replay", lane="checkins", keys=["a", "b"], details={"older_than_seconds": 60})
    write(connection, "Bob", "pause", lane="notices", details={"reason": 'the provider\'s "down"'})
    write(connection, "Ann", "migrate")
    newest = recent(connection, limit=10)
    assert said(newest) == [
        ("Ann", "migrate", None, None),
        ("Bob", "pause", "notices", None),
        ("Ann", "replay", "checkins", "b"),
        ("Ann", "replay", "checkins", "a"),
    ]
    assert [action.details for action in newest[:3]] == [
        None,
        {"reason": 'the provider\'s "down"'},
        {"older_than_seconds": 60},
    ]
    assert newest[0].at >= newest[-1].at
    assert recent(connection, limit=2) == newest[:2]
    assert said(recent(connection, limit=10, lane="checkins")) == said(newest[2:])
    assert said(recent(connection, limit=10, lane="checkins", key="a")) == said(newest[3:])


def test_an_action_that_is_rolled_back_was_not_done(connection: Connection[DictRow]) -> None:
    with connection.transaction(force_rollback=True):
        write(connection, "Ann", "forget", lane="checkins", keys=["a"])
        assert recent(connection, limit=1) != []
    assert recent(connection, limit=1) == []


def test_an_action_that_touched_nothing_leaves_no_entry(connection: Connection[DictRow]) -> None:
    write(connection, "Ann", "forget", lane="checkins", keys=[])
    assert recent(connection, limit=1) == []
