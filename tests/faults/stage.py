"""A platform to do harm to: the real processes on servers of its own, athletes, and eyes on what it does."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

import jwt
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
from storage.check_ins import INTAKE
from storage.models import INPUT_COLUMNS
from tests.faults.load import DAY, Load, Told
from tests.faults.offline_checker import FORGET_RESULTS, RESULT_LOG, Findings, examine
from tests.faults.proxy import LossyProxy
from tests.faults.saboteur import Saboteur
from tests.intake import CheckInWriter
from tests.strava_server import StravaServer

T = TypeVar("T")

WORKERS = ("worker1", "worker2")

#: Days before `DAY` with measurements, so that there is a baseline; with their debt, which is paid.
HISTORY = """
INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, hrv_rmssd, hrv_quality, resting_hr)
SELECT id, %(day)s::date - ago, 1, 1, 45 + (ago * 7) %% 20, 'GOOD', 48 + ago %% 5
FROM unnest(%(athletes)s::uuid[]) AS id, generate_series(1, 12) AS ago
"""
HISTORY_DEBT = """
INSERT INTO owed_work (lane, key, revision, done_revision, done_at)
SELECT 'checkins', client_id || ':' || date, 1, 1, now() FROM daily_metrics
WHERE client_id = ANY(%(athletes)s::uuid[])
"""


class Stage:
    """The platform, and what tests do with it.

    Args:
        platform: It runs.
        valkey: Its Redis.
        saboteur: Is inside its processes.
        proxy: Between its processes and its Redis, if there is one.
        strava: What its processes take for Strava, if there is one.
    """

    def __init__(
        self,
        platform: Platform,
        valkey: EmbeddedValkey,
        saboteur: Saboteur,
        proxy: LossyProxy | None = None,
        strava: StravaServer | None = None,
    ) -> None:
        self.platform = platform
        self.valkey = valkey
        self.saboteur = saboteur
        self.proxy = proxy
        self.strava = strava
        self.redis = ScriptClient.connect(valkey.url, timeout_ms=2_000, breaker_seconds=0.01)
        self.lane = LaneClient(CHECKINS, self.redis, platform.settings.redis_prefix)
        with self.database() as connection:
            connection.execute(RESULT_LOG)
            self.coach = CheckInWriter(connection).coach
        self.token = self._token()

    def close(self) -> None:
        """Close the test's own connections to Redis."""
        self.redis.close()

    @property
    def postgres(self) -> EmbeddedPostgres:
        """The server, to be killed."""
        return self.platform.servers.postgres

    @contextmanager
    def database(self, *, autocommit: bool = True) -> Iterator[Connection[DictRow]]:
        """A connection of the test's own."""
        url = self.platform.servers.database_url
        with psycopg.connect(url, autocommit=autocommit, row_factory=dict_row) as connection:
            yield connection

    # --- writing -----------------------------------------------------------------------------------------

    def athletes(self, n: int) -> list[UUID]:
        """New athletes with twelve days of history."""
        with self.database() as connection, connection.transaction():
            writer = self._writer(connection)
            athletes = [writer.athlete() for _ in range(n)]
            for statement in (HISTORY, HISTORY_DEBT):
                connection.execute(statement.encode(), {"athletes": athletes, "day": DAY})
        return athletes

    def store(self, athletes: Sequence[UUID], **columns: Any) -> list[Told]:
        """A check-in of each athlete, stored and owed as the API does it, and not yet submitted."""
        common: dict[str, Any] = dict.fromkeys(INPUT_COLUMNS) | columns
        common |= {"caller_id": self.coach, "caller_email": None, "instant": None, "day": DAY}
        common |= {"present": list(columns)}
        with self.database() as connection, connection.cursor() as cursor:
            everyone = [common | {"client_id": athlete} for athlete in athletes]
            cursor.executemany(INTAKE.text, everyone, returning=True)
            rows = [cursor.fetchone() or {} for _ in cursor.results()]
        return [
            Told(f"{row['client_id']}:{row['date']}", columns, HTTPStatus.OK, row["revision"], None, None)
            for row in rows
        ]

    def submit(self, told: Iterable[Told], *, delay_ms: int | None = 0) -> None:
        """Submit what was stored, as due at once."""
        self.lane.submit_many([(each.key, b"", each.revision or 0) for each in told], delay_ms=delay_ms)

    def load(self, athletes: Sequence[UUID], *, per_second: float, **options: Any) -> Load:
        """Check-ins over HTTP."""
        port = self.platform.settings.api_port
        return Load(port, self.token, athletes, per_second=per_second, **options)

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
        """How many check-ins still are to be assessed (dead ones too).

        What follows from them is another matter: where nothing reconciles, a lost submit of it stays lost.
        """
        with self.database() as connection:
            row = connection.execute(
                "SELECT count(*) AS n FROM owed_work WHERE done_revision < revision AND lane = 'checkins'"
                " AND (%(keys)s::text[] IS NULL OR key = ANY(%(keys)s))",
                {"keys": keys if keys is None else list(keys)},
            ).fetchone()
        return int(row["n"]) if row else 0

    def wait_until_done(self, told: Iterable[Told], timeout: float) -> None:
        """Wait until nothing of the keys that were written to is owed."""
        keys = list({each.key for each in told})
        self.wait(lambda: not self.owed(keys), timeout, f"all of {len(keys)} keys are done")

    def wait_until_idle(self, timeout: float) -> None:
        """Wait until nothing waits or is held in Redis."""

        def idle() -> bool:
            gauges = self.lane.stats().gauges
            return not gauges.waiting and not gauges.held

        self.wait(idle, timeout, "nothing waits or is held in Redis")

    def wait_until_settled(self, timeout: float) -> None:
        """Wait until no lane owes anything: neither an assessment, nor what follows from one."""

        def owed() -> bool:
            with self.database() as connection:
                query = "SELECT count(*) AS n FROM owed_work WHERE done_revision < revision"
                row = connection.execute(query).fetchone()
            return bool(row and row["n"])

        self.wait(lambda: not owed(), timeout, "nothing is owed in any lane")

    # --- looking -----------------------------------------------------------------------------------------

    def recoveries(self, told: Iterable[Told], since: float) -> list[float]:
        """Of each key that was open at a time (as `time.time()`): seconds from then until it was done."""
        with self.database() as connection:
            rows = connection.execute(
                "SELECT extract(epoch FROM done_at) AS at FROM owed_work"
                " WHERE key = ANY(%s) AND done_at > to_timestamp(%s)",
                [list({each.key for each in told}), since],
            ).fetchall()
        return [float(row["at"]) - since for row in rows]

    def recoveries_in(self, lane: str, since: float) -> list[float]:
        """Of each key of a lane that was open at a time: seconds from then until it was done."""
        with self.database() as connection:
            rows = connection.execute(
                "SELECT extract(epoch FROM done_at) AS at FROM owed_work"
                " WHERE lane = %s AND done_at > to_timestamp(%s)",
                [lane, since],
            ).fetchall()
        return [float(row["at"]) - since for row in rows]

    def examine(self, told: Sequence[Told]) -> Findings:
        """Hold what writers were told against what is stored; the next round begins with an empty log."""
        with self.database() as connection:
            return examine(connection, told)

    def begin_round(self) -> None:
        """Be whole, and forget the results of the round before."""
        self.wait_until_whole()
        with self.database() as connection:
            connection.execute(FORGET_RESULTS)

    def worker_of(self, pid: int) -> str:
        """The name of the worker that a process is, or is a child of."""
        process = psutil.Process(pid)
        family = {pid, *(parent.pid for parent in process.parents())}
        for name in WORKERS:
            if self.platform.supervisor.pid(name) in family:
                return name
        raise AssertionError(f"{process} belongs to no worker")

    def _writer(self, connection: Connection[DictRow]) -> CheckInWriter:
        writer = CheckInWriter(connection)
        writer.coach = self.coach
        return writer

    def _token(self) -> str:
        """One that is good on a machine whose clock is days off: valid for long, and without its birth."""
        settings = self.platform.settings
        assert settings.jwt_secret is not None
        claims = {"aud": settings.jwt_audience, "sub": str(self.coach), "exp": int(time.time()) + 10 * 86_400}
        return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")
