"""Who may: by token, by role, by cookie. Nobody learns whether an athlete exists that is not theirs."""

import base64
import json
import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import jwt
import pytest

from runtime.settings import Settings
from runtime.tokens import mint

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Serve = Callable[[Settings], Any]

NOBODY = str(uuid.uuid4())


@pytest.fixture
def attempt(api: httpx.Client, today: str) -> Callable[..., list[httpx.Response]]:
    """Try to write, to read, and to look up the receipt of an athlete's check-in."""

    def attempt(client: str, headers: dict[str, str]) -> list[httpx.Response]:
        body = {"clientId": client, "date": today, "mood": 5}
        return [
            api.post("/api/daily-metrics", json=body, headers=headers),
            api.get("/api/daily-metrics", params={"clientId": client}, headers=headers),
            api.get(f"/api/receipts/checkins/{client}:{today}", headers=headers),
        ]

    return attempt


Attempt = Callable[[str, dict[str, str]], list[httpx.Response]]


@pytest.mark.parametrize("who", ["admin", "coach", "athlete"])
def test_those_may_who_should(attempt: Attempt, people: Any, bearer: Bearer, who: str) -> None:
    for name in (getattr(people, who), f"{who}@example.org", f"{who.upper()}@Example.org"):
        assert [answer.status_code for answer in attempt(people.client, bearer(name))] == [200, 200, 200]


@pytest.mark.parametrize("who", ["coach", "athlete", "physio"])
def test_a_foreign_and_an_unknown_athlete_are_refused_alike(
    attempt: Attempt, people: Any, bearer: Bearer, who: str
) -> None:
    foreign = attempt(people.foreign_client, bearer(getattr(people, who)))
    unknown = attempt(NOBODY, bearer(getattr(people, who)))
    assert [answer.status_code for answer in foreign] == [403, 403, 403]
    assert [answer.status_code for answer in unknown] == [403, 403, 403]
    assert {answer.text for answer in foreign + unknown} == {'{"error":"Access denied"}'}


def test_an_admin_is_told_that_an_athlete_is_unknown(attempt: Attempt, people: Any, bearer: Bearer) -> None:
    answers = attempt(NOBODY, bearer(people.admin))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json() == answers[1].json() == {"error": "Client not found"}
    assert answers[2].json() == {"error": "Receipt not found"}


@pytest.mark.parametrize("subject", [NOBODY, "nobody@example.org", "auth0|1234"])
def test_a_token_without_an_account(attempt: Attempt, people: Any, bearer: Bearer, subject: str) -> None:
    answers = attempt(people.client, bearer(subject))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.text for answer in answers} == {'{"error":"User not found"}'}


def made(settings: Settings, **claims: Any) -> str:
    secret = settings.jwt_secret
    assert secret is not None
    usual = {"aud": settings.jwt_audience, "exp": int(time.time()) + 60}
    kept = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(kept, secret.get_secret_value(), algorithm="HS256")


def unsigned(settings: Settings, subject: str) -> str:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    claims = {"aud": settings.jwt_audience, "exp": int(time.time()) + 60, "sub": subject}
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def test_tokens_that_are_not_good_are_refused(attempt: Attempt, people: Any, settings: Settings) -> None:
    good = made(settings, sub=people.coach)
    head, claims, signature = good.split(".")
    other = made(settings, sub=people.admin).split(".")[1]
    bad = {
        "expired": made(settings, sub=people.coach, exp=int(time.time()) - 60),
        "never expires": made(settings, sub=people.coach, exp=None),
        "for somebody else": made(settings, sub=people.coach, aud="another service"),
        "for nobody": made(settings, sub=people.coach, aud=None),
        "not yet": made(settings, sub=people.coach, nbf=int(time.time()) + 60),
        "about nobody": made(settings),
        "other secret": mint(settings.model_copy(update={"jwt_secret": _secret("b" * 40)}), people.coach),
        "other claims": f"{head}.{other}.{signature}",
        "no signature": f"{head}.{claims}.",
        "unsigned": unsigned(settings, people.coach),
        "not a token": "nonsense",
    }
    assert [answer.status_code for answer in attempt(people.client, _bearing(good))] == [200, 200, 200]
    for what, token in bad.items():
        for answer in attempt(people.client, _bearing(token)):
            assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"}), what
            assert "invalid_token" in answer.headers["www-authenticate"]


def test_no_token(attempt: Attempt, people: Any) -> None:
    for headers in ({}, {"authorization": "Basic YTpi"}, {"x-auth-user-email": "coach@example.org"}):
        for answer in attempt(people.client, headers):
            assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_cookie_is_good_for_our_own_pages(
    api: httpx.Client, attempt: Attempt, people: Any, settings: Settings
) -> None:
    cookie = {"cookie": f"{settings.session_cookie_name}={mint(settings, people.coach)}"}
    ours, theirs = str(api.base_url).rstrip("/"), "https://evil.example"
    for headers in ({}, {"origin": ours}, {"referer": f"{ours}/checkin"}):
        answers = attempt(people.client, cookie | headers)
        assert [answer.status_code for answer in answers] == [200, 200, 200]
    for name in ("origin", "referer"):
        answers = attempt(people.client, cookie | {name: theirs})
        assert [answer.status_code for answer in answers] == [403, 200, 200]
        assert answers[0].json() == {"error": f"Invalid {name}"}


def test_the_bypass_is_off_unless_it_is_set(
    serve: Serve, settings: Settings, people: Any, attempt: Attempt, today: str
) -> None:
    secret = "a bypass secret of the tests that is long enough"
    headers = {"x-load-test-secret": secret, "x-auth-user-email": "coach@example.org"}
    assert {answer.status_code for answer in attempt(people.client, headers)} == {401}
    opened = settings.model_copy(
        update={"load_test_bypass_enabled": True, "load_test_bypass_secret": _secret(secret)}
    )
    body = {"clientId": people.client, "date": today, "mood": 5}
    with serve(opened) as api:
        post = lambda **more: api.post("/api/daily-metrics", json=body, headers=more)  # noqa: E731
        assert post(**headers).status_code == 200
        assert post(**headers | {"x-load-test-secret": secret[:-1]}).status_code == 401
        assert post(**headers | {"x-auth-user-email": "other_coach@example.org"}).status_code == 403
        assert post(**{"x-load-test-secret": secret}).status_code == 401


def test_a_key_set_that_does_not_answer_holds_nobody_else_up(
    serve: Serve, settings: Settings, people: Any
) -> None:
    """Whether the token is good is not known then, so it is not called bad."""
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as silent:  # takes connections into its backlog, and no further
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/keys.json"
        with (
            serve(settings.model_copy(update={"jwt_jwks_url": url})) as api,
            ThreadPoolExecutor(1) as threads,
        ):
            ask = partial(
                api.get, f"/api/daily-metrics?clientId={people.client}", headers=_bearing(NAMED_KEY)
            )
            waiting = threads.submit(ask)
            started = time.perf_counter()
            while not waiting.done():
                assert api.get("/healthz").elapsed.total_seconds() < 1
            assert time.perf_counter() - started > 1, "the key set was waited for"
            answer = waiting.result()
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


#: Signed with a key of that name; by whom does not matter where no key can be fetched.
NAMED_KEY = jwt.encode({"aud": "afterwrite"}, "x" * 32, algorithm="HS256", headers={"kid": "first"})


def _bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _secret(text: str) -> Any:
    return Settings(jwt_secret=text).jwt_secret
