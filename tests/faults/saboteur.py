"""The tests' end of what `inside` does in the platform's processes: arming traps, moving clocks."""

import os
import signal
import struct
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

#: The folder of what the platform's processes load at their start.
INSIDE = Path(__file__).parent / "inside"

Point = Literal["after claim", "after read", "before commit", "after commit", "after settle", "before submit"]

#: What a trap does: kills the process, or its whole group; makes an orphan of the process, stopped and out of
#: reach of its group; stops every process that comes by.
Victim = Literal["process", "group", "orphan", "pause"]

#: Kinds of processes with a clock of their own, in the order of the file.
ROLES = ("api", "worker", "beat")


class Saboteur:
    """Arms traps at points of the code, and moves the clocks of a platform's processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._clock = folder / "clock"
        self._clock.write_bytes(struct.pack(f"{len(ROLES)}d", *(0.0 for _ in ROLES)))

    @property
    def environment(self) -> dict[str, str]:
        """What the platform's processes need in their environment."""
        path = [str(INSIDE), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {"PYTHONPATH": os.pathsep.join(path), "FAULTS_INSIDE": str(self._folder)}

    # --- traps -------------------------------------------------------------------------------------------

    @contextmanager
    def trap(self, point: Point, victim: Victim, keys: Collection[str]) -> Iterator[None]:
        """A trap for the process that comes to the point at work on one of the keys, until the block ends."""
        for mark in (*self._marks(point, "sprung"), *self._marks(point, "paused")):
            mark.unlink()
        armed = self._folder / f"{point}.armed"
        armed.write_text("\n".join([victim, *keys]))
        armed.rename(self._trap(point))  # whole, or not at all
        try:
            yield
        finally:
            self._trap(point).unlink(missing_ok=True)

    def sprung(self, point: Point) -> int | None:
        """The id of the process that went into the trap."""
        return next((int(mark.suffix[1:]) for mark in self._marks(point, "sprung")), None)

    def paused(self, point: Point) -> list[int]:
        """The ids of the processes that stopped in a trap that pauses."""
        return [int(mark.suffix[1:]) for mark in self._marks(point, "paused")]

    def resume(self, point: Point) -> None:
        """Let them go on."""
        for pid in self.paused(point):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def _trap(self, point: Point) -> Path:
        return self._folder / f"{point}.trap"

    def _marks(self, point: Point, kind: str) -> list[Path]:
        return sorted(self._folder.glob(f"{point}.{kind}.*"))

    # --- clocks ------------------------------------------------------------------------------------------

    def shift_clock(self, seconds: float, roles: Collection[str] = ROLES) -> float:
        """Set the wall clocks of these kinds of processes off by so much; answers when, as `time.time()`."""
        with self._clock.open("r+b") as file:
            for role in roles:
                file.seek(struct.calcsize("d") * ROLES.index(role))
                file.write(struct.pack("d", seconds))
        return time.time()
