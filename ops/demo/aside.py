"""Calls that Ctrl-C must not cut in two: they run in a thread, while the main thread waits for them.

In the main thread a signal raises wherever it comes: in the middle of hiredis that ends the interpreter, in
the middle of psycopg it leaves a connection that cannot be closed in peace. A wait can always be left.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `work` in a thread; its result, or what it raises.

    When the wait is interrupted the call goes on by itself, and nobody hears how it ends.
    """
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
    try:
        return executor.submit(work, *args, **kwargs).result()
    finally:
        executor.shutdown(wait=False)
