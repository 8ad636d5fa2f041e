"""A burst keeps every answer, in order; insists where the server stumbles, and gives up where it refuses."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import pytest

from ops.demo import burst as module
from ops.demo.burst import Burst, BurstLog, RefusedError
from ops.demo.writes import Write

Post = Callable[..., BurstLog]

ATHLETES = [UUID(int=n) for n in range(1, 101)]


class Api:
    """Answers writes as the api does, in the order in which they come; `misbehave` may answer otherwise."""

    def __init__(self, misbehave: Callable[[int], str | None] = lambda _n: None) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.requests = 0
        self._misbehave = misbehave

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line[16:]) for line in head.split("\r\n") if line.startswith("content-length: ")
            )
            body = json.loads(await reader.readexactly(length))
            self.requests += 1
            wrong = self._misbehave(self.requests)
            if wrong == "hang up":
                return
            writer.write(self._answer(body) if wrong is None else f"HTTP/1.1 {wrong}\r\n\r\n".encode())

    def _answer(self, body: dict[str, Any]) -> bytes:
        self.bodies.append(body)
        revision = sum(one["clientId"] == body["clientId"] for one in self.bodies)
        key = f"{body['clientId']}:{body['date']}"
        receipt = {
            "lane": "checkins",
            "key": key,
            "revision": revision,
            "url": f"/api/receipts/checkins/{key}",
        }
        content = json.dumps({"receipt": receipt})
        return f"HTTP/1.1 200 OK\r\ncontent-length: {len(content)}\r\n\r\n{content}".encode()


@pytest.fixture
def post(serving: Callable[..., AbstractAsyncContextManager[str]]) -> Post:
    """Have every athlete post three writes to an api."""

    def go(api: Api, *beside: Any, on_answer: Callable[[], object] = lambda: None) -> BurstLog:
        async def run() -> BurstLog:
            forms = [(athlete, [Write({"mood": n}, "2026-03-16") for n in (1, 2, 3)]) for athlete in ATHLETES]
            async with serving(api) as url:
                return await Burst(url, "abc", on_answer=on_answer).post(forms, *beside)

        return asyncio.run(run())

    return go


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0.0)


def test_every_answer_is_kept_in_the_order_of_the_writes(post: Post) -> None:
    api, answered = Api(), Counter[str]()
    log = post(api, on_answer=lambda: answered.update(["one"]))
    assert log.accepted == answered["one"] == len(api.bodies) == 300
    for athlete in ATHLETES:
        assert [answer.revision for answer in log.answers[athlete]] == [1, 2, 3]
        assert [answer.write.columns["mood"] for answer in log.answers[athlete]] == [1, 2, 3]
        moods = [body["mood"] for body in api.bodies if body["clientId"] == str(athlete)]
        assert moods == [1, 2, 3], "the next write waits for the answer to the last"
    assert 0 < log.slowest_athlete_seconds <= log.seconds


@pytest.mark.parametrize("trouble", ["hang up", "503 Service Unavailable"])
def test_a_write_is_repeated_until_it_is_acknowledged(post: Post, trouble: str) -> None:
    api = Api(lambda n: trouble if n % 50 == 7 else None)
    log = post(api)
    assert log.accepted == 300
    assert log.retries == api.requests - 300 >= 6


@pytest.mark.parametrize("refusal", ["422 Unprocessable Content", "401 Unauthorized"])
def test_a_refusal_ends_the_demo(post: Post, refusal: str) -> None:
    api = Api(lambda n: refusal if n == 100 else None)
    with pytest.raises(RefusedError, match=refusal[:3]):
        post(api)


def test_a_server_that_never_recovers_ends_it_too(post: Post) -> None:
    with pytest.raises(RefusedError, match="500"):
        post(Api(lambda n: "500 Internal Server Error" if n > 20 else None))


def test_what_runs_beside_sees_the_progress_and_is_waited_for(post: Post) -> None:
    seen: list[int] = []

    async def beside(log: BurstLog) -> None:
        while log.accepted < 150:  # noqa: ASYNC110  as what the demo runs beside does it
            await asyncio.sleep(0)
        seen.append(log.accepted)

    assert post(Api(), beside).accepted == 300
    assert len(seen) == 1
    assert 150 <= seen[0] <= 300


def test_what_fails_beside_ends_the_burst(post: Post) -> None:
    async def beside(_log: BurstLog) -> None:
        raise RefusedError("no Valkey to flush")

    with pytest.raises(RefusedError, match="no Valkey"):
        post(Api(), beside)
