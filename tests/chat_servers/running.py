"""The stand-in behind a real uvicorn, in a thread."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from tests.chat_servers.app import chat_app
from tests.chat_servers.behaviour import ChatServers


@contextmanager
def chat_servers() -> Iterator[ChatServers]:
    """A stand-in that echoes at once, until it is told otherwise."""
    state = ChatServers()
    state.going_on.set()
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        chat_app(state), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    state.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        httpx.get(f"{state.url}/received")  # waits in the backlog until it has started
        yield state
    finally:
        state.going_on.set()
        server.should_exit = True
        thread.join(10)
        listener.close()
