"""Connecting an athlete with Strava, by a browser of one's own, once; and ending that."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api_hooks.integration_schemas import Disconnected, Integrations, WhereToConnect
from api_hooks.pages.connected import Said
from api_hooks.strava_connecting import COOKIE
from runtime.settings import Settings
from tests.integration.api_hooks.connecting.there_and_back import CALLBACK, CONNECT, ONE, said
from tests.integration.api_hooks.test_documented_answers import hold_against
from tests.strava_server import StravaServer

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
Serve = Callable[[Settings], Any]


def shown(api: httpx.Client, people: Any, bearer: Bearer, who: str = "coach") -> list[dict[str, Any]]:
    query = {"clientId": people.client}
    answer = api.get("/api/integrations", params=query, headers=bearer(getattr(people, who)))
    hold_against(Integrations, answer.json())
    return answer.json()["integrations"]


def test_an_athlete_is_connected(
    api: httpx.Client, people: Any, bearer: Bearer, connect: Callable[..., str], ask: Ask
) -> None:
    assert shown(api, people, bearer) == []
    assert [connect(who=who) for who in ("athlete", "coach", "admin")] == ["connected"] * 3
    (found,) = shown(api, people, bearer)
    assert (found["provider"], found["connected"], found["externalUserId"]) == ("STRAVA", True, "7")
    assert found["scope"] == "read,activity:read_all"
    assert (found["lastSyncAt"], found["lastSyncError"]) == (None, None)
    (row,) = ask("SELECT *, expires_at - now() BETWEEN '5 h' AND '6 h' AS lasts FROM provider_connections")
    assert str(row["client_id"]) == people.client
    assert row["lasts"]


def test_what_is_stored_shown_or_sent_holds_no_token(
    api: httpx.Client,
    people: Any,
    bearer: Bearer,
    go: Callable[..., str],
    ask: Ask,
    strava: StravaServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    back = api.get(go())
    asked = api.get("/api/integrations", params={"clientId": people.client}, headers=bearer(people.coach))
    dumped = str(ask("SELECT * FROM provider_connections"))
    tokens = {*strava.world.every_token, strava.world.client_secret}
    assert len(tokens) == 3
    everything = [asked.text, dumped, caplog.text, str(back.headers), back.text]
    assert [token for token in tokens for text in everything if token in text] == []


def test_who_may_not_change_the_athlete_connects_nothing(
    api: httpx.Client, people: Any, bearer: Bearer, ask: Ask
) -> None:
    ask(
        "INSERT INTO physio_assignments (physio_user_id, client_id, role) VALUES (%s, %s, 'PRIMARY')",
        people.physio,
        people.client,
    )
    query = {"clientId": people.client}
    for who, may_read in ((people.other_coach, False), (people.physio, True)):
        headers = bearer(who)
        assert api.get(CONNECT, params=query, headers=headers).status_code == 403
        assert api.delete(ONE, params=query, headers=headers).status_code == 403
        reads = api.get("/api/integrations", params=query, headers=headers)
        assert reads.status_code == (200 if may_read else 403)
    for method, path in (("GET", CONNECT), ("GET", "/api/integrations"), ("DELETE", ONE)):
        answer = api.request(method, path, params={"clientId": people.client})
        assert answer.status_code == 401


def test_who_is_no_athlete_must_say_whom(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    for path in (CONNECT, "/api/integrations"):
        answer = api.get(path, headers=bearer(people.coach))
        assert (answer.status_code, answer.json()["details"][0]["field"]) == (422, "clientId")
        assert api.get(path, headers=bearer(people.athlete)).status_code in {200, 303}


def test_a_state_is_used_once(api: httpx.Client, go: Callable[..., str], strava: StravaServer) -> None:
    back = go()
    assert said(api.get(back)) == "connected"
    again = re.sub(r"code=\w+", f"code={strava.world.authorize(8)}", back)
    assert said(api.get(again)) == "state"
    assert strava.called("POST /oauth/token") == 1


def test_a_state_is_one_browsers_own(
    api: httpx.Client, go: Callable[..., str], strava: StravaServer, ask: Ask
) -> None:
    """Else a link could have somebody connect their account with another's athlete."""
    back = go()
    kept = api.cookies[COOKIE]
    api.cookies.clear()
    assert said(api.get(back)) == "state"
    assert said(api.get(back, headers={"cookie": f"{COOKIE}={kept[::-1]}"})) == "state"
    assert strava.called("POST /oauth/token") == 0
    assert ask("SELECT id FROM provider_connections") == []
    assert said(api.get(back, headers={"cookie": f"{COOKIE}={kept}"})) == "connected"


