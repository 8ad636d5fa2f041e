"""Readiness: what answers is told at once, what does not is named in the end."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ops.ports import free_port
from ops.readiness import answers, wait_for, workers_seen

Pages = dict[str, tuple[int, bytes]]


class Answers(BaseHTTPRequestHandler):
    """Answers with what the test has put into `pages`: a status and a body by path."""

    pages: Pages

    def do_GET(self) -> None:
        status, body = self.pages[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def pages() -> Pages:
    return {}


@pytest.fixture
def url(pages: Pages) -> Iterator[str]:
    handler = type("Handler", (Answers,), {"pages": pages})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ready(seen: int) -> bytes:
    return json.dumps({"checks": {"worker": {"seen": seen}}}).encode()


def test_what_answers_is_told_and_what_does_not_is_named(url: str, pages: Pages) -> None:
    pages.update({"/good": (200, b""), "/bad": (503, b"")})
    told: list[str] = []
    checks = {
        "good": answers(f"{url}/good"),
        "bad": answers(f"{url}/bad"),
        "gone": answers(f"http://127.0.0.1:{free_port()}/"),
    }
    assert wait_for(checks, 0.1, told.append) == ["bad", "gone"]
    assert told == ["good"]


def test_it_waits_for_what_comes_up_later(url: str, pages: Pages) -> None:
    pages.update({"/first": (200, b""), "/second": (503, b"")})

    def first_is_up(_name: str) -> None:
        pages["/second"] = (200, b"")

    checks = {"first": answers(f"{url}/first"), "second": answers(f"{url}/second")}
    assert wait_for(checks, 10, first_is_up) == []


@pytest.mark.parametrize(
    ("status", "body", "missing"),
    [
        (200, ready(2), []),
        (200, ready(1), ["workers"]),
        (503, ready(2), ["workers"]),
        (200, b"{}", ["workers"]),
        (200, b"no JSON", ["workers"]),
    ],
)
def test_workers_are_counted(url: str, pages: Pages, status: int, body: bytes, missing: list[str]) -> None:
    pages["/readyz"] = (status, body)
    assert wait_for({"workers": workers_seen(f"{url}/readyz", 2)}, 0) == missing
