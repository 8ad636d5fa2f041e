"""A lane is paused until it is resumed, and tells since when, by whom and why."""

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage.pauses import pause, paused, resume

pytestmark = pytest.mark.integration


def test_a_pause_lasts_until_it_is_resumed(connection: Connection[DictRow]) -> None:
    assert paused(connection) == {}
    pause(connection, "checkins", "Ann", "a bad release")
    pause(connection, "notices", "Bob", "the provider is down")
    found = paused(connection)
    assert list(found) == ["checkins", "notices"]
    assert (found["checkins"].paused_by, found["checkins"].reason) == ("Ann", "a bad release")
    assert resume(connection, "checkins")
    assert not resume(connection, "checkins")
    assert paused(connection) == {"notices": found["notices"]}


def test_a_second_pause_has_a_new_reason_and_the_old_beginning(connection: Connection[DictRow]) -> None:
    pause(connection, "checkins", "Ann", "a bad release")
    earlier = paused(connection)["checkins"]
    pause(connection, "checkins", "Bob", "still bad")
    later = paused(connection)["checkins"]
    assert (later.paused_by, later.reason) == ("Bob", "still bad")
    assert later.paused_at == earlier.paused_at
