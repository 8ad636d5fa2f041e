"""A receiver of webhooks: a real HTTP server that answers as it is told, and remembers what it got."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Status and headers of an answer.
Answer = tuple[int, dict[str, str]]
OK: Answer = (204, {})


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The server; `answers` are given one by one, then `usual` for ever."""

    url: str = ""
    usual: Answer = OK
    answers: list[Answer] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    #: While it is not set, nobody is answered.
    answering: threading.Event = field(default_factory=threading.Event)
    #: Called with every request, before it is answered.
    heard: Callable[[Got], None] = lambda _: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, got: Got) -> Answer:
        with self._lock:
            self.got.append(got)
            answer = self.answers.pop(0) if self.answers else self.usual
        self.heard(got)
        self.answering.wait(20)
        return answer

    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.got]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that answers 204 at once, until it is told otherwise."""
    state = Receiver()
    state.answering.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more = state.take(Got(self.path, headers, body))
            try:
                self.send_response(status)
                for name, value in {"content-length": "0", **more}.items():
                    self.send_header(name, value)
                self.end_headers()
            except ConnectionError:
                pass  # whoever asked has given up

        def log_message(self, *_: object) -> None:
            pass

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield state
        finally:
            state.answering.set()
            server.shutdown()
            thread.join(10)
