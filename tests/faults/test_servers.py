"""Redis and PostgreSQL are killed, frozen, flushed and restarted under load: nothing accepted is lost."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest
import redis

from tests.faults.conftest import FaultRecord, Record, StartStage
from tests.faults.load import Load, Told
from tests.faults.offline_checker import Findings, examine
from tests.faults.stage import WORKERS, Stage

pytestmark = pytest.mark.faults

#: Writes before the fault, and after it. More of them find rarer things.
WRITES = int(os.environ.get("FAULT_WRITES", "90"))

#: How long a server stays away, in seconds; longer than the API waits for PostgreSQL.
OUTAGE = 3.0

ATHLETES = 30

#: An answer to a write takes less than this, whatever Redis does.
PATIENCE = 1.0

#: An interval, a grace, a window, and what a busy machine takes on top.
RECONCILED = 30.0


@pytest.fixture(scope="module")
def platform(start_stage: StartStage) -> Iterator[Stage]:
    """Reconciles more often than in production, to keep the tests short."""
    with start_stage(reconcile_interval_seconds=4.0, reconcile_grace_seconds=2.0) as stage:
        yield stage


@pytest.fixture
def stage(platform: Stage) -> Stage:
    """The platform, whole again after the test before."""
    platform.wait_until_whole()
    return platform


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is to be looked at when a fault is over."""

    told: list[Told]
    #: Keys that were written to before the fault and while it lasted.
    hit: list[str]
    #: When it was over, as `time.time()`.
    ended_at: float


def under_load(stage: Stage, fault: Callable[[Load], float]) -> Aftermath:
    """Have people check in before, during and after a fault.

    They are other people each time. If the same ones came again after the fault, their new check-ins would
    hide that what they had written before was forgotten.

    Args:
        stage: The platform.
        fault: Does the harm, and ends it; answers when it ended, as `time.time()`.
    """
    before, during, after = (stage.athletes(ATHLETES) for _ in range(3))
    with stage.load(before) as load:
        load.wait_for_more(WRITES)
        load.turn_to(during)
        ended_at = fault(load)
        hit = [told.key for told in load.told]
        load.turn_to(after)
        load.wait_for_more(WRITES)
    return Aftermath(load.told, hit, ended_at)


def settle_accounts(stage: Stage, aftermath: Aftermath, fault: str, record: Record) -> Findings:
    """Wait until all is done, examine it, and enter it in the table."""
    stage.wait_until_done([told.key for told in aftermath.told], RECONCILED)
    recovery = stage.wait_until_done(aftermath.hit, 0) - aftermath.ended_at
    with stage.database() as connection:
        findings = examine(connection, aftermath.told)
    slowest = max(told.seconds for told in aftermath.told)
    record(FaultRecord(fault, findings, max(0.0, recovery), slowest))
    assert (findings.lost, findings.stale, findings.unaccounted) == ([], [], 0)
    return findings


def assert_nobody_noticed(told: Sequence[Told]) -> None:
    """Every write was accepted, in well under a second."""
    assert {each.status for each in told} == {httpx.codes.OK}
    slow = [each.seconds for each in told if each.seconds >= PATIENCE]
    assert slow == []


def test_redis_is_killed_and_comes_back(stage: Stage, record: Record) -> None:
    def fault(_: Load) -> float:
        stage.valkey.kill()
        time.sleep(OUTAGE)
        stage.valkey.start()
        return time.time()

    aftermath = under_load(stage, fault)
    assert_nobody_noticed(aftermath.told)
    settle_accounts(stage, aftermath, "SIGKILL of Redis under load, back with its file", record)


def test_redis_is_frozen_for_three_seconds(stage: Stage, record: Record) -> None:
    def fault(_: Load) -> float:
        stage.valkey.freeze()
        time.sleep(OUTAGE)
        stage.valkey.thaw()
        return time.time()

    aftermath = under_load(stage, fault)
    assert_nobody_noticed(aftermath.told)
    settle_accounts(stage, aftermath, "Redis frozen for 3 s under load", record)


def test_redis_is_flushed(stage: Stage, record: Record) -> None:
    def fault(load: Load) -> float:
        load.wait_for_more(ATHLETES)
        with redis.Redis.from_url(stage.valkey.url) as raw:
            raw.flushall()
        return time.time()

    aftermath = under_load(stage, fault)
    assert_nobody_noticed(aftermath.told)
    settle_accounts(stage, aftermath, "FLUSHALL under load", record)


def test_redis_is_down_when_everything_starts(stage: Stage, record: Record) -> None:
    stage.valkey.kill()
    supervisor = stage.platform.supervisor
    before = {name: supervisor.pid(name) for name in supervisor.names}
    for name in supervisor.names:
        supervisor.kill(name)
    stage.wait(
        lambda: all(supervisor.pid(name) not in {None, pid} for name, pid in before.items()),
        20,
        "all processes are started again",
    )
    stage.wait(lambda: is_alive(stage), 20, "the api answers")
    with stage.load(stage.athletes(ATHLETES)) as load:
        load.wait_for_more(2 * WRITES)
    assert_nobody_noticed(load.told)
    stage.valkey.start()
    aftermath = Aftermath(load.told, [told.key for told in load.told], time.time())
    settle_accounts(stage, aftermath, "Redis down while everything starts", record)


@pytest.mark.parametrize("how", ["restart", "SIGKILL", "freeze"])
def test_postgresql_goes_away_and_comes_back(stage: Stage, record: Record, how: str) -> None:
    go, come_back = {
        "restart": (stage.postgres.stop, stage.postgres.start),
        "SIGKILL": (stage.postgres.kill, stage.postgres.start),
        "freeze": (stage.postgres.freeze, stage.postgres.thaw),
    }[how]

    def fault(load: Load) -> float:
        accepted = load.accepted()
        go()
        time.sleep(OUTAGE)
        come_back()
        back_at = time.time()
        stage.wait(lambda: load.accepted() > accepted + 30, 20, "writes are accepted again")
        return back_at

    aftermath = under_load(stage, fault)
    refused = [told for told in aftermath.told if not told.is_accepted]
    assert {told.status for told in refused} == {httpx.codes.SERVICE_UNAVAILABLE}
    assert all(int(told.retry_after or 0) >= 1 for told in refused)
    settle_accounts(stage, aftermath, f"{how} of PostgreSQL under load", record)


def test_everything_goes_at_once(stage: Stage, record: Record) -> None:
    """Both servers and a worker are killed; Redis comes back empty."""

    def fault(load: Load) -> float:
        stage.valkey.kill()
        stage.postgres.kill()
        stage.platform.supervisor.kill(WORKERS[0])
        time.sleep(OUTAGE)
        stage.postgres.start()
        load.wait_for_more(WRITES)
        stage.valkey.start()
        with redis.Redis.from_url(stage.valkey.url) as raw:
            raw.flushall()
        return time.time()

    aftermath = under_load(stage, fault)
    statuses = {told.status for told in aftermath.told}
    assert statuses == {httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE}
    fault_name = "SIGKILL of both servers and a worker, Redis back empty"
    settle_accounts(stage, aftermath, fault_name, record)


def is_alive(stage: Stage) -> bool:
    try:
        return httpx.get(f"{stage.platform.api_url}/healthz", timeout=2).is_success
    except httpx.TransportError:
        return False
