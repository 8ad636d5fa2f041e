"""The real app behind a real uvicorn, in a thread of this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

from api_hooks import application
from api_hooks.application import create_app
from runtime.settings import Settings


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
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(settings), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=address, timeout=20) as client:
            client.get("/healthz")  # waits in the backlog until the server has started
            yield client
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
