"""The real api with athletes in it, for a browser to look at: seeded, and assessed by the real lane."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from psycopg.rows import dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from runtime.settings import Settings
from runtime.tokens import mint
from storage.seeding import SeededAthlete, SeededCheckIn, seed_check_ins, seed_coach
from tests.browser.club import make_club

COLUMNS = (
    "hrv_rmssd",
    "hrv_quality",
    "resting_hr",
    "sleep_quality",
    "muscle_soreness",
    "energy_level",
    "mood",
    "stress",
    "sleep_hours",
)
#: Days of history, today included.
DAYS = 150
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is, who may look, and whom at."""

    url: str
    token: str
    #: Name -> id.
    athletes: Mapping[str, UUID]
    database_url: str
    team: UUID
    business: UUID

    def page_of(self, name: str, query: str = "") -> str:
        """The address of an athlete's page."""
        return f"{self.url}/athletes/{self.athletes[name]}{query}"

    def stored(self, name: str, days: int) -> list[dict[str, Any]]:
        """The check-ins of an athlete's last days, oldest first."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as connection:
            return connection.execute(
                "SELECT * FROM daily_metrics WHERE client_id = %s AND date > %s ORDER BY date",
                [self.athletes[name], today() - timedelta(days=days)],
            ).fetchall()


#: Where it is about noon while the tests run: no day may end between seeding and looking.
_EAST = 12 - datetime.now(UTC).hour
TIME_ZONE = f"Etc/GMT{-_EAST:+d}"  # these names count westwards


def today() -> date:
    """The athletes' today."""
    return (datetime.now(UTC) + timedelta(hours=_EAST)).date()


@contextlib.contextmanager
def site(settings: Settings) -> Iterator[Site]:
    """Make the athletes, have them assessed, and serve the pages."""
    coach, athletes = uuid4(), {name: uuid4() for name in ("Kim", "Pending", "Newcomer", "Yesterday")}
    database_url = settings.require_database_url()
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        people = [SeededAthlete(client_id, name, TIME_ZONE) for name, client_id in athletes.items()]
        seed_coach(connection, coach, "coach@example.org", people)
        keys = seed_check_ins(
            connection,
            COLUMNS,
            [
                *_mornings(athletes["Kim"], range(DAYS)),
                *_mornings(athletes["Yesterday"], range(1, 50)),
                *_mornings(athletes["Pending"], range(DAYS)),
            ],
        )
        _train(connection, athletes["Kim"])
        team, business = make_club(connection, coach, today(), TIME_ZONE)
    to_assess = [key for key in keys if not key.startswith(str(athletes["Pending"]))]
    environment = {**os.environ, **settings.as_environment()}
    _assess(settings, environment, to_assess)
    with served_api(environment) as url:
        yield Site(url, mint(settings, str(coach)), athletes, database_url, team, business)


def _mornings(client_id: UUID, ages: range) -> Iterator[SeededCheckIn]:
    """Up and down over the weeks; every ninth morning is missed, every thirteenth recording is poor."""
    for age in ages:
        if age % 9 == 4:
            continue
        wave = (age * 7) % 11 - 5
        low = 25.0 if age == 0 else 0.0
        yield SeededCheckIn(
            client_id,
            today() - timedelta(days=age),
            (
                65.0 + wave - low,
                "POOR" if age % 13 == 12 else "GOOD",
                50.0 - wave // 2 + (9 if age == 0 else 0),
                *(7 - (age % 3 == 1), 3 + age % 2, 7, 8 - age % 2, 3, 7.0 + age % 4 / 2),
            ),
        )


def _train(connection: psycopg.Connection[Any], client_id: UUID) -> None:
    """Two months of training, a day of rest in each week; the averages are what they are."""
    for age in range(60):
        load = 0.0 if age % 7 == 3 else 200.0 + 40 * (age % 5)
        connection.execute(
            "INSERT INTO training_loads (client_id, date, unit, daily_load, sessions, unknown_sessions,"
            " duplicates, acute, chronic, acwr, zone)"
            " VALUES (%s, %s, 'RPE', %s, 1, 0, 0, 260, 250, 1.04, 'OPTIMAL')",
            [client_id, today() - timedelta(days=age), load],
        )


def _assess(settings: Settings, environment: Mapping[str, str], keys: list[str]) -> None:
    redis = ScriptClient.connect(settings.require_redis_url(), timeout_ms=2_000)
    LaneClient(CHECKINS, redis, settings.redis_prefix).submit_many([(key, b"") for key in keys], delay_ms=0)
    redis.close()
    drain = [sys.executable, "-c", "from ops.cli import main; main()", "drain", "checkins"]
    subprocess.run(drain, env=environment, check=True, capture_output=True, timeout=PATIENCE_SECONDS)


@contextlib.contextmanager
def served_api(environment: Mapping[str, str]) -> Iterator[str]:
    """The api with these settings, in a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "uvicorn", "api_hooks.app:app", "--fd", str(listener.fileno())]
        with subprocess.Popen(
            [*command, "--no-access-log"], env=environment, pass_fds=[listener.fileno()]
        ) as process:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            try:
                _wait_for(f"{url}/healthz")
                yield url
            finally:
                process.terminate()
                process.wait(PATIENCE_SECONDS)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} does not answer")
