"""Ctrl-C while the story is told: it ends at the next safe point, and cuts nothing in two.

An exception that a signal handler raises can come anywhere: numpy may swallow it, a lock may be left half
taken, and in the middle of hiredis it ends the interpreter. So here the handler only takes note.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_Handler = Callable[[int, FrameType | None], object]


class Stopping:
    """Whether somebody has asked to stop."""

    def __init__(self) -> None:
        self._asked: tuple[_Handler, int] | None = None

    def check(self) -> None:
        """A safe point: what the signal's own handler would have done is done here, if one has come."""
        if self._asked is not None:
            handler, number = self._asked
            handler(number, None)

    def ask(self, handler: _Handler, number: int, frame: FrameType | None) -> None:
        """Take note of a signal; the second one does not wait for a safe point."""
        if self._asked is not None:
            handler(number, frame)
        self._asked = handler, number


@contextmanager
def stopping_at_safe_points() -> Iterator[Stopping]:
    """Put off what the present handlers of signals do until `check` is called, or the block ends."""
    stopping = Stopping()
    before = {what: signal.getsignal(what) for what in _SIGNALS}
    for what, handler in before.items():
        if callable(handler):
            signal.signal(what, _asking(stopping, handler))
    try:
        yield stopping
    finally:
        for what, handler in before.items():
            signal.signal(what, handler)
    stopping.check()


def _asking(stopping: Stopping, handler: _Handler) -> _Handler:
    return lambda number, frame: stopping.ask(handler, number, frame)
