"""Reconcile brings back what Redis has forgotten, and leaves alone what it has not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS, LANES
from coalescing.outcomes import EntryState
from coalescing.verdicts import Dead
from ops.valkey import EmbeddedValkey
from runtime.settings import get_settings
from storage import ledger
from storage.assessments import CheckInKey
from tasks import reconcile as module
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.reconcile import reconcile_lane
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)
#: What reconcile says when it finds nothing to do.
IDLE = {name: {"overdue": 0, "resubmitted": 0, "dead": 0} for name in LANES}

DebtOf = Callable[[str], ledger.Debt]
#: Stores check-ins, owed for this many seconds already.
Accept = Callable[..., list[str]]


@pytest.fixture
def accept(writer: CheckInWriter) -> Accept:
    def take(n: int, *, seconds_ago: float = 60) -> list[str]:
        athlete = writer.athlete()
        keys = [writer.key(athlete, DAY + timedelta(days=number), mood=5) for number in range(n)]
        writer.connection.execute(
            "UPDATE owed_work SET owed_at = now() - %s WHERE key = ANY(%s)",
            [timedelta(seconds=seconds_ago), keys],
        )
        return keys

    return take


def test_after_a_flush_what_is_owed_and_nothing_else_comes_back(
    accept: Accept,
    lane: LaneClient,
    debt_of: DebtOf,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PAGE", 10)
    done, owed = accept(5), accept(25)
    lane.submit_many([(key, b"") for key in done])
    assert run(lane, assess_check_ins)["finished"] == 5
    lane.submit_many([(key, b"") for key in owed])
    with redis.Redis.from_url(redis_url) as raw:
        raw.flushall()
    assert module.reconcile() == IDLE | {"checkins": {"overdue": 25, "resubmitted": 25, "dead": 0}}
    assert lane.stats().gauges.due == 25  # at once, without another window
    assert run(lane, assess_check_ins)["finished"] == 25
    assert not any(debt_of(key).is_owed for key in done + owed)
    assert module.reconcile() == IDLE


def test_messages_that_piled_up_cost_one_reconcile(accept: Accept, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(3)
    monkeypatch.setattr(module, "_reconciled_at", -1e9)
    counts = [module.reconcile.apply().get() for _ in range(3)]
    assert counts == [IDLE | {"checkins": {"overdue": 3, "resubmitted": 3, "dead": 0}}, {}, {}]
    interval = get_settings().reconcile_interval_seconds
    monkeypatch.setattr(module, "_reconciled_at", module._reconciled_at - interval)
    assert module.reconcile.apply().get() == IDLE | {"checkins": {"overdue": 3, "resubmitted": 0, "dead": 0}}


def test_what_waits_or_is_held_is_left_as_it_is(accept: Accept, make_lane: Callable[..., LaneClient]) -> None:
    lane = make_lane(lease_ms=60_000)
    held, waiting = accept(2)
    lane.submit(held, b"payload of the held one")
    lane.claim(1, new_token())
    lane.submit(waiting, b"payload of the waiting one", delay_ms=60_000)
    before = [lane.peek(key) for key in (held, waiting)]
    assert [entry.state for entry in before] == [EntryState.HELD, EntryState.WAITING]
    assert reconcile_lane(CHECKINS) == {"overdue": 2, "resubmitted": 0, "dead": 0}
    assert [lane.peek(key) for key in (held, waiting)] == before


def test_what_died_in_redis_dies_in_the_ledger_and_is_not_revived(
    accept: Accept, lane: LaneClient, debt_of: DebtOf
) -> None:
    """As after a sweep whose caller was killed before it could write down what was buried."""
    (key,) = accept(1)
    lane.submit(key)
    token = new_token()
    lane.claim(1, token)
    lane.settle(token, {key: Dead("it killed its workers")})
    assert reconcile_lane(CHECKINS) == {"overdue": 1, "resubmitted": 0, "dead": 1}
    debt = debt_of(key)
    assert (debt.is_owed, debt.last_error) == (False, "it killed its workers")
    assert debt.dead_at is not None
    assert lane.peek(key).state is EntryState.DEAD
    assert reconcile_lane(CHECKINS)["overdue"] == 0


def test_a_newer_input_than_the_one_that_died_gets_its_run_though_its_submit_got_lost(
    accept: Accept, lane: LaneClient, debt_of: DebtOf, writer: CheckInWriter, connection: Connection[DictRow]
) -> None:
    """As after a kill of the api between its statement and its submit."""
    (key,) = accept(1)
    lane.submit(key, revision=1)
    token = new_token()
    lane.claim(1, token)
    ledger.mark_dead(connection, "checkins", {key: "a bad value"})
    lane.settle(token, {key: Dead("a bad value")})
    parsed = CheckInKey.parse(key)
    assert writer.take(parsed.client_id, parsed.day, mood=9)["revision"] == 2
    connection.execute("UPDATE owed_work SET owed_at = now() - interval '1 minute'")
    assert reconcile_lane(CHECKINS) == {"overdue": 1, "resubmitted": 1, "dead": 0}
    assert run(lane, assess_check_ins)["finished"] == 1
    assert debt_of(key).done_revision == 2


def test_a_flushed_redis_forgets_no_death(
    connection: Connection[DictRow], accept: Accept, lane: LaneClient, debt_of: DebtOf
) -> None:
    (key,) = accept(1)
    ledger.mark_dead(connection, "checkins", {key: "worn out"})
    assert reconcile_lane(CHECKINS)["overdue"] == 0
    assert lane.peek(key).state is EntryState.ABSENT
    assert debt_of(key).last_error == "worn out"


@pytest.mark.parametrize(("seconds_ago", "overdue"), [(8, 0), (12, 1)])
def test_the_window_and_a_grace_are_left_to_the_usual_way(
    accept: Accept, monkeypatch: pytest.MonkeyPatch, seconds_ago: float, overdue: int
) -> None:
    monkeypatch.setenv("AFTERWRITE_RECONCILE_GRACE_SECONDS", "7")
    get_settings.cache_clear()
    assert CHECKINS.window_ms == 3_000
    accept(1, seconds_ago=seconds_ago)
    assert reconcile_lane(CHECKINS)["overdue"] == overdue


def test_while_redis_is_away_it_fails_and_changes_nothing(
    accept: Accept, debt_of: DebtOf, valkey_server: EmbeddedValkey
) -> None:
    (key,) = accept(1)
    before = debt_of(key)
    valkey_server.kill()
    with pytest.raises(RedisUnavailableError):
        reconcile_lane(CHECKINS)
    valkey_server.start()
    assert debt_of(key) == before
    assert reconcile_lane(CHECKINS)["resubmitted"] == 1
