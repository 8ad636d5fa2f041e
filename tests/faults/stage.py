"""A platform to do harm to: the real processes on servers of its own, athletes, and eyes on what it does."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import psutil
import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from ops.platform import Platform
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.tokens import mint
from tests.faults.load import DAY, Load
from tests.faults.offline_checker import RESULT_LOG
from tests.intake import CheckInWriter

T = TypeVar("T")

WORKERS = ("worker1", "worker2")

#: Days before `DAY` with measurements, so that there is a baseline; with their debt, which is paid.
HISTORY = """
INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, hrv_rmssd, hrv_quality, resting_hr)
SELECT id, %(day)s::date - ago, 1, 1, 45 + (ago * 7) %% 20, 'GOOD', 48 + ago %% 5
FROM unnest(%(athletes)s::uuid[]) AS id, generate_series(1, 20) AS ago
"""
HISTORY_DEBT = """
INSERT INTO owed_work (lane, key, revision, done_revision, done_at)
SELECT 'checkins', client_id || ':' || date, 1, 1, now() FROM daily_metrics
WHERE client_id = ANY(%(athletes)s::uuid[])
"""


class Stage:
    """The platform, and what tests do with it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.lane = LaneClient(
            CHECKINS,
            ScriptClient.connect(platform.servers.redis_url, timeout_ms=2_000, breaker_seconds=0.01),
            platform.settings.redis_prefix,
        )
        with self.database() as connection:
            connection.execute(RESULT_LOG)
            self._coach = CheckInWriter(connection).coach
        self.token = mint(platform.settings, str(self._coach))

    @property
    def postgres(self) -> EmbeddedPostgres:
        """The server, to be killed."""
        return self.platform.servers.postgres

    @property
    def valkey(self) -> EmbeddedValkey:
        """The server, to be killed, frozen and flushed."""
        return self.platform.servers.valkey

    @contextmanager
    def database(self, *, autocommit: bool = True) -> Iterator[Connection[DictRow]]:
        """A connection of the test's own."""
        url = self.platform.servers.database_url
        with psycopg.connect(url, autocommit=autocommit, row_factory=dict_row) as connection:
            yield connection

    def athletes(self, n: int) -> list[UUID]:
        """New athletes with three weeks of history."""
        with self.database() as connection, connection.transaction():
            writer = CheckInWriter(connection)
            writer.coach = self._coach
            athletes = [writer.athlete() for _ in range(n)]
            for statement in (HISTORY, HISTORY_DEBT):
                connection.execute(statement.encode(), {"athletes": athletes, "day": DAY})
        return athletes

    def store(self, athletes: Sequence[UUID], **columns: object) -> list[str]:
        """A check-in of each athlete, stored and owed as the API does it; answers the keys."""
        with self.database() as connection:
            writer = CheckInWriter(connection)
            writer.coach = self._coach
            return [writer.key(athlete, DAY, **columns) for athlete in athletes]

    def submit(self, keys: Sequence[str]) -> None:
        """Submit the keys, as due at once."""
        self.lane.submit_many([(key, b"") for key in keys], delay_ms=0)

    def load(self, athletes: Sequence[UUID], *, per_second: float = 60) -> Load:
        """Check-ins over HTTP."""
        return Load(self.platform.api_url, self.token, athletes, per_second=per_second)

    # --- waiting -----------------------------------------------------------------------------------------

    def wait(self, predicate: Callable[[], T], timeout: float, description: str) -> T:
        """Poll until the predicate holds; answers its value."""
        deadline = time.monotonic() + timeout
        while not (value := predicate()):
            if time.monotonic() > deadline:
                raise AssertionError(f"Not within {timeout} s: {description} (last seen: {value!r})")
            time.sleep(0.02)
        return value

    def wait_until_whole(self, timeout: float = 60) -> None:
        """Wait until servers and processes are all there, and nothing is owed from before."""
        self.valkey.thaw()
        self.valkey.start()
        self.postgres.start()
        assert self.platform.wait_until_ready(timeout) == []
        self.wait(lambda: not self.owed(), timeout, "nothing is owed from before")

    def owed(self, keys: Sequence[str] | None = None) -> int:
        """How many keys still have work owed to them (dead ones too)."""
        with self.database() as connection:
            row = connection.execute(
                "SELECT count(*) AS n FROM owed_work WHERE done_revision < revision"
                " AND (%(keys)s::text[] IS NULL OR key = ANY(%(keys)s))",
                {"keys": keys if keys is None else list(keys)},
            ).fetchone()
        return int(row["n"]) if row else 0

    def wait_until_done(self, keys: Sequence[str], timeout: float) -> float:
        """Wait until nothing of the keys is owed; answers when the last one was done, as `time.time()`."""
        self.wait(lambda: not self.owed(keys), timeout, f"all of {len(set(keys))} keys are done")
        with self.database() as connection:
            row = connection.execute(
                "SELECT extract(epoch FROM max(done_at)) AS at FROM owed_work WHERE key = ANY(%s)",
                [list(keys)],
            ).fetchone()
        return float(row["at"]) if row else 0.0

    def wait_until_idle(self, timeout: float) -> None:
        """Wait until nothing waits or is held in Redis."""

        def idle() -> bool:
            gauges = self.lane.stats().gauges
            return not gauges.waiting and not gauges.held

        self.wait(idle, timeout, "nothing waits or is held in Redis")

    # --- who is at it --------------------------------------------------------------------------------------

    def blocked_ports(self) -> list[int]:
        """Client ports of the connections that wait for a row lock."""
        with self.database() as connection:
            rows = connection.execute(
                "SELECT client_port FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND application_name LIKE 'afterwrite %'"
            ).fetchall()
        return [row["client_port"] for row in rows]

    def wait_for_blocked_process(self, timeout: float = 20) -> psutil.Process:
        """Wait until a process of the platform waits for a row lock; answers that process."""
        (port, *_) = self.wait(self.blocked_ports, timeout, "somebody waits for the row lock")
        for connection in psutil.net_connections("tcp4"):
            if connection.laddr.port == port and connection.pid and connection.status == "ESTABLISHED":
                return psutil.Process(connection.pid)
        raise AssertionError(f"nobody has port {port}")

    def worker_of(self, process: psutil.Process) -> str:
        """The name of the worker that a process is a child of."""
        family = {process.pid, *(parent.pid for parent in process.parents())}
        for name in WORKERS:
            if self.platform.supervisor.pid(name) in family:
                return name
        raise AssertionError(f"{process} belongs to no worker")
