"""Strava's refusals of tokens: only those that are about the athlete's own token end a connection."""

from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from providers.errors import AwayError, ProviderError, RefusedError, RevokedError
from providers.strava.app import StravaApp
from providers.strava.oauth import StravaOAuth

APP = StravaApp("1", SecretStr("s3cret"), "https://strava.test", 1.0)


def oauth(status: int, content: Any) -> StravaOAuth:
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    return StravaOAuth(APP, httpx.Client(base_url=APP.url, transport=transport))


def wrong(resource: str) -> dict[str, Any]:
    return {"message": "Bad Request", "errors": [{"resource": resource, "field": "x", "code": "invalid"}]}


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (400, wrong("RefreshToken"), RevokedError),
        (401, wrong("RefreshToken"), RevokedError),
        (400, {"error": "invalid_grant"}, RevokedError),
        (401, {"error": "invalid_grant"}, RevokedError),
        (401, wrong("Application"), RefusedError),
        (400, wrong("Application"), RefusedError),
        (401, {"error": "invalid_client"}, RefusedError),
        (400, {"errors": []}, RefusedError),
        (400, {"errors": "RefreshToken"}, RefusedError),
        (400, ["RefreshToken"], RefusedError),
        (403, b"<html>blocked</html>", RefusedError),
        (404, {}, RefusedError),
        (429, wrong("RefreshToken"), AwayError),
        (500, wrong("RefreshToken"), AwayError),
        (200, b"<html>", AwayError),
        (200, {"access_token": "a-t0ken"}, AwayError),
        (200, {"access_token": "a-t0ken", "refresh_token": 3, "expires_in": 1}, AwayError),
    ],
)
def test_what_is_answered_decides_what_it_means(
    status: int, content: Any, error: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as raised:
        oauth(status, content).refresh(SecretStr("r"))
    assert type(raised.value) is error
    assert "a-t0ken" not in repr(raised.value)
    assert raised.value.__cause__ is None


def test_tokens_do_not_show() -> None:
    given = {"access_token": "a-t0ken", "refresh_token": "r-t0ken", "expires_in": 60, "athlete": {"id": 7}}
    granted = oauth(200, given).exchange("code")
    assert granted.external_user_id == "7"
    assert granted.tokens.access_token.get_secret_value() == "a-t0ken"
    assert "t0ken" not in repr(granted)
    assert "s3cret" not in repr(APP)


def test_a_code_that_is_nobodys() -> None:
    given = {"access_token": "a", "refresh_token": "r", "expires_in": 60}
    with pytest.raises(RefusedError):
        oauth(200, given).exchange("code")
