"""Notifications over HTTP: one's own and nobody else's, a page at a time, and how one wants to be told."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from api_hooks.notification_schemas import (
    AddedChannel,
    Channels,
    Marked,
    Notifications,
    OneNotification,
    Preferences,
    RemovedChannel,
    TriedChannel,
)
from domain.notice_switches import Switch
from runtime.settings import Settings
from tests.noticeboard import NoticeBoard

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
HOOK = {"kind": "WEBHOOK", "url": "https://user:password@hooks.example.org/a-token", "label": "mine"}
NOBODY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def board(database_url: str) -> Iterator[NoticeBoard]:
    with closing(psycopg.connect(database_url, autocommit=True, row_factory=dict_row)) as connection:
        yield NoticeBoard(connection)


@pytest.fixture
def tell(board: NoticeBoard, people: Any) -> Callable[..., str]:
    """Write a notification of that many minutes ago; the coach's, unless it is told whose."""

    def write(minutes: int = 0, recipient: str | None = None, **columns: Any) -> str:
        notice = board.row(
            "notices",
            notice_key=f"{minutes}{recipient}{len(columns)}",
            client_id=people.client,
            kind="MISSED_CHECKINS",
            audience=["COACH"],
            priority="NORMAL",
            date="2026-03-14",
            params="{}",
        )
        values = {
            "notice_id": notice,
            "recipient_id": recipient or people.coach,
            "client_id": people.client,
            "audience": "COACH",
            "kind": "MISSED_CHECKINS",
            "priority": "NORMAL",
            "date": "2026-03-14",
            "params": '{"days": 3}',
            "title": f"T{minutes}",
            "body": "B",
        }
        id_ = board.row("notifications", **values, **columns)
        board.connection.execute(
            "UPDATE notifications SET told_at = now() - make_interval(mins => %s) WHERE id = %s",
            [minutes, id_],
        )
        return str(id_)

    return write


def as_documented(model: Any, answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    content = answer.json()
    shown = model.model_validate_json(answer.content).model_dump(mode="json", by_alias=True)
    assert names(shown) == names(content)
    return content


def names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: names(inner) for name, inner in value.items()}
    return [names(inner) for inner in value] if isinstance(value, list) else None


def titles(content: dict[str, Any]) -> list[str]:
    return [each["title"] for each in content["notifications"]]


def test_unread_ones_first_then_the_newest(
    api: httpx.Client, as_coach: dict[str, str], tell: Callable[..., str]
) -> None:
    tell(1, read_at="2026-03-14T00:00Z")
    tell(2)
    tell(3, withdrawn_at="2026-03-14T00:00Z", withdrawn_because="CORRECTED")
    tell(4, expires_at="2026-03-14T00:00Z")
    tell(5)
    tell(6, dismissed_at="2026-03-14T00:00Z")
    content = as_documented(Notifications, api.get("/api/notifications", headers=as_coach))
    assert titles(content) == ["T2", "T5", "T1", "T3", "T4"]
    assert (content["unreadCount"], content["nextCursor"]) == (2, None)
    assert {each["sender"] for each in content["notifications"]} == {"SYSTEM"}
    assert content["notifications"][3]["withdrawnBecause"] == "CORRECTED"
    only = api.get("/api/notifications?unread=true", headers=as_coach).json()
    assert titles(only) == ["T2", "T5"]


def test_page_by_page_nothing_is_left_out_and_nothing_comes_twice(
    api: httpx.Client, as_coach: dict[str, str], tell: Callable[..., str]
) -> None:
    for minutes in range(7):
        tell(minutes, read_at="2026-03-14T00:00Z" if minutes % 2 else None)
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        parameters = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        content = api.get("/api/notifications", params=parameters, headers=as_coach).json()
        found += titles(content)
        cursor, pages = content["nextCursor"], pages + 1
    assert found == ["T0", "T2", "T4", "T6", "T1", "T3", "T5"]
    assert pages == 4


