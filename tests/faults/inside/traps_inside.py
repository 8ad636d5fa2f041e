"""Traps at named points of the platform's code: who comes by with the right keys dies there, or stops.

A trap is a file in the folder FAULTS_INSIDE, named after its point: its first line says what happens, the
others are keys. It springs when a process comes to the point while it is at work on one of those keys.
"""

import ctypes
import importlib.abc
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["FAULTS_INSIDE"])

#: Of linux/prctl.h: the signal that a process gets when its parent dies.
PR_SET_PDEATHSIG = 1

#: Keys of the claim that this process has made last; also as `lane key`, and as `lane *` for any of a lane.
_claimed: frozenset[str] = frozenset()


def reached(point: str, keys: Iterable[str] | None = None) -> None:
    """This process is at the point."""
    trap = FOLDER / f"{point}.trap"
    try:
        victim, *armed_for = trap.read_text().splitlines()
    except FileNotFoundError:
        return
    if (_claimed if keys is None else frozenset(keys)).isdisjoint(armed_for):
        return
    if victim == "pause":
        _pause(point)
        return
    try:
        trap.rename(FOLDER / f"{point}.sprung.{os.getpid()}")  # only one process succeeds
    except FileNotFoundError:
        return
    if victim == "group":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    elif victim == "process":
        os.kill(os.getpid(), signal.SIGKILL)
    elif victim == "orphan":
        _outlive_parent()
        os.kill(os.getpid(), signal.SIGSTOP)


def _outlive_parent() -> None:
    """Be out of reach of those who end what a dead worker leaves behind.

    Celery has Linux kill its children when it dies, and our supervisor ends their group; others may not.
    """
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)


def _pause(point: str) -> None:
    """Stop here, each process once, until somebody sends SIGCONT; the trap stays armed for others."""
    mark = FOLDER / f"{point}.paused.{os.getpid()}"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGSTOP)


def _in_lane_client(module: Any) -> None:
    door = module.LaneClient
    claim, settle = door.claim, door.settle

    @wraps(claim)
    def trapped_claim(*args: Any, **options: Any) -> Any:
        global _claimed  # noqa: PLW0603  a worker's child does one thing at a time
        entries = claim(*args, **options)
        lane = args[0].lane.name  # the door itself comes first
        names = (name for entry in entries for name in (entry.key, f"{lane} {entry.key}", f"{lane} *"))
        _claimed = frozenset(names)
        reached("after claim")
        return entries

    @wraps(settle)
    def trapped_settle(*args: Any, **options: Any) -> Any:
        outcomes = settle(*args, **options)
        reached("after settle")
        return outcomes

    door.claim, door.settle = trapped_claim, trapped_settle


def _in_assessments(module: Any) -> None:
    read_batch = module.read_batch

    @wraps(read_batch)
    def trapped_read(*args: Any, **options: Any) -> Any:
        found = read_batch(*args, **options)
        reached("after read")
        return found

    module.read_batch = trapped_read


def _in_pools(module: Any) -> None:
    transaction = module.transaction

    @contextmanager
    def trapped_transaction(*args: Any, **options: Any) -> Any:
        with transaction(*args, **options) as connection:
            yield connection
            reached("before commit")
        reached("after commit")

    module.transaction = trapped_transaction


def _in_async_submitter(module: Any) -> None:
    submit = module.AsyncSubmitter.submit

    @wraps(submit)
    async def trapped_submit(self: Any, key: str, *args: Any, **options: Any) -> Any:
        reached("before submit", [key])
        return await submit(self, key, *args, **options)

    module.AsyncSubmitter.submit = trapped_submit


PATCHES: dict[str, Callable[[Any], None]] = {
    "coalescing.lane_client": _in_lane_client,
    "coalescing.async_submitter": _in_async_submitter,
    "storage.assessments": _in_assessments,
    "storage.pools": _in_pools,
}


class _Finder(importlib.abc.MetaPathFinder):
    """Lets others find the modules, and sets the traps right after each has been loaded."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name not in PATCHES:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_trap(module: Any) -> None:
            execute(module)
            PATCHES[name](module)

        spec.loader.exec_module = execute_and_trap  # type: ignore[method-assign]
        return spec


def install() -> None:
    """Set the traps in what is imported from now on."""
    sys.meta_path.insert(0, _Finder())
