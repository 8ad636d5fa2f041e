"""The real app behind a real uvicorn, in a thread of this process."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api_hooks import application
from api_hooks.application import create_app
from runtime.settings import Settings

#: How long an app of tests waits for PostgreSQL and Redis before it takes them for away: on a busy machine
#: either may keep it waiting for a second. The usual patience is for tests of their absence.
PATIENCE = {"postgres_timeout_seconds": 20.0, "redis_timeout_ms": 10_000}
USUAL_PATIENCE = {name: Settings.model_fields[name].default for name in PATIENCE}

#: For clients that never meet one: reading the machine's takes 40 ms, in each of some thousand tests.
NO_CERTIFICATES = ssl.create_default_context()


#: Apps that nobody uses now, with the settings that they read when they start.
_IDLE: list[tuple[Settings, FastAPI]] = []


@contextmanager
def _app(settings: Settings) -> Iterator[FastAPI]:
    """An app with these settings. Its routes are made once, and not with the first request of each test."""
    if _IDLE:
        held, app = _IDLE.pop()
    else:
        held = settings.model_copy()
        app = create_app(held)
    held.__dict__.update(settings.__dict__)
    app.middleware_stack = None  # whose layers keep what they have read
    yield app
    _IDLE.append((held, app))


class PromptServer(uvicorn.Server):
    """Stops when it is told to, instead of looking ten times a second whether it is."""

    async def main_loop(self) -> None:
        """Wait."""
        await self.on_tick(0)
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        if not self.should_exit:
            await self._told.wait()
            await asyncio.sleep(0.01)  # to hear that its clients have gone: else it looks again after 0.1 s

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Do not wait where there is nobody to wait for."""
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            for each in (*self.servers, *(sockets or ())):
                each.close()
            await self.lifespan.shutdown()

    def stop(self) -> None:
        """Tell it, from another thread."""
        self.should_exit = True
        with suppress(AttributeError, RuntimeError):  # it has not got that far, or has ended by itself
            self._loop.call_soon_threadsafe(self._told.set)


@contextmanager
def serve(settings: Settings) -> Iterator[httpx.Client]:
    """Run the app with some settings; gives an HTTP client for it."""
    with pytest.MonkeyPatch.context() as patch:
        # The app sets up logging and the garbage collector of its process, and here that is the tests'.
        for name in ("configure_logs", "_let_uvicorn_log_like_us", "_spare_the_collector"):
            patch.setattr(application, name, lambda *_: None)
        with _serving(settings) as client:
            yield client


@contextmanager
def _serving(settings: Settings) -> Iterator[httpx.Client]:
    with _app(settings) as app:
        yield from _served(app)


def _served(app: FastAPI) -> Iterator[httpx.Client]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5)
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=address, timeout=20, verify=NO_CERTIFICATES) as client:
            client.get("/healthz")  # waits in the backlog until the server has started
            yield client
    finally:
        server.stop()
        thread.join(20)
        listener.close()
