"""A process of people who check in over HTTP: `python -m tests.faults.writer`, orders on standard input.

The first line is a JSON object: `port`, `token`, `day`, `threads`, `per_second` (of all threads together),
`place` and `processes` (so that no two processes write for the same athlete), `hot` (all write for all).
Each further line is a JSON list of athletes to write for from now on; the end of the input is the end of it.
For each answer it prints a JSON list: athlete, number of the answers, status or null, revision or null,
Retry-After or null, seconds. Of one athlete, answers are in the order of the writes. It knows just enough
HTTP to cost little beside the servers that it writes to.
"""

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

from tests.faults.answers import answers

#: Longer than the platform may take for an answer in any circumstances.
PATIENCE_SECONDS = 15.0

#: After the connection broke: whoever is refused in microseconds should not hammer.
PAUSE_SECONDS = 0.2


class Writer:
    """Several threads, each with a connection of its own, which write for a share of the athletes each."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        self._headers = {
            "content-type": "application/json",
            "authorization": f"Bearer {orders['token']}",
        }
        self._athletes: list[str] = []
        self._numbers = count(orders["place"], orders["processes"])
        self._printing = threading.Lock()
        self._ended = threading.Event()

    def run(self, turns: Iterator[str]) -> None:
        """Write until there are no more orders."""
        places = range(self._orders["threads"])
        threads = [threading.Thread(target=self._write_all, args=(place,)) for place in places]
        self._athletes = json.loads(next(turns))
        for thread in threads:
            thread.start()
        for line in turns:
            self._athletes = json.loads(line)
        self._ended.set()
        for thread in threads:
            thread.join()

    def _write_all(self, thread: int) -> None:
        orders = self._orders
        pause = orders["threads"] / orders["per_second"]
        everywhere = orders["threads"] * orders["processes"]
        place = orders["place"] * orders["threads"] + thread
        next_at = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", orders["port"], timeout=PATIENCE_SECONDS)
        for turn in count():
            if self._ended.wait(max(0, next_at - time.monotonic())):
                connection.close()
                return
            next_at = max(next_at + pause, time.monotonic() - 0.5)
            share = self._athletes if orders["hot"] else self._athletes[place::everywhere]
            if share:
                told = self._write(connection, share[turn % len(share)])
                with self._printing:
                    print(json.dumps(told), flush=True)  # noqa: T201  it is what it is for
                if told[2] is None:
                    self._ended.wait(PAUSE_SECONDS)

    def _write(self, connection: http.client.HTTPConnection, athlete: str) -> list[Any]:
        number = next(self._numbers)
        body = json.dumps({"clientId": athlete, "date": self._orders["day"], **answers(number)})
        began = time.monotonic()
        try:
            connection.request("POST", "/api/daily-metrics", body, self._headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()  # the next request opens a new one
            return [athlete, number, None, None, None, time.monotonic() - began]
        seconds = time.monotonic() - began
        revision = json.loads(content)["receipt"]["revision"] if answer.status == http.HTTPStatus.OK else None
        return [athlete, number, answer.status, revision, answer.headers.get("retry-after"), seconds]


def main() -> None:
    """Take orders, and write."""
    lines = iter(sys.stdin.readline, "")
    with suppress(BrokenPipeError):
        Writer(json.loads(next(lines))).run(lines)


if __name__ == "__main__":
    main()
