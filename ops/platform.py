"""The whole platform: the servers, the schema, and the processes that work on them."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from ops.connected import with_secret
from ops.embedded import EmbeddedServers
from ops.errors import OpsError
from ops.migrate import migrate
from ops.ports import free_port, is_free
from ops.processes import platform_processes
from ops.readiness import Check, answers, wait_for, workers_seen
from ops.supervision import Listener, Supervisor
from runtime.settings import Settings

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (compared, not bound)


class Platform:
    """Api, workers, beat and Flower on embedded servers, or on those in the settings; a context manager.

    Args:
        settings: A port of 0 stands for a free one.
        workers: How many Celery workers.
        flower: Whether Flower is wanted.
        durable: Whether commits in the embedded PostgreSQL survive a power cut.
        on_line: Called with (process, line) for each line of output, from several threads.
        on_event: Called with (process, sentence) for each death and restart, from several threads.
        hurry: When set, stopping kills instead of waiting.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int = 2,
        flower: bool = True,
        durable: bool = True,
        on_line: Listener | None = None,
        on_event: Listener | None = None,
        hurry: threading.Event | None = None,
    ) -> None:
        self.settings = settings
        self.servers = EmbeddedServers(settings.data_dir, settings, durable=durable)
        self._workers = workers
        self._flower = flower
        self._listeners = {"on_line": on_line, "on_event": on_event}
        self._hurry = hurry
        self._supervisor: Supervisor | None = None
        self._running = ExitStack()
        #: Flower's password, if it was made by this start: for somebody to be told, once.
        self.new_flower_password: str | None = None

    @property
    def supervisor(self) -> Supervisor:
        """The processes by name: api, worker1, worker2, ..., beat, flower."""
        if self._supervisor is None:
            raise OpsError("The platform is not running.")
        return self._supervisor

    @property
    def api_url(self) -> str:
        """Where the API answers."""
        return _url(self.settings.api_host, self.settings.api_port)

    @property
    def flower_url(self) -> str | None:
        """Where Flower answers; None without Flower."""
        return _url(self.settings.flower_host, self.settings.flower_port) if self._flower else None

    def wait_until_ready(
        self, timeout: float = 60.0, on_ready: Callable[[str], None] | None = None
    ) -> list[str]:
        """Wait until the api, the workers and Flower answer.

        Args:
            timeout: In seconds.
            on_ready: Called with `api`, `workers` and `flower`, as each comes up.

        Returns:
            Which of these do not answer.
        """
        checks: dict[str, Check] = {"api": answers(f"{self.api_url}/healthz")}
        if self._workers:
            checks["workers"] = workers_seen(f"{self.api_url}/readyz", self._workers)
        if self.flower_url:
            checks["flower"] = answers(f"{self.flower_url}/healthcheck")
        return wait_for(checks, timeout, on_ready)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            with self.servers.folder.locked():  # who is refused for the folder should not hear of ports
                self.settings = self._with_ports()
            starting.enter_context(self.servers)
            self.settings = self._with_addresses()
            migrate(self.servers.database_url)
            folder = self.servers.folder
            is_new = self._flower and not folder.has_secret("flower")
            password = folder.secret("flower") if self._flower else None
            self.new_flower_password = password if is_new else None
            specs = platform_processes(self.settings, workers=self._workers, flower_password=password)
            supervisor = Supervisor(specs, folder.logs, hurry=self._hurry, **self._listeners)
            self._supervisor = starting.enter_context(supervisor)
            self._publish()
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()
        self._supervisor = None

    def _with_ports(self) -> Settings:
        ports = {"api_port": _port(self.settings.api_host, self.settings.api_port, "API")}
        if self._flower:
            ports["flower_port"] = _port(self.settings.flower_host, self.settings.flower_port, "FLOWER")
        return self.settings.model_copy(update=ports)

    def _with_addresses(self) -> Settings:
        urls = {"database_url": self.servers.database_url, "redis_url": self.servers.redis_url}
        return with_secret(self.settings).model_copy(update=urls)

    def _publish(self) -> None:
        addresses = {
            "database_url": self.servers.database_url,
            "redis_url": self.servers.redis_url,
            "api_url": self.api_url,
            "flower_url": self.flower_url,
        }
        self.servers.folder.publish({name: url for name, url in addresses.items() if url})


def _port(host: str, port: int, name: str) -> int:
    if port == 0:
        return free_port(host)
    if not is_free(port, host):
        raise OpsError(
            f"Port {port} of {host} is taken by another program. Stop that one, or choose another port"
            f" with AFTERWRITE_{name}_PORT (0 stands for any free one)."
        )
    return port


def _url(host: str, port: int) -> str:
    host = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}"
