"""Connections: what is sent again, what is not, and who shares one."""

import os
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from coalescing.connections import Connections

Respond = Callable[["Server", socket.socket, bytes], None]


class Server:
    """Counts what it receives, and responds as it is told."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.received: list[bytes] = []
        self.sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.sockets.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while data := connection.recv(65536):
                self.received.append(data)
                self.respond(self, connection, data)
        except OSError:
            return

    def close(self) -> None:
        for connection in (self._listener, *self.sockets):
            connection.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Respond], Server]]:
    servers: list[Server] = []

    def start(respond: Respond) -> Server:
        servers.append(Server(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def pong(_: Server, connection: socket.socket, data: bytes) -> None:
    connection.sendall(b"+PONG\r\n" * data.count(b"PING"))


def silence(_: Server, __: socket.socket, ___: bytes) -> None:
    """Freeze."""


def break_the_first(server: Server, connection: socket.socket, data: bytes) -> None:
    if len(server.received) == 1:
        connection.shutdown(socket.SHUT_RDWR)
    else:
        pong(server, connection, data)


def test_a_new_connection_costs_no_round_trip(serve: Callable[[Respond], Server]) -> None:
    server = serve(pong)
    connections = Connections(server.url, timeout_ms=1_000)

    assert connections.exchange([("PING",)]) == [b"PONG"]

    assert server.received == [b"*1\r\n$4\r\nPING\r\n"]
    connections.close()


def test_what_broke_is_sent_once_more(serve: Callable[[Respond], Server]) -> None:
    server = serve(break_the_first)
    connections = Connections(server.url, timeout_ms=1_000)

    assert connections.exchange([("PING",), ("PING",)]) == [b"PONG", b"PONG"]

    assert len(server.received) == 2
    connections.close()


def test_what_breaks_twice_is_given_up(serve: Callable[[Respond], Server]) -> None:
    server = serve(lambda _, connection, __: connection.shutdown(socket.SHUT_RDWR))
    connections = Connections(server.url, timeout_ms=1_000)

    with pytest.raises(RedisConnectionError):
        connections.exchange([("PING",)])

    assert len(server.received) == 2
    connections.close()


def test_what_is_late_is_not_sent_again(serve: Callable[[Respond], Server]) -> None:
    server = serve(silence)
    connections = Connections(server.url, timeout_ms=50)

    with pytest.raises(RedisTimeoutError):
        connections.exchange([("PING",)])

    assert len(server.received) == 1
    connections.close()


def test_after_a_late_answer_the_connection_is_a_new_one(serve: Callable[[Respond], Server]) -> None:
    server = serve(silence)
    connections = Connections(server.url, timeout_ms=50)
    with pytest.raises(RedisTimeoutError):
        connections.exchange([("PING",)])
    server.respond = pong

    assert connections.exchange([("PING",)]) == [b"PONG"]

    assert len(server.sockets) == 2
    connections.close()


def test_a_refusal_is_an_answer_and_the_connection_stays(serve: Callable[[Respond], Server]) -> None:
    server = serve(lambda _, connection, __: connection.sendall(b"-ERR no\r\n+PONG\r\n"))
    connections = Connections(server.url, timeout_ms=1_000)

    refusal, answer = connections.exchange([("NO",), ("PING",)])

    assert isinstance(refusal, ResponseError)
    assert answer == b"PONG"
    connections.exchange([("NO",), ("PING",)])
    assert len(server.sockets) == 1
    connections.close()


def test_every_thread_has_a_connection_and_keeps_it(serve: Callable[[Respond], Server]) -> None:
    server = serve(pong)
    connections = Connections(server.url, timeout_ms=1_000)

    def use() -> None:
        for _ in range(20):
            connections.exchange([("PING",)])

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    use()

    assert len(server.sockets) == 4
    connections.close()


def test_a_forked_process_has_a_connection_of_its_own(
    serve: Callable[[Respond], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(pong)
    connections = Connections(server.url, timeout_ms=1_000)
    connections.exchange([("PING",)])

    monkeypatch.setattr(os, "getpid", lambda: -1)
    connections.exchange([("PING",)])

    assert len(server.sockets) == 2
    connections.close()
