"""What is dead is listed, replayed and forgotten, and each key that was touched is in the audit."""

from typing import Any

import psycopg
import pytest
import typer
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState
from ops.valkey import EmbeddedValkey
from storage import audit, ledger

pytestmark = pytest.mark.integration

LANE = CHECKINS.name


def states(lane: LaneClient, *keys: str) -> list[EntryState]:
    return [lane.peek(key).state for key in keys]


def audited(connection: Connection[DictRow]) -> list[tuple[str, str, str | None]]:
    return [(one.who, one.action, one.key) for one in reversed(audit.recent(connection, limit=99))]


def everything(connection: Connection[DictRow]) -> Any:
    tables = ("owed_work", "owed_inputs", "operator_actions")
    return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]


def test_the_dead_are_listed_with_their_reasons(type_: Any, kill: Any) -> None:
    assert type_("dead", "list") == (0, "Nothing is dead.\n", "")
    kill("a", "b", reason="ValueError: the \x1b[31mcolumn")
    said = type_("dead", "list")
    assert "checkins" in said.out
    assert "ValueError: the \\x1b[31mcolumn" in said.out
    answer = type_("dead", "list", "--limit", "1", "--json").json
    assert (answer["dead"][0]["key"], answer["more"]) == ("a", True)
    assert "--limit" in type_("dead", "list", "--limit", "1").err
    assert type_("dead", "list", "--older-than", "1h", "--json").json["dead"] == []


def test_one_is_shown_with_its_entry_its_reason_and_its_history(type_: Any, kill: Any) -> None:
    kill("a")
    type_("dead", "replay", "a", "--as", "Ann")
    kill("a", reason="KeyError: again")
    said = type_("dead", "show", "a")
    assert said.code == 0
    for part in ("KeyError: again", "afterwrite dead replay", "Ann", "replay"):
        assert part in said.out
    answer = type_("dead", "show", "a", "--json").json
    assert answer["lanes"][0]["redis"]["state"] == "dead"
    assert [action["who"] for action in answer["audit"]] == ["Ann"]


