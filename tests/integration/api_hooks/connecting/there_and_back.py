"""The doors by which an athlete connects Strava, and what the page says in the end."""

from urllib.parse import parse_qs, urlsplit

import httpx

CONNECT, CALLBACK = "/api/integrations/strava/connect", "/api/integrations/strava/callback"
ONE = "/api/integrations/strava"


def said(answer: httpx.Response) -> str:
    """What the page says that the browser is sent to."""
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    assert where.path == "/integrations/strava"
    return parse_qs(where.query)["said"][0]
