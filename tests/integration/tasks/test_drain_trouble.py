"""Drains while a server goes away: nothing is held against the entries, and nothing is left undone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import ClaimedEntry, EntryState, SettleOutcome
from coalescing.verdicts import Verdict
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from storage import ledger
from tasks import attempt
from tasks import drain as drain_module
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.handlers import Handler
from tasks.reports import BatchReport
from tasks.resources import pool
from tasks.work import Work
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

T = TypeVar("T")

DAY = date(2026, 3, 2)

DebtOf = Callable[[str], ledger.Debt]
MakeLane = Callable[..., LaneClient]


class Disturbed:
    """Assesses, and lets something happen in its first run: before the work, or after it."""

    def __init__(self, disturb: Callable[[Connection[DictRow]], object], *, after: bool = False) -> None:
        self._disturb = disturb
        self._after = after
        self.runs = 0

    def __call__(self, connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        self.runs += 1
        if self.runs == 1 and not self._after:
            self._disturb(connection)
        report = assess_check_ins(connection, work)
        if self.runs == 1 and self._after:
            self._disturb(connection)
        return report


@pytest.fixture
def redis_patience_ms() -> int:
    return 500


@pytest.fixture
def keys(writer: CheckInWriter, lane: LaneClient) -> list[str]:
    """Three check-ins, stored and submitted."""
    athlete = writer.athlete()
    accepted = [writer.key(athlete, DAY + timedelta(days=number), mood=1 + number) for number in range(3)]
    for key in accepted:
        lane.submit(key)
    return accepted


@pytest.fixture
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "AWAY_PAUSE_MS", 1)


def hang_up(connection: Connection[DictRow]) -> None:
    """Have the server end this very connection, as a restart would."""
    with psycopg.connect(connection.info.dsn, password=connection.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])


@pytest.mark.usefixtures("_short_pauses")
@pytest.mark.parametrize("after", [False, True], ids=["before the work", "before the commit"])
def test_a_lost_connection_costs_no_attempt(
    lane: LaneClient, keys: list[str], debt_of: DebtOf, wait_until: WaitUntil, *, after: bool
) -> None:
    handler = Disturbed(hang_up, after=after)
    tally = run(lane, handler)
    assert tally["retried"] == 3
    entries = [lane.peek(key) for key in keys]
    assert {entry.attempts for entry in entries} == {0}
    wait_until(lambda: run(lane, handler) and not lane.stats().gauges.waiting, 5, "all is done")
    assert not any(debt_of(key).is_owed for key in keys)
    assert lane.stats().counters.postponed == 3


@pytest.mark.usefixtures("_short_pauses")
def test_work_waits_for_a_server_that_is_down_however_long_it_takes(
    lane: LaneClient,
    keys: list[str],
    debt_of: DebtOf,
    postgres_server: EmbeddedPostgres,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: WaitUntil,
) -> None:
    monkeypatch.setattr(drain_module, "DRAIN_BUDGET_SECONDS", 0.001)  # one batch a drain
    monkeypatch.setattr(pool(), "timeout", 0.05)
    handler = Disturbed(lambda _: postgres_server.kill())
    more_than_attempts_allow = lane.lane.max_attempts + 1
    for _ in range(more_than_attempts_allow):
        wait_until(lambda: lane.stats().gauges.due == 3, 5, "all wait again")
        assert run(lane, handler)["retried"] == 3
    assert {lane.peek(key).attempts for key in keys} == {0}
    postgres_server.start()
    wait_until(lambda: run(lane, handler) and not lane.stats().gauges.waiting, 20, "all is done")
    assert not any(debt_of(key).is_owed for key in keys)


def came_to_rest(lane: LaneClient, handler: Handler) -> bool:
    """Sweep and drain; whether nothing is left."""
    try:
        lane.sweep()
        run(lane, handler)
        gauges = lane.stats().gauges
    except RedisUnavailableError:  # the breaker is still open
        return False
    return not gauges.waiting and not gauges.held


@pytest.mark.parametrize("trouble", ["killed", "frozen"])
def test_what_could_not_be_settled_is_found_done_when_its_lease_ends(
    make_lane: MakeLane,
    keys: list[str],
    debt_of: DebtOf,
    connection: Connection[DictRow],
    valkey_server: EmbeddedValkey,
    wait_until: WaitUntil,
    trouble: str,
) -> None:
    """Redis goes away after the work is done, and comes back after the drain has given up on it."""
    lane = make_lane(lease_ms=300)
    go_away, come_back = {
        "killed": (valkey_server.kill, valkey_server.start),
        "frozen": (valkey_server.freeze, valkey_server.thaw),
    }[trouble]
    handler = Disturbed(lambda _: go_away(), after=True)
    assert run(lane, handler)["finished"] == 3
    stored = connection.execute("SELECT assessed_at FROM daily_metrics").fetchall()
    come_back()

    wait_until(lambda: came_to_rest(lane, handler), 10, "nothing is held or waits")
    assert handler.runs == 1  # what is paid is not worked on again
    assert connection.execute("SELECT assessed_at FROM daily_metrics").fetchall() == stored
    assert not any(debt_of(key).is_owed for key in keys)
    assert {lane.peek(key).state for key in keys} == {EntryState.ABSENT}


def test_redis_away_before_the_claim_ends_the_drain_in_peace(
    make_lane: MakeLane,
    keys: list[str],
    valkey_server: EmbeddedValkey,
    debt_of: DebtOf,
    wait_until: WaitUntil,
) -> None:
    lane = make_lane(lease_ms=200)
    valkey_server.freeze()
    assert run(lane, assess_check_ins)["claimed"] == 0
    valkey_server.thaw()
    # The frozen server may have the claim in its socket still, and carry it out for nobody: a sweep helps.
    wait_until(lambda: came_to_rest(lane, assess_check_ins), 10, "all is done")
    assert not any(debt_of(key).is_owed for key in keys)


class Unlucky(LaneClient):
    """The first claim and the first settle get lost: their answers, or they themselves."""

    def __init__(self, lane: LaneClient, *, answers: bool) -> None:
        self.__dict__.update(lane.__dict__)
        self._answers = answers
        self._lost: set[str] = set()

    def claim(
        self, n: int, token: str, poke_id: str | None = None, *, even_if_paused: bool = False
    ) -> list[ClaimedEntry]:
        claim = partial(LaneClient.claim, self, n, token, poke_id, even_if_paused=even_if_paused)
        return self._lose("claim", claim)

    def settle(self, token: str, verdicts: Mapping[str, Verdict]) -> dict[str, SettleOutcome]:
        return self._lose("settle", lambda: LaneClient.settle(self, token, verdicts))

    def _lose(self, what: str, call: Callable[[], T]) -> T:
        if what in self._lost:
            return call()
        self._lost.add(what)
        if self._answers:
            call()
        raise RedisUnavailableError(f"{what} got lost")


@pytest.mark.parametrize("answers", [False, True], ids=["calls", "answers"])
def test_lost_claims_and_settles_leave_nothing_held(
    lane: LaneClient, keys: list[str], debt_of: DebtOf, *, answers: bool
) -> None:
    assert run(Unlucky(lane, answers=answers), assess_check_ins)["finished"] == 3
    gauges = lane.stats().gauges
    assert (gauges.held, gauges.waiting) == (0, 0)
    assert not any(debt_of(key).is_owed for key in keys)
