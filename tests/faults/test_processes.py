"""Processes are killed at every step of a check-in's way: nothing is lost, and nothing is left behind."""

import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import httpx
import psutil
import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.outcomes import EntryState
from tests.faults.conftest import FaultRecord, Record, StartStage
from tests.faults.load import DAY, Told, answers, post
from tests.faults.offline_checker import examine
from tests.faults.stage import WORKERS, Stage

pytestmark = pytest.mark.faults

#: A lease, a sweep, and what a busy machine takes on top.
LEASE_OVER = 25.0


@pytest.fixture(scope="module")
def platform(start_stage: StartStage) -> Iterator[Stage]:
    """With the settings that it has in production."""
    with start_stage() as stage:
        yield stage


@pytest.fixture
def stage(platform: Stage) -> Stage:
    """The platform, whole again after the test before."""
    platform.wait_until_whole()
    return platform


@contextmanager
def row_locked(stage: Stage, key: str) -> Iterator[Connection[DictRow]]:
    """Hold the lock of one check-in's row: who wants to write it waits in mid-transaction."""
    client_id, _, day = key.partition(":")
    with stage.database(autocommit=False) as connection:
        query = "SELECT 1 FROM daily_metrics WHERE client_id = %s AND date = %s FOR UPDATE"
        connection.execute(query, [client_id, day])
        yield connection


def written(keys: Sequence[str], revision: int, **columns: object) -> list[Told]:
    """What writers would have been told who had come over HTTP."""
    return [Told(key, columns, httpx.codes.OK, revision, None, 0.0) for key in keys]


def hold_up(stage: Stage, n: int) -> tuple[list[str], list[Told]]:
    """Check-ins that are stored, and of which the first will be locked before they are submitted."""
    athletes = stage.athletes(n)
    columns = {"hrv_rmssd": 61.0, "resting_hr": 52.0, "mood": 4}
    keys = stage.store(athletes, **columns)
    return keys, written(keys, 1, **columns)


@pytest.mark.parametrize("victim", ["a worker's child", "a whole worker"])
def test_killed_in_mid_batch(stage: Stage, record: Record, victim: str) -> None:
    """SIGKILL while the batch's transaction is open: nothing of it is stored, and another worker does it."""
    keys, told = hold_up(stage, 150)
    with row_locked(stage, keys[0]) as lock:
        stage.submit(keys)
        child = stage.wait_for_blocked_process()
        if victim == "a worker's child":
            child.kill()
        else:
            stage.platform.supervisor.kill(stage.worker_of(child))
        killed_at = time.time()
        lock.rollback()
    recovery = stage.wait_until_done(keys, LEASE_OVER) - killed_at
    stage.wait_until_idle(LEASE_OVER)
    with stage.database() as connection:
        findings = examine(connection, told)
    record(FaultRecord(f"SIGKILL of {victim} in mid-batch", findings, recovery))
    assert (findings.lost, findings.stale, findings.unaccounted) == ([], [], 0)
    assert findings.accepted == len(keys)
    assert findings.duplicates == 0  # what the dead one did was rolled back


def test_killed_between_commit_and_settle(stage: Stage, record: Record) -> None:
    """Redis is down, so that no settle can happen: the work is found done, and is not done again."""
    keys, told = hold_up(stage, 150)
    with row_locked(stage, keys[0]) as lock:
        stage.submit(keys)
        worker = stage.worker_of(stage.wait_for_blocked_process())
        with redis.Redis.from_url(stage.valkey.url) as raw:
            assert raw.waitaof(1, 0, 5_000) == [1, 0]  # the claim is on the disk
        stage.valkey.kill()
        lock.rollback()
    stage.wait(lambda: not stage.owed(keys), 10, "the batch is committed")
    stage.platform.supervisor.kill(worker)
    killed_at = time.time()
    stage.valkey.start()
    assert stage.lane.peek(keys[0]).state is EntryState.HELD  # by a dead worker
    stage.wait_until_idle(LEASE_OVER)
    recovery = time.time() - killed_at
    with stage.database() as connection:
        findings = examine(connection, told)
    record(FaultRecord("SIGKILL of a worker between commit and settle", findings, recovery))
    assert (findings.lost, findings.stale, findings.unaccounted) == ([], [], 0)
    assert findings.duplicates == 0


def test_killed_again_and_again_under_load(stage: Stage, record: Record) -> None:
    chance = random.Random(20)  # the same kills each time
    with stage.load(stage.athletes(60)) as load:
        for _ in range(4):
            time.sleep(chance.uniform(0.3, 1.5))  # the load goes on meanwhile
            name = chance.choice(WORKERS)
            if stage.platform.supervisor.pid(name):
                stage.platform.supervisor.kill(name)
            killed_at = time.time()
    keys = [told.key for told in load.told]
    recovery = stage.wait_until_done(keys, LEASE_OVER) - killed_at
    with stage.database() as connection:
        findings = examine(connection, load.told)
    slowest = max(told.seconds for told in load.told)
    record(FaultRecord("SIGKILL of workers, four times under load", findings, recovery, slowest))
    assert (findings.lost, findings.stale, findings.unaccounted, findings.refused) == ([], [], 0, 0)


def test_the_api_killed_between_its_statement_and_its_submit(stage: Stage, record: Record) -> None:
    """Stored and owed, and Redis has never heard of it: reconcile finds it."""
    athletes = stage.athletes(4)
    keys = stage.store(athletes, mood=5)
    stage.submit(keys)
    stage.wait_until_done(keys, 20)
    stage.wait_until_idle(20)
    told: list[Told] = []

    def write(place: int) -> None:
        headers = {"authorization": f"Bearer {stage.token}"}
        with httpx.Client(base_url=stage.platform.api_url, headers=headers, timeout=60) as client:
            told.append(post(client, athletes[place], DAY, answers(place)))

    writers = [Thread(target=write, args=(place,)) for place in range(len(athletes))]
    api = psutil.Process(stage.platform.supervisor.pid("api"))
    with stage.database(autocommit=False) as lock:
        lock.execute("SELECT 1 FROM daily_metrics WHERE date = %s FOR UPDATE", [DAY])
        for writer in writers:
            writer.start()
        stage.wait(lambda: len(stage.blocked_ports()) == len(writers), 20, "all statements wait")
        os.kill(api.pid, signal.SIGSTOP)
        lock.rollback()
        stage.wait(lambda: stage.owed(keys) == len(keys), 10, "all statements have committed")
    api.kill()
    killed_at = time.time()
    for writer in writers:
        writer.join()
    assert [each.status for each in told] == [None] * len(athletes)
    assert {stage.lane.peek(key).state for key in keys} == {EntryState.ABSENT}
    recovery = stage.wait_until_done(keys, 33) - killed_at
    assert recovery < 33  # 30 s, and the window
    with stage.database() as connection:
        findings = examine(connection, told)
    record(FaultRecord("SIGKILL of the api between statement and submit", findings, recovery))
    assert (findings.lost, findings.stale, findings.unaccounted) == ([], [], 0)