def test_read_dismissed_and_all_read(
    api: httpx.Client, as_coach: dict[str, str], tell: Callable[..., str]
) -> None:
    first, second, _ = tell(1), tell(2), tell(3)
    for _ in range(2):
        content = as_documented(
            OneNotification, api.post(f"/api/notifications/{first}/read", headers=as_coach)
        )
        assert content["notification"]["unread"] is False
    assert api.post(f"/api/notifications/{second}/dismiss", headers=as_coach).status_code == 200
    left = api.get("/api/notifications", headers=as_coach).json()
    assert titles(left) == ["T3", "T1"]
    assert as_documented(Marked, api.post("/api/notifications/read-all", headers=as_coach))["marked"] == 1
    assert api.get("/api/notifications", headers=as_coach).json()["unreadCount"] == 0


@pytest.mark.parametrize("who", ["admin", "other_coach", "athlete", "physio"])
def test_nobody_elses_can_be_read_or_marked(
    api: httpx.Client, people: Any, bearer: Bearer, tell: Callable[..., str], ask: Ask, who: str
) -> None:
    mine, headers = tell(1), bearer(getattr(people, who))
    assert api.get("/api/notifications", headers=headers).json()["notifications"] == []
    for what in ("read", "dismiss"):
        for id_ in (mine, NOBODY):
            answer = api.post(f"/api/notifications/{id_}/{what}", headers=headers)
            assert (answer.status_code, answer.json()) == (404, {"error": "Notification not found"})
    assert api.post("/api/notifications/read-all", headers=headers).json()["marked"] == 0
    assert ask("SELECT read_at, dismissed_at FROM notifications") == [{"read_at": None, "dismissed_at": None}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/notifications"),
        ("POST", f"/api/notifications/{NOBODY}/read"),
        ("POST", f"/api/notifications/{NOBODY}/dismiss"),
        ("POST", "/api/notifications/read-all"),
        ("GET", "/api/notification-preferences"),
        ("PUT", "/api/notification-preferences"),
        ("GET", "/api/notification-channels"),
        ("POST", "/api/notification-channels"),
        ("DELETE", f"/api/notification-channels/{NOBODY}"),
        ("POST", f"/api/notification-channels/{NOBODY}/test"),
    ],
)
def test_without_a_token_and_without_an_account_nothing(
    api: httpx.Client, bearer: Bearer, method: str, path: str
) -> None:
    assert api.request(method, path).status_code == 401
    body = json.dumps(HOOK) if path.endswith("channels") else "{}"
    stranger = api.request(method, path, headers=bearer("stranger@example.org"), content=body)
    assert (stranger.status_code, stranger.json()) == (404, {"error": "User not found"})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=nonsense", "cursor"),
        ("cursor=WzEsMiwzXQ", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=é", "cursor"),
        ("cursor=" + "A" * 5_000, "cursor"),
        ("limit=many", "limit"),
        ("unread=perhaps", "unread"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_why(
    api: httpx.Client, as_coach: dict[str, str], query: str, field: str
) -> None:
    answer = api.get(f"/api/notifications?{query}", headers=as_coach)
    assert answer.status_code == 422
    assert answer.json()["details"][0]["field"] == field
    assert answer.json()["details"][0]["rule"]


@pytest.mark.parametrize("limit", [-5, 0, 1, 10**9])
def test_the_length_of_a_page_is_clamped(
    api: httpx.Client, as_coach: dict[str, str], tell: Callable[..., str], limit: int
) -> None:
    tell(1)
    tell(2)
    answer = api.get(f"/api/notifications?limit={limit}", headers=as_coach)
    assert len(answer.json()["notifications"]) == (2 if limit > 1 else 1)


# ---------------------------------------------------------------- preferences


def test_preferences_have_defaults_and_keep_what_is_not_given(
    api: httpx.Client, people: Any, bearer: Bearer, ask: Ask
) -> None:
    ask("UPDATE clients SET time_zone = 'Pacific/Auckland' WHERE id = %s", people.client)
    headers = bearer(people.athlete)
    content = as_documented(Preferences, api.get("/api/notification-preferences", headers=headers))
    assert content["switches"] == {switch.value: switch is not Switch.WEATHER_ALERTS for switch in Switch}
    assert content["quietHours"] is None
    assert (content["timeZone"], content["timeZoneInForce"]) == (None, "Pacific/Auckland")
    assert (content["outsideHealthDetails"], content["language"]) == (False, "en")

    def put(**body: Any) -> Any:
        return as_documented(
            Preferences, api.put("/api/notification-preferences", json=body, headers=headers)
        )

    put(switches={"milestoneAlertsEnabled": False, "weatherAlertsEnabled": True})
    put(quietHours={"from": "22:00", "to": "07:00"}, timeZone="Europe/Berlin", outsideHealthDetails=True)
    content = put(switches={"patternAlertsEnabled": False, "weatherAlertsEnabled": None})
    off = {name for name, is_on in content["switches"].items() if not is_on}
    assert off == {"milestoneAlertsEnabled", "patternAlertsEnabled", "weatherAlertsEnabled"}
    assert content["quietHours"] == {"from": "22:00", "to": "07:00"}
    assert (content["timeZoneInForce"], content["outsideHealthDetails"]) == ("Europe/Berlin", True)
    assert put(language="sv")["language"] == "sv"
    assert put(timeZone="Europe/Berlin")["language"] == "sv"
    content = put(language=None, quietHours=None, timeZone=None, outsideHealthDetails=None, switches=None)
    assert [name for name, is_on in content["switches"].items() if not is_on] == ["weatherAlertsEnabled"]
    assert (content["quietHours"], content["timeZoneInForce"]) == (None, "Pacific/Auckland")
    assert (content["outsideHealthDetails"], content["language"]) == (False, "en")
    assert api.get("/api/notification-preferences", headers=headers).json() == content


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"switches": []}, "switches"),
        ({"switches": {"milestones": True}}, "switches.milestones"),
        ({"switches": {"milestoneAlertsEnabled": "no"}}, "switches.milestoneAlertsEnabled"),
        ({"quietHours": "night"}, "quietHours"),
        ({"quietHours": {"from": "22:00"}}, "quietHours"),
        ({"quietHours": {"from": "24:00", "to": "07:00"}}, "quietHours.from"),
        ({"quietHours": {"from": "22:00", "to": 7}}, "quietHours.to"),
        ({"timeZone": "Nowhere/Atall"}, "timeZone"),
        ({"timeZone": 1}, "timeZone"),
        ({"outsideHealthDetails": "yes"}, "outsideHealthDetails"),
        ({"language": "no"}, "language"),
        ({"language": []}, "language"),
    ],
)
def test_preferences_that_make_no_sense_change_nothing(
    api: httpx.Client, as_coach: dict[str, str], ask: Ask, body: dict[str, Any], field: str
) -> None:
    good = {"switches": {"loadAlertsEnabled": False}}
    answer = api.put("/api/notification-preferences", json={**good, **body}, headers=as_coach)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["details"]] == [field]
    assert ask("SELECT * FROM notification_preferences") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.dictionaries(
        st.sampled_from(
            ["switches", "quietHours", "timeZone", "outsideHealthDetails", "language", "kind", "url", "label"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=2)
        ),
    )
)
def test_whatever_the_body_is_it_is_never_a_defect(shared: Any, body: dict[str, Any]) -> None:
    for method, path in (("PUT", "preferences"), ("POST", "channels")):
        answer = shared.api.request(
            method, f"/api/notification-{path}", content=json.dumps(body), headers=shared.as_coach
        )
        assert answer.status_code in {200, 400, 422}, answer.text


