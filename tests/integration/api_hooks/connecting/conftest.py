"""A platform that is set up for Strava, a stand-in for it, and somebody's browser."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from runtime.settings import Settings
from tests.integration.api_hooks.connecting.there_and_back import CONNECT, said
from tests.strava_connections import strava_settings
from tests.strava_server import StravaServer, strava_server

Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def strava() -> Iterator[StravaServer]:
    with strava_server() as server:
        server.world.logged_in = 7
        yield server


@pytest.fixture
def settings(settings: Settings, strava: StravaServer) -> Settings:
    made = Settings(**strava_settings(strava))
    names = ("token_keys", "strava_url", "strava_client_id", "strava_client_secret")
    return settings.model_copy(update={name: getattr(made, name) for name in names})


@pytest.fixture
def go(api: httpx.Client, people: Any, bearer: Bearer) -> Callable[..., str]:
    """Connect as a browser does, up to where Strava sends it back to; answers that address."""

    def connect(who: str = "athlete", client: str = "client") -> str:
        query = {"clientId": getattr(people, client)}
        sent = api.get(CONNECT, params=query, headers=bearer(getattr(people, who)))
        assert sent.status_code == 303, sent.text
        back = httpx.get(sent.headers["location"], trust_env=False)
        assert back.status_code == 302, back.text
        return back.headers["location"]

    return connect


@pytest.fixture
def connect(api: httpx.Client, go: Callable[..., str]) -> Callable[..., str]:
    """Connect as a browser does, to the end; answers what the page says."""
    return lambda **more: said(api.get(go(**more)))
