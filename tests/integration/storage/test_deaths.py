"""Looking at the dead of all lanes, replaying and forgetting them, by lane, by key and by age."""

from datetime import timedelta

import pytest
from psycopg import Connection
from psycopg.errors import CheckViolation
from psycopg.rows import DictRow

from storage import ledger
from storage.ledger import Debt, Finished, LedgerGauges, Owed

pytestmark = pytest.mark.integration

#: Lane, key, and for how many minutes it has been dead.
DEAD = (("x", "old", 90), ("x", "young", 1), ("y", "old", 60), ("y", "young", 2))


@pytest.fixture(autouse=True)
def _dead(connection: Connection[DictRow]) -> None:
    for lane, key, minutes in DEAD:
        ledger.owe(connection, lane, {key: b"an input"})
        ledger.mark_dead(connection, lane, {key: "worn out"})
        connection.execute(
            "UPDATE owed_work SET dead_at = now() - %s WHERE lane = %s AND key = %s",
            [timedelta(minutes=minutes), lane, key],
        )
    ledger.owe(connection, "x", {"owed": None, "done": None})
    ledger.mark_done(connection, "x", {"done": Finished(1)})


def names(debts: list[Debt]) -> list[str]:
    return [f"{debt.lane}/{debt.key}" for debt in debts]


def test_the_oldest_death_comes_first(connection: Connection[DictRow]) -> None:
    assert names(ledger.dead(connection)) == ["x/old", "y/old", "y/young", "x/young"]
    assert names(ledger.dead(connection, limit=2)) == ["x/old", "y/old"]
    assert names(ledger.dead(connection, lane="y")) == ["y/old", "y/young"]
    assert names(ledger.dead(connection, keys=["young", "owed"])) == ["y/young", "x/young"]
    assert names(ledger.dead(connection, older_than_seconds=600)) == ["x/old", "y/old"]
    assert names(ledger.dead(connection, lane="x", keys=["old"], older_than_seconds=600)) == ["x/old"]


def test_a_replay_owes_the_dead_again_with_their_inputs_and_nothing_else(
    connection: Connection[DictRow],
) -> None:
    assert names(ledger.replay(connection, "x", keys=["young", "owed", "done", "unknown"])) == ["x/young"]
    assert ledger.owed(connection, "x", ["young"]) == {"young": Owed(1, (b"an input",))}
    assert names(ledger.replay(connection, older_than_seconds=600)) == ["x/old", "y/old"]
    assert names(ledger.replay(connection)) == ["y/young"]
    assert ledger.replay(connection) == []
    assert ledger.dead(connection) == []


def test_what_is_forgotten_is_out_of_sight_and_comes_back_only_by_name(
    connection: Connection[DictRow],
) -> None:
    assert names(ledger.forget(connection, "x", older_than_seconds=600)) == ["x/old"]
    assert ledger.forget(connection, "x", keys=["old", "owed", "done"]) == []
    assert names(ledger.dead(connection, lane="x")) == ["x/young"]
    assert names(ledger.replay(connection)) == ["x/young", "y/old", "y/young"]
    assert ledger.owed(connection, "x", ["old"]) == {}
    (replayed,) = ledger.replay(connection, "x", keys=["old"])
    assert (replayed.is_owed, replayed.forgotten_at) == (True, None)
    assert ledger.owed(connection, "x", ["old"]) == {"old": Owed(1)}


def test_of_what_was_shown_only_what_is_still_the_same_is_forgotten(connection: Connection[DictRow]) -> None:
    shown = ledger.dead(connection, lane="x")
    ledger.owe(connection, "x", {"old": b"anew"})
    ledger.mark_dead(connection, "x", {"old": "worn out again"})
    ledger.owe(connection, "x", {"later": b"an input"})
    ledger.mark_dead(connection, "x", {"later": "worn out"})
    assert ledger.forget(connection, shown=[]) == []
    assert names(ledger.forget(connection, "x", shown=shown)) == ["x/young"]
    assert sorted(names(ledger.dead(connection, lane="x"))) == ["x/later", "x/old"]
    assert ledger.owed(connection, "x", ["old", "later"]) == {
        "old": Owed(2, (b"an input", b"anew")),
        "later": Owed(1, (b"an input",)),
    }


def test_a_new_input_of_a_forgotten_key_is_all_that_its_run_gets(connection: Connection[DictRow]) -> None:
    ledger.forget(connection, "x", keys=["old"])
    assert ledger.owe(connection, "x", {"old": b"anew"}) == {"old": 2}
    assert ledger.owed(connection, "x", ["old"]) == {"old": Owed(2, (b"anew",))}


def test_a_new_input_of_a_dead_key_comes_on_top_of_those_that_it_died_with(
    connection: Connection[DictRow],
) -> None:
    ledger.owe(connection, "x", {"old": b"anew"})
    assert ledger.owed(connection, "x", ["old"]) == {"old": Owed(2, (b"an input", b"anew"))}


def test_the_gauges_of_every_lane(connection: Connection[DictRow]) -> None:
    ledger.forget(connection, "x", keys=["old"])
    ledger.owe(connection, "z", {"a": None, "b": None})
    connection.execute("UPDATE owed_work SET owed_at = now() - interval '1 hour' WHERE key = 'b'")
    found = ledger.gauges(connection)
    assert {lane: (gauges.owed, gauges.dead) for lane, gauges in found.items()} == {
        "x": (1, 1),
        "y": (0, 2),
        "z": (2, 0),
    }
    assert found["y"] == LedgerGauges(owed=0, oldest_owed_seconds=None, dead=2)
    assert found["z"].oldest_owed_seconds == pytest.approx(3_600, abs=60)


def test_only_the_dead_can_be_forgotten(connection: Connection[DictRow]) -> None:
    with pytest.raises(CheckViolation):
        connection.execute("UPDATE owed_work SET forgotten_at = now() WHERE key = 'owed'")
