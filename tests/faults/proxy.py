"""A TCP proxy that loses replies: the request gets through, and then the connection breaks."""

import asyncio
import threading
from random import Random
from typing import Self

CHUNK = 1 << 16


class LossyProxy:
    """Passes everything on to a port of 127.0.0.1, until it is told what to lose; a context manager."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._marker: bytes | None = None
        self._share = 0.0
        self._is_sure = False
        self._lost_before: set[int] = set()
        self._chance = Random(7)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")
        self._server: asyncio.Server | None = None
        #: That are being served.
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0
        #: Replies that were lost since `lose` was called.
        self.lost = 0

    def lose(self, marker: str, share: float = 0.5) -> None:
        """Lose the replies to requests with the marker in them: to the next one, and to a share of the later.

        A request that is sent again is answered.
        """
        self.lost = 0
        self._share = share
        self._is_sure = True
        self._marker = marker.encode()

    def spare(self) -> None:
        """Lose nothing any more."""
        self._marker = None

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
        else:
            await _Connection(self, (reader, writer), upstream).run()
        finally:
            self._connections.discard(task)

    def is_to_be_lost(self, request: bytes) -> bool:
        """Whether the reply to this request is to be lost."""
        if self._marker is None or self._marker not in request or hash(request) in self._lost_before:
            return False
        is_sure, self._is_sure = self._is_sure, False
        if is_sure or self._chance.random() < self._share:
            self._lost_before.add(hash(request))
            return True
        return False


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Connection:
    """One client's connection, and ours to the server for it."""

    def __init__(self, proxy: LossyProxy, client: Streams, server: Streams) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._loses_next = False

    async def run(self) -> None:
        """Pass everything on until either side hangs up, or a reply gets lost."""
        sides = [asyncio.ensure_future(self._requests()), asyncio.ensure_future(self._replies())]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)
            for _, writer in (self._client, self._server):
                writer.transport.abort()

    async def _requests(self) -> None:
        while request := await self._client[0].read(CHUNK):
            self._loses_next = self._loses_next or self._proxy.is_to_be_lost(request)
            self._server[1].write(request)
            await self._server[1].drain()

    async def _replies(self) -> None:
        while reply := await self._server[0].read(CHUNK):
            if self._loses_next:  # the script has run
                self._proxy.lost += 1
                return
            self._client[1].write(reply)
            await self._client[1].drain()
