"""Readers: `python -m benchmarks.read_load <port> <readers> <pause>`, with what they read on standard input.

Standard input is an authorization header's value, then one path a line. Each reader reads the next path, and
then pauses, as a person does; they begin at different moments of the first pause. What it prints is one JSON
object: latencies, how many answers were 200, and what each said about the cache.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import uvloop

from benchmarks.load import PATIENCE_SECONDS, Client

_HOW = re.compile(rb"\r\nx-cache: (\w+)\r\n")


class Reader(Client):
    """One reader, who pauses before each request."""

    def __init__(
        self, requests: Iterator[bytes], statuses: Counter[int], seconds: list[float], pause: float
    ) -> None:
        super().__init__(requests, statuses, seconds)
        self._pause = pause
        self._has_begun = False
        self.how: Counter[str] = Counter()

    def data_received(self, data: bytes) -> None:
        """Look whether it was kept, and go on."""
        self.how.update(how.decode() for how in _HOW.findall(data))
        super().data_received(data)

    def _send_next(self) -> None:
        pause = self._pause if self._has_begun else random.uniform(0, self._pause)
        self._has_begun = True
        asyncio.get_running_loop().call_later(pause, super()._send_next)


def requests_of(authorization: str, paths: list[str]) -> list[bytes]:
    """The requests as they go over the wire."""
    head = f"HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: {authorization}\r\n\r\n"
    return [f"GET {path} {head}".encode() for path in paths]


async def run(port: int, readers: int, pause: float, requests: list[bytes]) -> dict[str, Any]:
    """Read all; how long it took."""
    loop = asyncio.get_running_loop()
    statuses: Counter[int] = Counter()
    seconds: list[float] = []
    rest = iter(requests)
    began = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: Reader(rest, statuses, seconds, pause), "127.0.0.1", port))[1]
        for _ in range(readers)
    ]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(client.finished for client in clients))
    took = time.perf_counter() - began
    p50, p95, p99 = (np.percentile(seconds, [50, 95, 99]) * 1000).tolist()
    return {
        "per_second": len(seconds) / took,
        "sent": len(requests),
        "accepted": statuses[200],
        "how": dict(sum((client.how for client in clients), Counter())),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
    }


def main() -> None:
    """Read the requests, send them, and print what came of it."""
    authorization, *paths = sys.stdin.read().splitlines()
    port, readers, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(uvloop.run(run(port, readers, pause, requests_of(authorization, paths)))))


if __name__ == "__main__":
    main()
