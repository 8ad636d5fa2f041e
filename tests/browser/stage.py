"""A made-up site that is set up for Strava, with one athlete who has a login, and a stand-in for Strava.

The stand-in is called by another name than the api, so that to the browser it is another site.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from runtime.settings import Settings
from runtime.tokens import mint
from tests.browser.site import PATIENCE_SECONDS, served_api
from tests.provider_events import DOOR_SECRET
from tests.strava_connections import strava_settings
from tests.strava_server import StravaServer, strava_server

_ATHLETE = """
WITH login AS (
    INSERT INTO users (email, name, role) VALUES ('a@example.org', 'A', 'ATHLETE') RETURNING id
), coach AS (
    INSERT INTO users (email, name, role) VALUES ('c@example.org', 'C', 'COACH') RETURNING id
), client AS (
    INSERT INTO clients (user_id, name) SELECT id, 'Robin Ek' FROM coach RETURNING id
)
INSERT INTO athlete_accounts (client_id, user_id) SELECT client.id, login.id FROM client, login
RETURNING client_id
"""


@dataclass
class Stage:
    """Who connects, and where."""

    url: str
    token: str
    strava: StravaServer
    athlete: UUID
    database_url: str
    environment: Mapping[str, str]

    @property
    def athletes_page(self) -> str:
        """Its address."""
        return f"{self.url}/athletes/{self.athlete}"

    def ask(self, statement: str) -> list[dict[str, Any]]:
        """Run SQL, and get the rows."""
        with psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(statement.encode()).fetchall()

    def drain(self, lane: str) -> None:
        """Do what is due in a lane, as an operator may."""
        command = [sys.executable, "-c", "from ops.cli import main; main()", "drain", lane]
        subprocess.run(
            command, env=self.environment, check=True, capture_output=True, timeout=2 * PATIENCE_SECONDS
        )


@contextmanager
def set_stage(database_url: str, redis_url: str, redis_prefix: str) -> Iterator[Stage]:
    """Make the athlete, and serve both."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        (found,) = connection.execute(_ATHLETE).fetchall()
    with strava_server() as strava:
        strava.world.asks = True
        settings = Settings(
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            redis_prefix=redis_prefix,
            jwt_secret="a secret of the tests that is long enough to be one",
            log_level="WARNING",
            strava_webhook_secret=DOOR_SECRET,
            strava_subscription_id=strava.world.subscription_id,
            **strava_settings(strava) | {"strava_url": strava.url.replace("127.0.0.1", "localhost")},
        )
        environment = {**os.environ, **settings.as_environment()}
        with served_api(environment) as url:
            token = mint(settings, "a@example.org")
            yield Stage(url, token, strava, found[0], database_url, environment)
