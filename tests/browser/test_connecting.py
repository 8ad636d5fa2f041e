"""Connecting Strava with a real browser, which has opinions of its own about what cookie goes to whom.

The stand-in is called by another name than the api, so that to the browser it is another site.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.settings import Settings
from runtime.tokens import mint
from tests.browser.site import served_api
from tests.strava_connections import strava_settings
from tests.strava_server import StravaServer, strava_server

pytestmark = pytest.mark.browser


@dataclass
class Stage:
    """Who connects, and where."""

    url: str
    token: str
    strava: StravaServer


@pytest.fixture
def stage(database_url: str, redis_url: str, redis_prefix: str) -> Iterator[Stage]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "WITH login AS (INSERT INTO users (email, name, role) VALUES ('a@example.org', 'A', 'ATHLETE')"
            " RETURNING id), coach AS (INSERT INTO users (email, name, role)"
            " VALUES ('c@example.org', 'C', 'COACH') RETURNING id), client AS (INSERT INTO clients"
            " (user_id, name) SELECT id, 'A' FROM coach RETURNING id)"
            " INSERT INTO athlete_accounts (client_id, user_id) SELECT client.id, login.id FROM client, login"
        )
    with strava_server() as strava:
        strava.world.asks = True
        settings = Settings(
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            redis_prefix=redis_prefix,
            jwt_secret="a secret of the tests that is long enough to be one",
            log_level="WARNING",
            **strava_settings(strava) | {"strava_url": strava.url.replace("127.0.0.1", "localhost")},
        )
        with served_api({**os.environ, **settings.as_environment()}) as url:
            yield Stage(url, mint(settings, "a@example.org"), strava)


@pytest.fixture
def page(chromium: Browser, stage: Stage) -> Iterator[Page]:
    """Signed in as the form does it."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.goto(f"{stage.url}/sign-in")
    opened.get_by_label("Access token").fill(stage.token)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"{stage.url}/athletes")
    yield opened
    context.close()


def test_there_and_back_with_what_browsers_send_along(page: Page, stage: Stage, chromium: Browser) -> None:
    connect = f"{stage.url}/api/integrations/strava/connect"
    page.goto(connect)
    expect(page.get_by_role("heading")).to_contain_text("stand-in for Strava")
    page.get_by_role("link", name="no").click()
    expect(page.get_by_role("heading")).to_have_text("Strava is not connected")
    expect(page.locator("main")).to_contain_text("You did not allow it")

    first, second = page, page.context.new_page()
    for tab in (first, second):
        tab.goto(connect)
    first.get_by_role("link", name="yes").click()
    expect(first.get_by_role("heading")).to_have_text("Strava is connected")
    assert first.url == f"{stage.url}/integrations/strava?said=connected"
    assert stage.strava.called("POST /oauth/token -> 200") == 1

    # Somebody else is sent a link that was begun here.
    second.reload()
    link = second.url
    victim = chromium.new_context().new_page()
    victim.goto(link)
    victim.get_by_role("link", name="yes").click()
    expect(victim.get_by_role("heading")).to_have_text("This link is not good any more")
    victim.context.close()
    assert stage.strava.called("POST /oauth/token") == 1
