"""Events at a rate: `python -m benchmarks.event_load <port> <path> <per second> <seconds> <seed>`.

A provider does not wait for an answer before it sends the next event, so each is sent when its time has come,
and its latency counts from then on: what a slow server keeps waiting is not left out. Prints one JSON object.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from typing import Any

import numpy as np
import uvloop

from benchmarks.load import answered

#: Connections that are opened beforehand; a provider has many.
CONNECTIONS = 64
#: Events are sent in steps of so many seconds.
STEP_SECONDS = 0.001
#: Answers that take longer than that after the last event never come.
PATIENCE_SECONDS = 20.0


class Connection(asyncio.Protocol):
    """Sends one request at a time; says when it is free again."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._received = bytearray()
        self._due = 0.0
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is free."""
        self._transport = transport
        self._load.free.append(self)

    def send(self, due: float, request: bytes) -> None:
        """Send a request that was due at that time."""
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer."""
        self._received += data
        status = answered(self._received)
        if status is None:
            return
        self._received.clear()
        self._load.done(status, time.perf_counter() - self._due)
        self._load.free.append(self)
        self._load.send_waiting()


class Load:
    """All connections, what waits for one, and what was measured."""

    def __init__(self, total: int) -> None:
        self.free: deque[Connection] = deque()
        self.waiting: deque[tuple[float, bytes]] = deque()
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.total = total
        self.all_done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def done(self, status: int, seconds: float) -> None:
        """One was answered."""
        self.statuses[status] += 1
        self.seconds.append(seconds)
        if len(self.seconds) == self.total:
            self.all_done.set_result(None)

    def send_waiting(self) -> None:
        """Send what waits, as long as a connection is free."""
        while self.waiting and self.free:
            self.free.popleft().send(*self.waiting.popleft())


def request_of(path: str, number: int) -> bytes:
    """An event about an activity that no other one is about."""
    body = json.dumps(
        {
            "object_type": "activity",
            "object_id": number,
            "aspect_type": "create",
            "owner_id": 1 + number % 5_000,
            "subscription_id": 1,
            "event_time": int(time.time()),
            "updates": {},
        }
    )
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n{body}".encode()


async def run(port: int, path: str, per_second: int, seconds: float, seed: int) -> dict[str, float]:
    """Send events at a rate; how they were answered."""
    total = round(per_second * seconds)
    loop, load = asyncio.get_running_loop(), Load(total)
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", port)
    requests = [request_of(path, seed * 10_000_000 + number + 1) for number in range(total)]
    began = time.perf_counter()
    sent = 0
    while sent < total:
        due = min(total, round((time.perf_counter() - began) * per_second))
        for number in range(sent, due):
            load.waiting.append((began + number / per_second, requests[number]))
        sent = max(sent, due)
        load.send_waiting()
        await asyncio.sleep(STEP_SECONDS)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await load.all_done
    p50, p99, worst = (np.percentile(load.seconds, [50, 99, 100]) * 1000).tolist()
    took = time.perf_counter() - began
    accepted = load.statuses[200]
    return {
        "sent": total,
        "accepted": accepted,
        "per_second": total / took,
        "p50_ms": p50,
        "p99_ms": p99,
        "worst_ms": worst,
    }


def main() -> None:
    """Send them, and print what came of it."""
    port, path, per_second, seconds, seed = sys.argv[1:]
    print(json.dumps(uvloop.run(run(int(port), path, int(per_second), float(seconds), int(seed)))))


if __name__ == "__main__":
    main()
