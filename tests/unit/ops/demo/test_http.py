"""The demo's HTTP client keeps connections, and survives servers that do not behave."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from ops.demo.http import HttpClient

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serving = Callable[[Handler], AbstractAsyncContextManager[str]]
Use = Callable[[HttpClient], Awaitable[None]]


async def read_request(reader: asyncio.StreamReader) -> tuple[str, str]:
    """Head and body of the next request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next((int(line[16:]) for line in head.split("\r\n") if line.startswith("content-length: ")), 0)
    return head, (await reader.readexactly(length)).decode()


def respond(writer: asyncio.StreamWriter, body: str, status: str = "200 OK") -> None:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        await read_request(reader)
        respond(writer, "{}")


@pytest.fixture
def run(serving: Serving) -> Callable[..., None]:
    """Let `use` talk to a server that behaves as `handler` says."""

    def go(handler: Handler, use: Use, *, timeout: float = 5.0) -> None:
        async def both() -> None:
            async with (
                serving(handler) as url,
                HttpClient(url, "abc", connections=2, timeout=timeout) as client,
            ):
                await use(client)

        asyncio.run(both())

    return go


def test_requests_carry_the_token_and_answers_come_back(run: Callable[..., None]) -> None:
    seen = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append(await read_request(reader))
            respond(writer, '{"n": 1}', "201 Created" if len(seen) == 1 else "200 OK")

    async def use(client: HttpClient) -> None:
        posted = await client.post("/a", {"name": "Zoë"})
        assert (posted.status, posted.is_ok, posted.json()) == (201, False, {"n": 1})
        assert (await client.get("/b?c=1")).is_ok

    run(echo, use)
    (head, body), (second, _) = seen
    assert head.startswith("POST /a HTTP/1.1\r\n")
    assert "authorization: Bearer abc\r\n" in head
    assert body == '{"name": "Zo\\u00eb"}'
    assert second.startswith("GET /b?c=1 HTTP/1.1\r\n")


def test_connections_are_kept_and_limited(run: Callable[..., None]) -> None:
    opened = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        await answering(reader, writer)

    async def use(client: HttpClient) -> None:
        await asyncio.gather(*(client.get("/") for _ in range(20)))

    run(count, use)
    assert opened == 2


def test_a_server_that_hangs_up_is_an_error_and_the_next_request_connects_anew(
    run: Callable[..., None],
) -> None:
    calls = 0

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        await read_request(reader)
        calls += 1
        if calls > 2:
            respond(writer, "{}")

    async def use(client: HttpClient) -> None:
        for _ in range(2):
            with pytest.raises(OSError, match="hung up"):
                await client.get("/")
        assert (await client.get("/")).is_ok

    run(moody, use)


def test_a_server_that_is_silent_is_a_timeout(run: Callable[..., None]) -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def use(client: HttpClient) -> None:
        with pytest.raises(TimeoutError):
            await client.get("/")

    run(silent, use, timeout=0.05)
