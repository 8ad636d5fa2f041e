"""The two accidents, in the middle of a burst: Redis forgets everything, and a worker is killed at work."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ops.demo.stage import Stage

_FLUSH_AT = 0.4  # of the burst's writes
_KILL_AT = 0.7
_PATIENCE_SECONDS = 8.0
_LOOK_SECONDS = 0.01
_FROZEN_SECONDS = 0.15

VICTIM = "worker1"


@dataclass(slots=True)
class Accidents:
    """What was done, and when, in seconds since the epoch."""

    flushed_at: float | None = None
    #: Check-ins that Redis knew of, and forgot.
    forgotten: int = 0
    killed_at: float | None = None


async def cause_accidents(
    stage: Stage, accidents: Accidents, done: Callable[[], float], say: Callable[[str, str], None]
) -> None:
    """Wait for the middle of the burst, and flush; wait a little longer, and kill.

    The kill comes after the flush, since Redis would forget what the dead worker held as well: this way the
    one is made good by the ledger, and the other by the end of the lease.

    Args:
        stage: where.
        accidents: gets what was done.
        done: share of the burst's writes that are acknowledged.
        say: called with the kind of accident and what it did.
    """
    await _until(lambda: done() >= _FLUSH_AT)
    gauges = (await asyncio.to_thread(stage.lane.stats)).gauges
    await asyncio.to_thread(stage.platform.servers.valkey.flush)
    accidents.flushed_at, accidents.forgotten = time.time(), gauges.waiting + gauges.held
    say("FLUSHALL", f"Redis forgot everything, and {accidents.forgotten:,} check-ins with it")
    await _until(lambda: done() >= _KILL_AT)
    give_up = threading.Event()
    try:
        was_at_work = await asyncio.to_thread(_kill_at_work, stage, give_up)
    finally:
        give_up.set()
    accidents.killed_at = time.time()
    say("SIGKILL", f"{VICTIM} is dead, {'with check-ins in its hands' if was_at_work else 'while idle'}")


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  what is waited for are counters, and not events
        await asyncio.sleep(_LOOK_SECONDS)


def _kill_at_work(stage: Stage, give_up: threading.Event) -> bool:
    """Kill the worker while it holds check-ins; when that does not happen for a while, kill it anyway.

    A drain takes some hundredths of a second, too short to hit it by chance. So the worker is frozen first:
    what is still held after a moment in which the other worker has finished is the frozen one's.
    """
    supervisor = stage.platform.supervisor
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and not give_up.is_set():
        if not stage.lane.stats().gauges.held:
            time.sleep(_LOOK_SECONDS / 2)
            continue
        supervisor.freeze(VICTIM)
        if _stays_held(stage):
            supervisor.kill(VICTIM)
            return True
        supervisor.thaw(VICTIM)
    supervisor.kill(VICTIM)
    return False


def _stays_held(stage: Stage) -> bool:
    deadline = time.monotonic() + _FROZEN_SECONDS
    while time.monotonic() < deadline:
        if not stage.lane.stats().gauges.held:
            return False
        time.sleep(_LOOK_SECONDS)
    return True
