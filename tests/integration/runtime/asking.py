"""What processes do that tests start: little is imported, so that they start soon."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from runtime.shared_breaker import CircuitOpenError, Patience, SharedBreaker
from runtime.worker_redis import WorkerRedis

#: Short enough for a test that waits.
QUICK = Patience(open_ms=400, longest_ms=800, probe_ms=20_000)


def ask_breaker(url: str, prefix: str, threads: int, seconds: float) -> Counter[str]:
    """What many threads are told, who ask again and again, all at once."""
    ends = time.monotonic() + seconds

    def ask(_: int) -> list[str]:
        told = []
        while time.monotonic() < ends:
            try:
                told.append("probe" if breaker.admit().is_probe else "go")
            except CircuitOpenError:
                told.append("wait")
        return told

    with closing(WorkerRedis(url)) as redis, ThreadPoolExecutor(threads) as pool:
        breaker = SharedBreaker(redis, prefix, "somebody", QUICK)
        return Counter(each for told in pool.map(ask, range(threads)) for each in told)
