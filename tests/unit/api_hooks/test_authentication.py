"""Who is asking, from the headers of a request."""

import asyncio
from collections.abc import Callable
from types import ModuleType

import pytest
from starlette.requests import Request
from structlog.typing import EventDict

from api_hooks import authentication
from api_hooks.authentication import Authenticator
from api_hooks.errors import AccessDeniedError, UnauthorizedError
from runtime.settings import Settings
from runtime.tokens import Identity, mint

SECRET = "a secret of the tests that is long enough to be one"
BYPASS_SECRET = "another secret of the tests that is long enough to be one"


@pytest.fixture
def logs(capture_logs: Callable[[ModuleType], list[EventDict]]) -> list[EventDict]:
    return capture_logs(authentication)


def settings(**more: object) -> Settings:
    return Settings.model_validate({"jwt_secret": SECRET, **more})


def bypass() -> Settings:
    return settings(load_test_bypass_enabled=True, load_test_bypass_secret=BYPASS_SECRET)


def identify(chosen: Settings, method: str = "POST", **headers: str) -> Identity:
    given = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "scheme": "http", "path": "/", "query_string": b""}
    request = Request({**scope, "headers": [(b"host", b"example.org"), *given]})
    return asyncio.run(Authenticator(chosen).identify(request))


def test_a_bearer_token_names_the_caller() -> None:
    token = mint(settings(), "anna@example.org")
    assert identify(settings(), authorization=f"Bearer {token}").email == "anna@example.org"
    assert identify(settings(), authorization=f"bearer   {token}").email == "anna@example.org"


def test_a_cookie_may_carry_the_token() -> None:
    token = mint(settings(), "anna@example.org")
    chosen = settings(session_cookie_name="session")
    assert identify(chosen, cookie=f"a=b; session={token}").email == "anna@example.org"
    with pytest.raises(UnauthorizedError):
        identify(chosen, cookie=f"other={token}")


def test_the_bearer_token_counts_where_both_are_given() -> None:
    headers = {
        "authorization": f"Bearer {mint(settings(), 'anna@example.org')}",
        "cookie": f"afterwrite-auth-token={mint(settings(), 'bert@example.org')}",
    }
    assert identify(settings(), **headers).email == "anna@example.org"


def test_a_wrong_bearer_token_is_not_made_good_by_a_cookie() -> None:
    cookie = f"afterwrite-auth-token={mint(settings(), 'anna@example.org')}"
    with pytest.raises(UnauthorizedError):
        identify(settings(), authorization="Bearer nonsense", cookie=cookie)


def test_a_change_with_a_cookie_must_come_from_our_pages() -> None:
    cookie = f"afterwrite-auth-token={mint(settings(), 'anna@example.org')}"
    with pytest.raises(AccessDeniedError, match="Invalid origin"):
        identify(settings(), cookie=cookie, origin="https://evil.example")
    assert identify(settings(), cookie=cookie, origin="http://example.org").email == "anna@example.org"
    assert identify(settings(), "GET", cookie=cookie, origin="https://evil.example").email


@pytest.mark.parametrize("header", ["origin", "referer"])
@pytest.mark.parametrize("url", ["https://evil.example", "null"])
def test_a_change_that_a_foreign_page_asks_for_is_refused_whoever_it_speaks_for(
    header: str, url: str
) -> None:
    """4.0 of the contract: same origin where one is given; not only for cookies, and before the token."""
    token = mint(settings(), "anna@example.org")
    by_bypass = {"x_load_test_secret": BYPASS_SECRET, "x_auth_user_email": "anna@example.org"}
    for headers in ({"authorization": f"Bearer {token}"}, {"authorization": "Bearer x"}, {}, by_bypass):
        with pytest.raises(AccessDeniedError, match=f"^Invalid {header}$"):
            identify(bypass(), **headers, **{header: url})


def test_pages_of_trusted_origins_may_ask_for_changes() -> None:
    chosen = settings(trusted_origins="https://train.example.org, https://coach.example.org")
    headers = {"authorization": f"Bearer {mint(settings(), 'anna@example.org')}"}
    assert identify(chosen, **headers, origin="https://coach.example.org").email == "anna@example.org"
    with pytest.raises(AccessDeniedError):
        identify(settings(), **headers, origin="https://coach.example.org")


def test_behind_a_trusted_proxy_the_forwarded_host_is_our_own() -> None:
    headers = {
        "authorization": f"Bearer {mint(settings(), 'anna@example.org')}",
        "origin": "https://app.example.org",
        "x_forwarded_host": "app.example.org",
    }
    assert identify(settings(trust_forwarded_host=True), **headers).email == "anna@example.org"
    with pytest.raises(AccessDeniedError):
        identify(settings(), **headers)


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic YTpi", "nonsense", "Bearer a.b.c", f"Bearer {'x' * 10_000}"],
)
def test_nobody_is_refused(authorization: str) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        identify(settings(), authorization=authorization)
    assert caught.value.headers["www-authenticate"].startswith("Bearer ")


def test_a_token_in_odd_characters_is_refused() -> None:
    with pytest.raises(UnauthorizedError):
        identify(settings(), authorization="Bearer å.ä.ö")


def test_claims_of_identity_without_the_bypass_are_ignored() -> None:
    headers = {"x_load_test_secret": BYPASS_SECRET, "x_auth_user_email": "anna@example.org"}
    for chosen in (settings(), settings(load_test_bypass_secret=BYPASS_SECRET)):
        with pytest.raises(UnauthorizedError):
            identify(chosen, **headers)
        token = mint(chosen, "bert@example.org")
        assert identify(chosen, authorization=f"Bearer {token}", **headers).email == "bert@example.org"


def test_the_bypass_needs_its_own_secret() -> None:
    assert identify(
        bypass(), x_load_test_secret=BYPASS_SECRET, x_auth_user_email="Anna@example.org"
    ) == Identity(None, "anna@example.org", float("inf"))
    for wrong in ("", "wrong", SECRET, BYPASS_SECRET[:-1], BYPASS_SECRET + "x", "å"):
        with pytest.raises(UnauthorizedError):
            identify(bypass(), x_load_test_secret=wrong, x_auth_user_email="anna@example.org")


def test_the_bypass_needs_an_address() -> None:
    for headers in ({}, {"x_auth_user_email": "  "}):
        with pytest.raises(UnauthorizedError):
            identify(bypass(), x_load_test_secret=BYPASS_SECRET, **headers)


def test_the_bypass_is_announced_loudly_and_without_its_secret(logs: list[EventDict]) -> None:
    Authenticator(settings())
    assert not logs
    Authenticator(bypass())
    assert [line["log_level"] for line in logs] == ["warning"]
    assert "BYPASS" in logs[0]["event"]
    assert BYPASS_SECRET not in str(logs)


def test_a_refusal_logs_neither_the_token_nor_whom_it_names(logs: list[EventDict]) -> None:
    token = mint(settings(jwt_secret=SECRET[::-1]), "anna@example.org")
    with pytest.raises(UnauthorizedError):
        identify(settings(), authorization=f"Bearer {token}")
    assert "InvalidSignatureError" in str(logs)
    assert token not in str(logs)
    assert "anna" not in str(logs)
