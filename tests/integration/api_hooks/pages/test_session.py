"""Signing in from a browser: a token is posted once, and only our own forms may do that."""

from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest

from runtime.settings import Settings
from runtime.tokens import mint

pytestmark = pytest.mark.integration


@pytest.fixture
def token(settings: Settings, people: Any) -> str:
    return mint(settings, people.coach, hours=1)


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    (found,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return found


def sign_in(api: httpx.Client, token: str, then: str = "/athletes", **headers: str) -> httpx.Response:
    return api.post("/sign-in", data={"token": token, "then": then}, headers=headers)


def test_the_token_lives_in_a_cookie_that_no_script_can_read(api: httpx.Client, token: str) -> None:
    answer = sign_in(api, f" Bearer {token}\n")
    assert (answer.status_code, answer.headers["location"]) == (303, "/athletes")
    cookie = cookie_of(answer)
    assert (cookie.key, cookie.value) == ("afterwrite-auth-token", token)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (
        True,
        "strict",
        "/",
        "",
    )
    assert 3500 < int(cookie["max-age"]) <= 3600
    assert token not in answer.headers["location"]


def test_a_session_is_no_longer_than_twelve_hours(api: httpx.Client, settings: Settings, people: Any) -> None:
    cookie = cookie_of(sign_in(api, mint(settings, people.coach, hours=999)))
    assert int(cookie["max-age"]) == 12 * 3600


def test_over_https_the_cookie_is_secure_even_behind_a_proxy(api: httpx.Client, token: str) -> None:
    answer = sign_in(api, token, host="app.example.org", origin="https://app.example.org")
    assert answer.status_code == 303
    assert cookie_of(answer)["secure"] is True


def test_the_session_opens_the_page(api: httpx.Client, token: str, people: Any) -> None:
    path = f"/athletes/{people.client}?days=30"
    answer = sign_in(api, token, then=path)
    assert answer.headers["location"] == path
    page = api.get(path, headers={"cookie": f"afterwrite-auth-token={token}"})
    assert page.status_code == 200
    assert "Sign out" in page.text


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/docs", ""])
def test_it_leads_nowhere_else(api: httpx.Client, token: str, then: str) -> None:
    assert sign_in(api, token, then=then).headers["location"] == "/athletes"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "https://evil.example/page"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_another_sites_form_changes_nothing(
    api: httpx.Client, token: str, path: str, headers: dict[str, str]
) -> None:
    answer = api.post(path, data={"token": token}, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in answer.headers
    assert "This form was sent from another site" in answer.text
    assert f'href="{path}"' in answer.text
    assert "athlete is not one of yours" not in answer.text


@pytest.mark.parametrize(
    ("token", "said"), [("", "Give a token"), ("x.y.z", "not valid here"), ("x" * 4000, "4,000")]
)
def test_a_token_that_is_none(api: httpx.Client, token: str, said: str) -> None:
    answer = sign_in(api, token, then="/athletes")
    assert answer.status_code == 401
    assert said in answer.text
    assert "set-cookie" not in answer.headers
    assert not token or token not in answer.text


def test_a_body_that_is_too_large(api: httpx.Client) -> None:
    assert sign_in(api, "x" * 20_000).status_code == 413


def test_signing_out_forgets_the_cookie(api: httpx.Client) -> None:
    answer = api.post("/sign-out", headers={"cookie": "afterwrite-auth-token=x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    cookie = cookie_of(answer)
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("", "0", True)


def test_signing_out_can_be_reached_by_its_address(api: httpx.Client) -> None:
    page = api.get("/sign-out")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<form method="post" action="/sign-out"><button' in page.text
    assert "set-cookie" not in page.headers


def test_an_ended_session_is_told(api: httpx.Client, people: Any) -> None:
    page = api.get(f"/athletes/{people.client}", headers={"cookie": "afterwrite-auth-token=x.y.z"})
    assert page.status_code == 401
    assert "Your session has ended" in page.text