# ---------------------------------------------------------------- channels


def test_a_channel_is_added_shown_without_secrets_and_removed(
    api: httpx.Client, as_coach: dict[str, str]
) -> None:
    added = as_documented(
        AddedChannel, api.post("/api/notification-channels", json=HOOK, headers=as_coach), 201
    )
    assert added["secret"].startswith("whsec_")
    assert added["channel"]["minimumPriority"] == "NORMAL"
    answer = api.get("/api/notification-channels", headers=as_coach)
    (shown,) = as_documented(Channels, answer)["channels"]
    assert shown == added["channel"]
    assert shown["provider"] == "https://hooks.example.org/…"
    for secret in (added["secret"], "a-token", "password"):
        assert secret not in answer.text
    path = f"/api/notification-channels/{shown['id']}"
    as_documented(RemovedChannel, api.delete(path, headers=as_coach))
    assert api.delete(path, headers=as_coach).json() == {"error": "Channel not found"}
    assert api.get("/api/notification-channels", headers=as_coach).json()["channels"] == []


def test_a_service_has_no_secret_of_ours(api: httpx.Client, as_coach: dict[str, str]) -> None:
    body = {"kind": "APPRISE", "url": "ntfy://a-topic-of-mine", "label": "phone", "minimumPriority": "HIGH"}
    added = api.post("/api/notification-channels", json=body, headers=as_coach).json()
    assert (added["secret"], added["channel"]["provider"]) == (None, "ntfy://…")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "MAIL"}, "kind"),
        ({"kind": ["WEBHOOK"]}, "kind"),
        ({"url": None}, "url"),
        ({"url": "ftp://user:password@example.org"}, "url"),
        ({"kind": "APPRISE", "url": "json://127.0.0.1/password"}, "url"),
        ({"kind": "APPRISE", "url": "syslog://password"}, "url"),
        ({"label": ""}, "label"),
        ({"label": "x" * 101}, "label"),
        ({"minimumPriority": "MEDIUM"}, "minimumPriority"),
    ],
)
def test_a_channel_that_makes_no_sense_is_refused_and_its_url_not_repeated(
    api: httpx.Client, as_coach: dict[str, str], ask: Ask, change: dict[str, Any], field: str
) -> None:
    answer = api.post("/api/notification-channels", json={**HOOK, **change}, headers=as_coach)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["details"]] == [field]
    assert "password" not in answer.text
    assert ask("SELECT * FROM notification_channels") == []


