"""Ctrl-C and SIGTERM end a command in order; a second one hurries it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """Raised in the main thread by the first signal that asks us to stop."""


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Interrupted`, and later ones into a set event.

    What has to be cleaned up is cleaned up while the exception travels, without being interrupted again.

    Yields:
        The event: whoever cleans up should stop waiting once it is set.
    """
    interrupted = False
    hurry = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        if interrupted:
            hurry.set()
        else:
            interrupted = True
            raise Interrupted

    before = {what: signal.getsignal(what) for what in _SIGNALS}
    for what in _SIGNALS:
        # nohup has SIGHUP ignored on purpose; a shell's background job has SIGINT ignored by accident.
        if what is not signal.SIGHUP or before[what] is not signal.SIG_IGN:
            signal.signal(what, handle)
    try:
        yield hurry
    finally:
        for what, handler in before.items():
            signal.signal(what, handler)


def comes_from_an_interruption(error: BaseException) -> bool:
    """Whether it was raised while a connection in the middle of something was tidied up."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, Interrupted):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