def test_the_cookie_comes_along_from_another_site_and_no_script_reads_it(
    api: httpx.Client, people: Any, bearer: Bearer
) -> None:
    answer = api.get(CONNECT, headers=bearer(people.athlete))
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=lax" in cookie
    assert "httponly" in cookie
    assert "path=/api/integrations/strava;" in cookie
    kept = api.cookies[COOKIE]
    api.get(CONNECT, headers=bearer(people.athlete))
    assert api.cookies[COOKIE] == kept, "after a second tab was opened the first one is good as well"


def test_a_state_that_is_forged_or_out_of_date(
    api: httpx.Client, go: Callable[..., str], strava: StravaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = go()
    state = parse_qs(urlsplit(back).query)["state"][0]
    for wrong in ("", "nonsense", state[:-8] + "A" * 8, "ä\0"):
        assert said(api.get(CALLBACK, params={"state": wrong, "code": "x"})) == "state"
    monkeypatch.setattr("providers.connections.state.GOOD_SECONDS", -1)
    assert said(api.get(back)) == "state"
    assert strava.called("POST /oauth/token") == 0


def test_an_athlete_who_denies_it_or_unticks_the_box(
    connect: Callable[..., str], strava: StravaServer, ask: Ask
) -> None:
    for scope, outcome in ((None, "denied"), ("read", "scope"), ("", "scope")):
        strava.world.answers[7] = scope
        assert connect() == outcome
    assert strava.called("POST /oauth/token") == 0
    assert ask("SELECT id FROM provider_connections") == []


def test_fewer_activities_than_were_asked_for_are_enough(
    api: httpx.Client, people: Any, bearer: Bearer, connect: Callable[..., str], strava: StravaServer
) -> None:
    strava.world.answers[7] = "read,activity:read"
    assert connect() == "connected"
    assert shown(api, people, bearer)[0]["scope"] == "read,activity:read"


def test_one_account_is_connected_with_one_athlete(connect: Callable[..., str], ask: Ask) -> None:
    assert connect(who="admin", client="client") == "connected"
    assert connect(who="admin", client="foreign_client") == "taken"
    assert len(ask("SELECT id FROM provider_connections")) == 1


def test_one_athlete_is_connected_with_one_account(
    api: httpx.Client, people: Any, bearer: Bearer, connect: Callable[..., str], strava: StravaServer
) -> None:
    assert connect() == "connected"
    strava.world.logged_in = 8
    assert connect() == "another"
    assert shown(api, people, bearer)[0]["externalUserId"] == "7"
    api.delete(ONE, params={"clientId": people.client}, headers=bearer(people.coach))
    assert connect() == "connected"
    assert shown(api, people, bearer)[0]["externalUserId"] == "8"


def test_connecting_the_same_account_again_takes_the_newest_tokens(
    connect: Callable[..., str], ask: Ask, strava: StravaServer
) -> None:
    assert [connect(), connect()] == ["connected"] * 2
    assert len(ask("SELECT id FROM provider_connections")) == 1
    assert strava.called("POST /oauth/token -> 200") == 2


def test_who_has_lost_the_athlete_meanwhile_connects_nothing(
    api: httpx.Client, people: Any, go: Callable[..., str], ask: Ask, strava: StravaServer
) -> None:
    back = go(who="coach")
    ask("UPDATE clients SET user_id = %s WHERE id = %s", people.other_coach, people.client)
    assert said(api.get(back)) == "not-allowed"
    assert strava.called("POST /oauth/token") == 0


def test_strava_does_not_give_tokens(connect: Callable[..., str], strava: StravaServer, ask: Ask) -> None:
    for status, outcome in ((503, "away"), (400, "refused")):
        strava.fail("/oauth/token", status)
        assert connect() == outcome
    assert ask("SELECT id FROM provider_connections") == []


def test_disconnecting_forgets_the_tokens_and_tells_strava(
    api: httpx.Client,
    people: Any,
    bearer: Bearer,
    connect: Callable[..., str],
    strava: StravaServer,
    ask: Ask,
) -> None:
    connect()
    end = lambda: api.delete(ONE, params={"clientId": people.client}, headers=bearer(people.athlete))  # noqa: E731
    answer = end()
    hold_against(Disconnected, answer.json())
    assert answer.json() == {"success": True, "disconnected": True, "toldProvider": True}
    assert strava.world.grants == {}
    (row,) = ask("SELECT * FROM provider_connections")
    assert (row["access_token"], row["refresh_token"], row["sync_enabled"]) == (None, None, False)
    assert [each["connected"] for each in shown(api, people, bearer)] == [False]
    assert end().json() == {"success": True, "disconnected": False, "toldProvider": False}


def test_disconnecting_with_a_token_that_has_ended_tells_strava_too(
    api: httpx.Client, people: Any, bearer: Bearer, connect: Callable[..., str], strava: StravaServer
) -> None:
    strava.world.token_seconds = 0
    connect()
    strava.world.token_seconds = 600
    answer = api.delete(ONE, params={"clientId": people.client}, headers=bearer(people.athlete))
    assert answer.json()["toldProvider"]
    assert strava.world.refreshes == {}


def test_disconnecting_does_not_wait_for_a_strava_that_is_away(
    api: httpx.Client,
    people: Any,
    bearer: Bearer,
    connect: Callable[..., str],
    strava: StravaServer,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api_hooks.integrations.TELLING_SECONDS", 0.2)
    for fault in ({"status": 503}, {"status": None, "seconds": 3.0}):
        assert connect() == "connected"
        strava.fail("/oauth/deauthorize", **fault)
        answer = api.delete(ONE, params={"clientId": people.client}, headers=bearer(people.athlete))
        assert answer.json() == {"success": True, "disconnected": True, "toldProvider": False}
        assert answer.elapsed.total_seconds() < 2.5
        assert ask("SELECT id FROM provider_connections WHERE sync_enabled") == []


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"token_keys": ()}, "AFTERWRITE_TOKEN_KEYS"),
        ({"strava_client_secret": None}, "AFTERWRITE_STRAVA_CLIENT_SECRET"),
    ],
)
def test_without_a_setting_it_is_said_which_and_what_to_do(
    serve: Serve, settings: Settings, people: Any, bearer: Bearer, missing: dict[str, Any], named: str
) -> None:
    with serve(settings.model_copy(update=missing)) as api:
        answer = api.get(CONNECT, headers=bearer(people.athlete))
        assert answer.status_code == 501
        assert named in answer.json()["error"]
        assert said(api.get(CALLBACK, params={"state": "x", "code": "x"})) == "not-set-up"
        assert api.get("/api/integrations", headers=bearer(people.athlete)).status_code == 200


