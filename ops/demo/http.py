"""An HTTP client for thousands of small requests, cheap enough not to be what the demo measures.

On the same two cores as the servers, a general client would take several times what a request costs the api.
This one speaks just enough of HTTP/1.1: kept connections, answers with a length.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

_OK = 200
_FIRST_SERVER_ERROR = 500


class Answer(NamedTuple):
    """What came back."""

    status: int
    content: bytes

    @property
    def is_ok(self) -> bool:
        """Whether it is a 200."""
        return self.status == _OK

    @property
    def may_be_tried_again(self) -> bool:
        """Whether the server, and not the request, is at fault."""
        return self.status >= _FIRST_SERVER_ERROR

    def json(self) -> Any:
        """The content."""
        return json.loads(self.content)


class HttpClient:
    """Sends requests over a number of kept connections; an async context manager.

    Args:
        base_url: `http://host:port`.
        token: a bearer token.
        connections: how many at most; further requests wait for one.
        timeout: seconds that an answer may take.
    """

    def __init__(self, base_url: str, token: str, *, connections: int, timeout: float) -> None:
        address = urlsplit(base_url)
        self._host, self._port = address.hostname or "", address.port or 80
        self._head = f"host: {address.netloc}\r\nauthorization: Bearer {token}\r\n"
        self._timeout = timeout
        self._free: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        self._connections = [_Connection(self._host, self._port) for _ in range(connections)]
        for connection in self._connections:
            self._free.put_nowait(connection)

    async def get(self, path: str) -> Answer:
        """GET a path.

        Raises:
            OSError: there was no answer; also a `TimeoutError`.
        """
        return await self._send(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """POST a body as JSON.

        Raises:
            OSError: there was no answer, and the request may have been carried out; also a `TimeoutError`.
        """
        content = json.dumps(body)
        head = f"POST {path} HTTP/1.1\r\n{self._head}content-type: application/json\r\n"
        return await self._send(f"{head}content-length: {len(content)}\r\n\r\n{content}".encode())

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["_Connection"]:
        """One of the connections, when one is free."""
        connection = await self._free.get()
        try:
            yield connection
        finally:
            self._free.put_nowait(connection)

    async def _send(self, request: bytes) -> Answer:
        async with self.connection() as connection, asyncio.timeout(self._timeout):
            return await connection.exchange(request)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._connections:
            await connection.hang_up()


class _Connection:
    """One kept connection. After anything unexpected it is closed, and opened anew for the next request."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, request: bytes) -> Answer:
        """Send a request and read its answer."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._host, self._port)
            reader, writer = self._streams
            writer.write(request)
            return await _read(reader)
        except BaseException as error:
            self.close()
            if isinstance(error, asyncio.IncompleteReadError):
                raise ConnectionResetError("the server hung up") from error
            raise

    def close(self) -> None:
        """Hang up, without waiting for it."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def hang_up(self) -> None:
        """Hang up."""
        writer = self._streams[1] if self._streams is not None else None
        self.close()
        if writer is not None:
            with suppress(OSError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status, *lines = head.split("\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
    return Answer(int(status.split(" ", 2)[1]), await reader.readexactly(length))
