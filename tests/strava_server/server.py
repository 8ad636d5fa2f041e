"""The stand-in, served in a thread of the test's process, or by itself."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from tests.strava_server.app import strava_app
from tests.strava_server.events import Event, make_event, revocation, send_events, subscribe
from tests.strava_server.faults import Fault
from tests.strava_server.world import World


@dataclass
class StravaServer:
    """The server as a test sees it."""

    url: str
    world: World = field(default_factory=World)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of an application that is to find it."""
        return {
            "strava_url": self.url,
            "strava_client_id": self.world.client_id,
            "strava_client_secret": self.world.client_secret,
        }

    def fail(self, path: str = "/", status: int | None = 503, times: int | None = 1, **more: Any) -> None:
        """Let the next calls of these paths go wrong; see `Fault`."""
        self.world.faults.add(Fault(path, status, times, **more))

    def called(self, name: str) -> int:
        """How often, such as `POST /oauth/token` or `POST /oauth/token -> 400`."""
        return self.world.calls[name]

    def event(self, owner_id: int, object_id: int, **more: Any) -> Event:
        """An event about an activity; see `make_event`."""
        return make_event(self.world.subscription_id, owner_id, object_id, **more)

    def revocation(self, owner_id: int, **more: Any) -> Event:
        return revocation(self.world.subscription_id, owner_id, **more)

    def send(self, url: str, *events: Event, **more: Any) -> list[int]:
        """Post events, and wait; the last status of each."""
        return asyncio.run(send_events(url, events, **more))

    def subscribe(self, url: str, verify_token: str) -> bool:
        return asyncio.run(subscribe(url, verify_token))


@contextmanager
def strava_server(world: World | None = None) -> Iterator[StravaServer]:
    """Serve on a free port of the loopback, in a thread."""
    world = world or World()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config_of(world))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    strava = StravaServer(f"http://127.0.0.1:{listener.getsockname()[1]}", world)
    try:
        with httpx.Client(trust_env=False, timeout=20) as client:
            client.get(f"{strava.url}/control")  # waits in the backlog until the server has started
        yield strava
    finally:
        server.should_exit = server.force_exit = True
        thread.join(20)
        listener.close()


def config_of(world: World, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        strava_app(world), log_config=None, access_log=False, ws="none", lifespan="off", **more
    )
