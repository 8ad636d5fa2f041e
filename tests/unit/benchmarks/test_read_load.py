"""Readers of the benchmark: all is read, and each answer is told by how it came about."""

import asyncio

from benchmarks.read_load import requests_of, run


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server: the first line's path says how the answer came about."""
    while head := await reader.read(1_000):
        how = head.split()[1].removeprefix(b"/")
        writer.write(b"HTTP/1.1 200 OK\r\nx-cache: %b\r\ncontent-length: 2\r\n\r\n{}" % how)
    writer.close()


def test_all_is_read_and_told_by_how_it_came_about() -> None:
    async def story() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        requests = requests_of("Bearer x", ["/hit", "/miss", "/hit", "/stale", "/hit"])
        load = await run(port, 2, 0.001, requests)
        server.close()
        assert load["accepted"] == load["sent"] == len(requests)
        assert load["how"] == {"hit": 3, "miss": 1, "stale": 1}

    asyncio.run(story())