def test_nobody_has_more_channels_than_they_need(api: httpx.Client, as_coach: dict[str, str]) -> None:
    for _ in range(20):
        assert api.post("/api/notification-channels", json=HOOK, headers=as_coach).status_code == 201
    answer = api.post("/api/notification-channels", json=HOOK, headers=as_coach)
    assert answer.status_code == 422
    assert "at most 20" in answer.json()["error"]


def test_a_channel_is_tested_through_the_lane(
    api: httpx.Client, as_coach: dict[str, str], people: Any, bearer: Bearer, ask: Ask
) -> None:
    added = api.post("/api/notification-channels", json=HOOK, headers=as_coach).json()
    path = f"/api/notification-channels/{added['channel']['id']}"
    foreign = bearer(people.other_coach)
    assert api.post(f"{path}/test", headers=foreign).status_code == 404
    assert api.delete(path, headers=foreign).status_code == 404
    assert as_documented(TriedChannel, api.post(f"{path}/test", headers=as_coach), 202)["sent"] is True
    assert api.post(f"{path}/test", headers=as_coach).status_code == 202
    (delivery, *more) = ask("SELECT id::text, what, status FROM deliveries")
    assert len(more) <= 1  # two, if ten seconds began between them
    assert (delivery["what"], delivery["status"]) == ("TEST", "OWED")
    owed = ask("SELECT key FROM owed_work WHERE lane = 'deliveries' ORDER BY owed_at")
    assert owed[0]["key"] == delivery["id"]
    (shown,) = api.get("/api/notification-channels", headers=as_coach).json()["channels"]
    assert (shown["lastDelivery"]["what"], shown["lastDelivery"]["status"]) == ("TEST", "OWED")
    ask("UPDATE notification_channels SET is_active = false")
    assert api.post(f"{path}/test", headers=as_coach).json()["details"][0]["field"] == "isActive"


def test_a_foreign_page_cannot_change_anything(
    api: httpx.Client, as_coach: dict[str, str], settings: Settings
) -> None:
    cookie = f"{settings.session_cookie_name}={as_coach['authorization'].removeprefix('Bearer ')}"
    headers = {"cookie": cookie, "origin": "https://evil.example.org"}
    assert api.post("/api/notification-channels", json=HOOK, headers=headers).status_code == 403
    assert api.put("/api/notification-preferences", json={}, headers=headers).status_code == 403
    assert api.post("/api/notifications/read-all", headers=headers).status_code == 403
