"""One call to Strava, and what its failure means for any caller."""

import email.utils
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from providers.errors import AwayError
from providers.strava.app import StravaApp

#: Whoever does not take a connection by then is away.
CONNECT_SECONDS = 5.0
#: Nobody is asked to wait for longer, whatever was answered.
LONGEST_WAIT_SECONDS = 86_400.0


def client_of(app: StravaApp) -> httpx.Client:
    """A client for Strava, safe to share between threads. No redirect is followed: tokens are sent."""
    return httpx.Client(
        base_url=app.url,
        timeout=httpx.Timeout(app.timeout_seconds, connect=min(app.timeout_seconds, CONNECT_SECONDS)),
        follow_redirects=False,
        headers={"accept": "application/json", "user-agent": "afterwrite"},
    )


def call(client: httpx.Client, method: str, path: str, **options: Any) -> httpx.Response:
    """Call, and wait for the whole answer.

    Raises:
        AwayError: there is none, or it is that Strava cannot do it at the moment (5xx).
    """
    try:
        answer = client.request(method, path, **options)
    except httpx.TimeoutException:
        raise AwayError("Strava did not answer in time") from None
    except httpx.HTTPError as error:
        raise AwayError(f"Strava cannot be reached: {type(error).__name__}") from None
    if answer.is_server_error:
        raise AwayError(
            f"Strava answered with status {answer.status_code}",
            retry_after_seconds=retry_after_seconds(answer.headers),
        )
    return answer


def content(answer: httpx.Response) -> Any:
    """What is in the answer's JSON.

    Raises:
        AwayError: it is none: a page of a proxy's, or of maintenance.
    """
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        raise AwayError("Strava answered with something that is not JSON") from None


def answered_at(answer: httpx.Response) -> datetime | None:
    """When it was answered, by Strava's clock, in whole seconds."""
    try:
        at = email.utils.parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """When it is worth asking again, if Strava says so."""
    given = headers.get("retry-after", "").strip()
    return min(float(given), LONGEST_WAIT_SECONDS) if given.isdecimal() else None
