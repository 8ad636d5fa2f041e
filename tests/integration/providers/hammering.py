"""What processes do that tests start: little is imported, so that they start soon."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from pydantic import SecretStr

from domain.providers import Provider
from providers.connected import Connected
from providers.connections.access import ConnectionAccess
from providers.errors import ProviderError
from providers.strava.api import StravaApi
from providers.strava.app import StravaApp
from providers.strava.breaker import strava_breaker
from providers.strava.http import client_of
from providers.strava.limits import windows
from runtime.quota import Quota
from runtime.settings import Settings
from runtime.worker_redis import WorkerRedis

#: Lengths of the stand-in's windows, in seconds, and what it allows to be read in each.
QUARTER_SECONDS, QUARTER, DAY_SECONDS, DAY = 1.0, 25, 3.0, 60


def ask_for_tokens(settings: Settings, athletes: list[str], threads: int) -> list[str]:
    """What each of many threads is given."""
    access = ConnectionAccess.of(settings)

    def ask(number: int) -> str:
        url = settings.require_database_url()
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            found = access.connected(connection, Provider.STRAVA, athletes[number % len(athletes)])
        return found.access_token.get_secret_value()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(ask, range(threads)))


def hammer(settings: Settings, token: str, threads: int, seconds: float) -> Counter[str]:
    """Ask Strava again and again from many threads; how often what came of it."""
    ends = time.monotonic() + seconds

    def ask(_: int) -> list[str]:
        told = []
        while time.monotonic() < ends:
            try:
                api.activities(connected_with(token), is_backfill=False)
                told.append("answered")
            except ProviderError as error:
                told.append(type(error).__name__)
        return told

    with small_api(settings) as api, ThreadPoolExecutor(threads) as pool:
        return Counter(each for told in pool.map(ask, range(threads)) for each in told)


@contextmanager
def small_api(settings: Settings) -> Iterator[StravaApi]:
    """The API with windows of seconds."""
    redis = WorkerRedis(settings.require_redis_url())
    counted = [
        replace(window, usual_limit=QUARTER if "quarter" in window.name else DAY)
        for window in windows(QUARTER_SECONDS, DAY_SECONDS)
    ]
    quota = Quota(redis, settings.redis_prefix, "strava", counted, margin_permille=0, guard_seconds=0.05)
    api = StravaApi(client_of(StravaApp.of(settings)), quota, strava_breaker(settings, redis))
    try:
        yield api
    finally:
        api.close()


def connected_with(token: str) -> Connected:
    """A connection that has this token."""
    nobody = UUID(int=0)
    return Connected(nobody, nobody, Provider.STRAVA, "7", "read,activity:read_all", SecretStr(token))
