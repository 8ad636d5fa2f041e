"""A load generator: `python -m benchmarks.load <port> <connections>`, with its requests on standard input.

Standard input is an authorization header's value, then one JSON body a line. Each connection sends its next
request as soon as the last one is answered. What it prints is one JSON object (see `Load`). It speaks just
enough HTTP to cost little beside the server that it measures, on the same machine.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import uvloop

#: A server that takes longer for all requests together is stuck.
PATIENCE_SECONDS = 120.0

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


def requests_of(authorization: str, bodies: Iterable[str]) -> list[bytes]:
    """The requests as they go over the wire."""
    head = (
        "POST /api/daily-metrics HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"authorization: {authorization}\r\ncontent-length: "
    )
    return [f"{head}{len(body.encode())}\r\n\r\n{body}".encode() for body in bodies]


class Client(asyncio.Protocol):
    """One connection, which sends one request after the other until there are no more."""

    def __init__(self, requests: Iterator[bytes], statuses: Counter[int], seconds: list[float]) -> None:
        self._requests = requests
        self._statuses = statuses
        self._seconds = seconds
        self._received = bytearray()
        self._sent = 0.0
        self._transport: Any = None
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = transport
        self._send_next()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; when it is whole, send the next request."""
        self._received += data
        status = answered(self._received)
        if status is None:
            return
        self._seconds.append(time.perf_counter() - self._sent)
        self._statuses[status] += 1
        self._received.clear()
        self._send_next()

    def connection_lost(self, error: Exception | None) -> None:
        """The server hung up before all was answered, unless we are done."""
        if not self.finished.done():
            self.finished.set_exception(error or ConnectionError("the server hung up"))

    def _send_next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.finished.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


def answered(received: bytes | bytearray) -> int | None:
    """The status of an answer that is there as a whole; None while some of it is missing."""
    end = received.find(_HEAD_END)
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    at = head.find(_LENGTH)
    if at < 0:
        raise ValueError("an answer without content-length")
    length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
    return int(head[9:12]) if len(received) >= end + len(_HEAD_END) + length else None


async def run(port: int, connections: int, requests: list[bytes]) -> dict[str, float | int]:
    """Send all requests; how fast it went."""
    loop = asyncio.get_running_loop()
    statuses: Counter[int] = Counter()
    seconds: list[float] = []
    rest = iter(requests)
    began = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: Client(rest, statuses, seconds), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(client.finished for client in clients))
    took = time.perf_counter() - began
    p50, p95, p99 = (np.percentile(seconds, [50, 95, 99]) * 1000).tolist()
    return {
        "per_second": len(seconds) / took,
        "accepted": statuses[200],
        "sent": len(requests),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
    }


def main() -> None:
    """Read the requests, send them, and print what came of it."""
    authorization, *bodies = sys.stdin.read().splitlines()
    port, connections = map(int, sys.argv[1:])
    print(json.dumps(uvloop.run(run(port, connections, requests_of(authorization, bodies)))))


if __name__ == "__main__":
    main()