def test_a_person_is_told_as_a_page_why_not(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    headers = {"accept": "text/html,*/*"}
    foreign = {"clientId": people.foreign_client}
    refused = api.get(CONNECT, params=foreign, headers=bearer(people.athlete) | headers)
    unknown = api.get(CONNECT, headers=headers)
    assert (refused.status_code, unknown.status_code) == (403, 401)
    assert "You may not see this page" in refused.text
    assert "<form" in unknown.text


def test_a_program_is_told_where_to_send_its_browser(
    api: httpx.Client, people: Any, bearer: Bearer, strava: StravaServer
) -> None:
    headers = bearer(people.athlete) | {"accept": "application/json"}
    answer = api.get(CONNECT, headers=headers)
    hold_against(WhereToConnect, answer.json())
    where = urlsplit(answer.json()["url"])
    query = parse_qs(where.query)
    assert answer.json()["url"].startswith(f"{strava.url}/oauth/authorize?")
    assert query["redirect_uri"] == [f"{str(api.base_url).rstrip('/')}{CALLBACK}"]
    assert query["scope"] == ["read,activity:read_all"]


def test_the_address_to_come_back_to_can_be_set(
    serve: Serve, settings: Settings, people: Any, bearer: Bearer
) -> None:
    outside = f"https://train.example.org{CALLBACK}"
    with serve(settings.model_copy(update={"strava_redirect_url": outside})) as api:
        answer = api.get(CONNECT, headers=bearer(people.athlete))
    sent = urlsplit(answer.headers["location"])
    assert parse_qs(sent.query)["redirect_uri"] == [outside]
    assert "Secure" in answer.headers["set-cookie"]


def test_the_page_says_how_it_went(shared: Any) -> None:
    for outcome in Said:
        page = shared.api.get("/integrations/strava", params={"said": outcome.value})
        assert page.status_code == 200
        assert "<h1>" in page.text
        assert page.headers["content-security-policy"]


def test_the_page_says_nothing_that_an_address_has_in_it(shared: Any) -> None:
    page = shared.api.get("/integrations/strava", params={"said": "<b>hello</b>"})
    assert page.status_code == 404
    assert "hello" not in page.text
