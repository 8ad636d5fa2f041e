"""The stand-in for Strava does what tests and load tests rely on."""

import json
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import WaitUntil
from tests.strava_server import StravaServer, strava_server

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]


class Receiver(ThreadingHTTPServer):
    """Takes events; the first attempt of each is answered 500."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/events"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        is_first = event not in self.server.got
        self.server.got.append(event)
        self._answer(500 if is_first else 200, b"")

    def do_GET(self) -> None:
        query = dict(httpx.URL(self.path).params)
        self._answer(200, json.dumps({"hub.challenge": query["hub.challenge"]}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_events_are_posted_as_strava_posts_them() -> None:
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        with strava_server() as strava:
            event, gone = strava.event(7, 70_001), strava.revocation(7)
            assert strava.send(receiver.url, event, gone) == [200, 200]
            assert strava.subscribe(receiver.url, "a token")
            steered = httpx.post(
                f"{strava.url}/control/events",
                json={"url": receiver.url, "events": [{"owner_id": 7, "object_id": 70_002}]},
            )
            assert steered.json() == [200]
    finally:
        receiver.shutdown()
        receiver.server_close()
    assert len(receiver.got) == 6
    assert all(list(each) == list(event) for each in receiver.got)
    assert gone["updates"] == {"authorized": "false"}


def test_an_older_refresh_token_stops_working(strava: StravaServer) -> None:
    first = strava.world.grant(7)
    form = {"client_id": strava.world.client_id, "client_secret": strava.world.client_secret}
    form |= {"grant_type": "refresh_token", "refresh_token": first.refresh_token}
    ask = lambda: httpx.post(f"{strava.url}/oauth/token", data=form)  # noqa: E731
    assert [ask().status_code, ask().status_code] == [200, 400]


def test_it_can_be_started_by_itself(wait_until: WaitUntil) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.strava_server", "--port", str(port), "--read-quarter", "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline() for _ in range(3)]
            assert lines[0] == f"AFTERWRITE_STRAVA_URL=http://127.0.0.1:{port}\n"
            url = f"http://127.0.0.1:{port}"

            def grant() -> Any:
                try:
                    return httpx.post(f"{url}/control/grants", json={"athlete_id": 7}).json()
                except httpx.ConnectError:
                    return None

            token = wait_until(grant, 20, "it serves")["access_token"]
            headers = {"authorization": f"Bearer {token}"}
            statuses = [httpx.get(f"{url}/api/v3/athlete", headers=headers).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
            assert httpx.get(f"{url}/control").json()["calls"]["quota exceeded"] == 1
        finally:
            process.terminate()