def test_a_replay_is_due_at_once_with_fresh_attempts_and_in_the_audit(
    type_: Any, kill: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    kill("a", "b", "c")
    ledger.owe(connection, LANE, {"alive": None})
    said = type_("dead", "replay", "b", "alive", "unknown", "--json", "--as", "Ann")
    assert said.code == 0
    assert [key["key"] for key in said.json["keys"]] == ["b"]
    assert (said.json["not_dead"], said.json["who"]) == (["alive", "unknown"], "Ann")
    entry = lane.peek("b")
    assert (entry.state, entry.attempts, entry.revision) == (EntryState.WAITING, 0, 1)
    assert states(lane, "a", "c") == [EntryState.DEAD] * 2
    assert type_("dead", "replay", "--lane", LANE).code == 0
    assert lane.stats().gauges.due == 3
    assert ledger.dead(connection) == []
    assert audited(connection) == [
        ("Ann", "replay", "b"),
        ("night shift", "replay", "a"),
        ("night shift", "replay", "c"),
    ]


@pytest.mark.parametrize("action", ["replay", "forget"])
def test_a_dry_run_says_it_and_writes_nothing(
    action: str, type_: Any, kill: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    kill("a", "b")
    before = everything(connection)
    said = type_("dead", action, "--all", "--dry-run")
    assert said.out.startswith("Would be ")
    assert {"checkins a", "checkins b"} <= set(said.out.splitlines())
    assert type_("dead", action, "--all", "--dry-run", "--json").json["dry_run"] is True
    assert everything(connection) == before
    assert states(lane, "a", "b") == [EntryState.DEAD] * 2


def test_what_is_forgotten_is_out_of_sight_on_both_servers(
    type_: Any, kill: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    kill("a", "b")
    connection.execute("UPDATE owed_work SET dead_at = now() - interval '3 h' WHERE key = 'a'")
    said = type_("dead", "forget", "--older-than", "2h", "--yes", "--json")
    assert [key["key"] for key in said.json["keys"]] == ["a"]
    assert states(lane, "a", "b") == [EntryState.ABSENT, EntryState.DEAD]
    assert [debt.key for debt in ledger.dead(connection)] == ["b"]
    assert audited(connection) == [("night shift", "forget", "a")]
    assert type_("dead", "replay", "--all", "--json").json["keys"][0]["key"] == "b"
    assert type_("dead", "replay", "a").code == 0
    assert states(lane, "a") == [EntryState.WAITING]


def test_forgetting_asks_first(
    type_: Any, kill: Any, lane: LaneClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill("a")
    refused = type_("dead", "forget", "a")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: _raise(typer.Abort()))
    assert type_("dead", "forget", "a").code == 1
    assert states(lane, "a") == [EntryState.DEAD]
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    assert type_("dead", "forget", "a").code == 0
    assert states(lane, "a") == [EntryState.ABSENT]


def test_what_changes_while_the_question_is_read_is_not_forgotten(
    type_: Any, kill: Any, lane: LaneClient, connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_agree(*_: object, **__: object) -> bool:
        kill("late")  # it was not there when the question was asked
        kill("again")  # with one more input
        connection.execute(
            "INSERT INTO owed_inputs VALUES (%s, 'late', 1, 'x'), (%s, 'again', 2, 'x')", [LANE] * 2
        )
        ledger.owe(connection, LANE, {"revived": None})
        return True

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", read_and_agree)
    kill("shown", "again", "revived")
    said = type_("dead", "forget", "--lane", LANE)
    assert (said.code, said.out.splitlines()) == (0, ["Forgotten, as night shift: 1", "checkins shown"])
    assert "Changed meanwhile, and left alone: 'again', 'revived'" in said.err
    assert sorted(debt.key for debt in ledger.dead(connection)) == ["again", "late"]
    inputs = connection.execute("SELECT key FROM owed_inputs ORDER BY key").fetchall()
    assert [row["key"] for row in inputs] == ["again", "late"]
    assert states(lane, "shown", "again", "late") == [EntryState.ABSENT, EntryState.DEAD, EntryState.DEAD]
    assert audited(connection) == [("night shift", "forget", "shown")]


def test_nothing_is_forgotten_where_all_of_it_has_changed(
    type_: Any, kill: Any, connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: kill("a"))
    kill("a")
    said = type_("dead", "forget", "a", "unknown", "--json")
    assert (said.code, said.json["keys"], said.json["not_dead"]) == (0, [], ["unknown"])
    assert said.json["left_alone"] == [{"lane": LANE, "key": "a", "revision": 1}]
    assert "Forgotten: nothing." in type_("dead", "forget", "a").out
    assert [debt.revision for debt in ledger.dead(connection)] == [3]


def _raise(error: Exception) -> None:
    raise error


WRONG = (
    (("dead", "replay"), 2, "say --all"),
    (("dead", "forget", "--all", "--lane", "checkins"), 2, "stands alone"),
    (("dead", "replay", "nobody"), 1, "Not dead: 'nobody'"),
    (("dead", "show", "nobody"), 1, "'nobody' is not dead"),
    (("dead", "list", "--lane", "chekins"), 2, "'chekins' is not declared; known lanes: "),
    (("dead", "list", "--older-than", "yesterday"), 2, "'yesterday' is not a span"),
)


def test_what_is_wrong_is_named(type_: Any) -> None:
    for arguments, code, explanation in WRONG:
        said = type_(*arguments)
        assert (said.code, said.out) == (code, ""), arguments
        assert explanation in said.err


def test_nothing_is_replayed_that_nobody_would_do(
    type_: Any, kill: Any, connection: Connection[DictRow]
) -> None:
    kill("a")
    connection.execute("UPDATE owed_work SET lane = 'gone'")
    said = type_("dead", "replay", "--all")
    assert (said.code, "'gone'" in said.err) == (1, True)
    assert [debt.lane for debt in ledger.dead(connection)] == ["gone"]
    assert audited(connection) == []
    assert type_("dead", "forget", "--lane", "gone", "--yes").code == 0
    assert ledger.dead(connection) == []


def test_without_redis_it_is_owed_again_and_says_so(
    type_: Any, kill: Any, connection: Connection[DictRow], valkey_server: EmbeddedValkey
) -> None:
    kill("a")
    valkey_server.kill()
    try:
        said = type_("dead", "replay", "a", "--json")
    finally:
        valkey_server.start()
    assert said.code == 1
    assert "submitted within half a minute" in said.err
    assert said.json["redis_error"]
    assert ledger.owed(connection, LANE, ["a"]).keys() == {"a"}
    assert ledger.dead(connection) == []


def test_rows_that_a_run_holds_are_not_waited_for_for_ever(
    type_: Any, kill: Any, connection: Connection[DictRow], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill("a")
    monkeypatch.setattr("ops.hands.servers.LOCK_TIMEOUT_MS", 50)
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT * FROM owed_work FOR UPDATE")
        said = type_("dead", "replay", "a")
        assert (said.code, "Try again" in said.err) == (1, True)
    assert audited(connection) == []


def test_a_replay_whose_submit_gets_lost_is_not_undone(
    type_: Any, kill: Any, lane: LaneClient, connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    kill("a")
    monkeypatch.setattr(LaneClient, "submit_many", lambda *_, **__: [])
    assert type_("dead", "replay", "a").code == 0

    assert states(lane, "a") == [EntryState.ABSENT]  # so that reconcile opens it
    assert ledger.owed(connection, LANE, ["a"])
    assert ledger.dead(connection) == []
