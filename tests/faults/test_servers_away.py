"""Redis and PostgreSQL are killed, frozen and restarted under load: nothing accepted is lost."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import httpx
import pytest

from tests.faults.faults import Fault
from tests.faults.load import Load
from tests.faults.matrix import Row
from tests.faults.stage import WORKERS, Stage
from tests.faults.under_load import (
    ATHLETES,
    PER_SECOND,
    RECONCILED,
    WRITES,
    nobody_noticed,
    rounds_under_load,
    told_to_come_back,
)

pytestmark = pytest.mark.faults

#: How long PostgreSQL stays away, in seconds: longer than the API waits for it.
OUTAGE = 3.0

#: Of Redis. Nobody waits for it, but its clients must have given up on it.
REDIS_OUTAGE = 1.5

FREEZE = 5.0


def test_redis_is_killed_and_comes_back(stage: Stage, row: Callable[[Fault], Row]) -> None:
    def harm(_: Load) -> float:
        stage.valkey.kill()
        time.sleep(REDIS_OUTAGE)
        stage.valkey.start()
        return time.time()

    rounds_under_load(stage, row(Fault.REDIS_KILLED), harm, nobody_noticed)


def test_redis_is_restarted(stage: Stage, row: Callable[[Fault], Row]) -> None:
    def harm(_: Load) -> float:
        stage.valkey.restart()
        return time.time()

    rounds_under_load(stage, row(Fault.REDIS_RESTARTED), harm, nobody_noticed)


def test_redis_is_frozen(stage: Stage, row: Callable[[Fault], Row]) -> None:
    def harm(_: Load) -> float:
        stage.valkey.freeze()
        time.sleep(FREEZE)
        stage.valkey.thaw()
        return time.time()

    rounds_under_load(stage, row(Fault.REDIS_FROZEN), harm, nobody_noticed)


def test_redis_is_down_when_everything_starts(stage: Stage, row: Callable[[Fault], Row]) -> None:
    entry, supervisor = row(Fault.REDIS_LATE), stage.platform.supervisor
    while not entry.is_enough:
        stage.begin_round()
        athletes = stage.athletes(ATHLETES)
        stage.valkey.kill()
        restarts = sum(map(supervisor.restarts, supervisor.names)) + len(supervisor.names)
        for name in supervisor.names:
            supervisor.kill(name)
        all_are_started = partial(are_started_again, stage, restarts)
        stage.wait(all_are_started, 60, "all processes are started again")
        stage.wait(lambda: is_alive(stage), 20, "the api answers")
        with stage.load(athletes, per_second=PER_SECOND) as load:
            load.wait_for_more(2 * WRITES)
        nobody_noticed(load.told)
        stage.valkey.start()
        back_at = time.time()
        stage.wait_until_done(load.told, RECONCILED)
        entry.add(stage.examine(load.told), stage.recoveries(load.told, back_at), load.told)


@pytest.mark.parametrize(
    ("fault", "go", "come_back"),
    [
        (Fault.POSTGRES_RESTARTED, "stop", "start"),
        (Fault.POSTGRES_KILLED, "kill", "start"),
        (Fault.POSTGRES_FROZEN, "freeze", "thaw"),
    ],
    ids=["restart", "SIGKILL", "freeze"],
)
def test_postgresql_goes_away_and_comes_back(
    stage: Stage, row: Callable[[Fault], Row], fault: Fault, go: str, come_back: str
) -> None:
    def harm(load: Load) -> float:
        getattr(stage.postgres, go)()
        time.sleep(OUTAGE)
        getattr(stage.postgres, come_back)()
        back_at = time.time()
        load.wait_for_accepted(30, timeout=20)
        return back_at

    rounds_under_load(stage, row(fault), harm, told_to_come_back)


def test_postgresql_ends_connections(stage: Stage, row: Callable[[Fault], Row]) -> None:
    def harm(load: Load) -> float:
        with connections_ended(stage, every_seconds=0.05) as ended:
            load.wait_for_more(2 * WRITES)
        assert len(ended) > 10
        return time.time()

    rounds_under_load(stage, row(Fault.TERMINATED), harm, told_to_come_back)


@contextmanager
def connections_ended(stage: Stage, *, every_seconds: float) -> Iterator[list[int]]:
    """End one of the platform's connections after the other, at random; gives the ids of their servers."""
    over = Event()
    ended: list[int] = []
    query = (
        "SELECT pid FROM (SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'afterwrite %'"
        " ORDER BY random() LIMIT 1) AS one WHERE pg_terminate_backend(pid)"
    )

    def end_all() -> None:
        with stage.database() as connection:
            while not over.wait(every_seconds):
                ended.extend(found["pid"] for found in connection.execute(query))

    thread = Thread(target=end_all)
    thread.start()
    try:
        yield ended
    finally:
        over.set()
        thread.join()


def test_everything_goes_at_once(stage: Stage, row: Callable[[Fault], Row]) -> None:
    """Both servers and a worker are killed; Redis comes back empty."""

    def harm(load: Load) -> float:
        stage.valkey.kill()
        stage.postgres.kill()
        stage.platform.supervisor.kill(WORKERS[0])
        time.sleep(OUTAGE)
        stage.postgres.start()
        load.wait_for_more(WRITES)
        stage.valkey.start()
        stage.valkey.flush()
        return time.time()

    rounds_under_load(stage, row(Fault.EVERYTHING), harm, told_to_come_back)


def are_started_again(stage: Stage, restarts: int) -> bool:
    supervisor = stage.platform.supervisor
    return sum(map(supervisor.restarts, supervisor.names)) >= restarts


def is_alive(stage: Stage) -> bool:
    try:
        return httpx.get(f"{stage.platform.api_url}/healthz", timeout=2).is_success
    except httpx.TransportError:
        return False
