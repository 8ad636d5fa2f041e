"""A wall clock that goes wrong on demand: what the platform's processes read from it is shifted by a file.

`time.time`, `time.time_ns` and the `now` of `datetime` and `date` are shifted; monotonic clocks are not, as
when somebody sets the clock of a machine. The file holds one double for each kind of process, in seconds.
"""

import ctypes
import datetime as dt
import gc
import mmap
import os
import struct
import sys
import time
from pathlib import Path
from typing import Any

#: Where each kind of process finds its shift.
ROLES = ("api", "worker", "beat")

_DOUBLE = struct.Struct("d")


def role_of(command: list[str]) -> str | None:
    """What kind of process a command line starts."""
    if "uvicorn" in command:
        return "api"
    return next((role for role in ("beat", "worker") if role in command), None)


def install() -> None:
    """Put the shifted clock in the place of Python's."""
    role = role_of(sys.orig_argv)
    if role is None:
        return
    with (Path(os.environ["FAULTS_INSIDE"]) / "clock").open("rb") as file:
        shifts = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    place = _DOUBLE.size * ROLES.index(role)
    true_time, true_time_ns = time.time, time.time_ns

    def shift() -> float:
        seconds: float = _DOUBLE.unpack_from(shifts, place)[0]
        return seconds

    def shifted_time() -> float:
        return true_time() + shift()

    def shifted_time_ns() -> int:
        return true_time_ns() + int(shift() * 1e9)

    time.time = shifted_time
    time.time_ns = shifted_time_ns
    _shift_datetime(shifted_time)


def _shift_datetime(now: Any) -> None:
    datetime, date = dt.datetime, dt.date
    utc = dt.UTC
    _replace(datetime, "now", lambda cls, tz=None: cls.fromtimestamp(now(), tz))
    _replace(datetime, "utcnow", lambda cls: cls.fromtimestamp(now(), utc).replace(tzinfo=None))
    _replace(datetime, "today", lambda cls: cls.fromtimestamp(now()))
    _replace(date, "today", lambda cls: cls.fromtimestamp(now()))


def _replace(kind: type, name: str, function: Any) -> None:
    """Give a type of the C library another class method; a subclass would not be what C code makes."""
    (namespace,) = (found for found in gc.get_referents(kind.__dict__) if isinstance(found, dict))
    namespace[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
