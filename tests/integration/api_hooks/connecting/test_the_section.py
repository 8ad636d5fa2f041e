"""What the athlete's page says of connections: how they stand, and to whom it offers what."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from picture.words import day_in_words
from runtime.settings import Settings
from storage import ledger
from tests.integration.api_hooks.connecting.there_and_back import CONNECT, ONE

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
Connect = Callable[..., str]
Serve = Callable[[Settings], Any]


@pytest.fixture
def look(api: httpx.Client, people: Any, bearer: Bearer) -> Callable[..., "Section"]:
    """The section on the athlete's page, as somebody sees it."""
    return lambda who="athlete": Section(
        api.get(f"/athletes/{people.client}", headers=bearer(getattr(people, who)))
    )


class Section:
    """What is in it."""

    def __init__(self, page: httpx.Response) -> None:
        assert page.status_code == 200
        self.policy = page.headers["content-security-policy"]
        self.page = page.text
        _, self.is_there, rest = page.text.partition('<section class="card connections"')
        self.html = rest.partition("</section>")[0]
        # What is there to be shown by the script is not yet said.
        shown = re.sub(r"<dialog.*?</dialog>|<(\w+)[^>]* hidden>.*?</\1>", " ", self.html, flags=re.DOTALL)
        without_tags = re.sub(r"<[^>]+>", " ", shown)
        self.text = " ".join(without_tags.replace("&#39;", "'").split())

    @property
    def offers(self) -> set[str]:
        """What one can do there."""
        found = {"disconnect"} if "<dialog" in self.html else set()
        return found | ({"connect"} if re.search(r'class="to-connect">', self.html) else set())


Look = Callable[..., Section]


def test_where_nothing_can_be_connected_there_is_no_section(
    serve: Serve, settings: Settings, people: Any, bearer: Bearer
) -> None:
    with serve(settings.model_copy(update={"token_keys": ()})) as api:
        section = Section(api.get(f"/athletes/{people.client}", headers=bearer(people.athlete)))
    assert not section.is_there
    assert "connections.js" not in section.page
    assert "connect-src" not in section.policy


def test_before_anything_is_connected(look: Look, people: Any) -> None:
    section = look()
    assert section.offers == {"connect"}
    assert f'href="{CONNECT}?clientId={people.client}"' in section.html
    assert "Not connected. Once it is, activities come in: those of the last 42 days." in section.text


def test_connected_with_what_has_come_in_and_what_is_to_come(
    look: Look, connect: Connect, ask: Ask, people: Any
) -> None:
    connect()
    section = look()
    assert section.offers == {"disconnect"}
    assert f'data-address="{ONE}?clientId={people.client}"' in section.html
    today = day_in_words(ask("SELECT (now() AT TIME ZONE time_zone)::date AS day FROM clients")[0]["day"])
    assert f"Connected since {today}." in section.text
    assert "Newest activity none yet" in section.text
    assert "Last fetched not yet" in section.text
    assert "Earlier activities are being fetched" in section.text

    for day, source, is_gone in (
        ("2026-03-12", "STRAVA", False),
        ("2026-03-13", "STRAVA", True),
        ("2026-03-14", "MANUAL", False),
    ):
        ask(
            "INSERT INTO activities (client_id, source, external_id, type, source_type, started_at, day,"
            " duration_seconds, deleted_at) VALUES (%s, %s, %s, 'RUNNING', 'Run', %s, %s, 60, %s)",
            *(people.client, source, day, day, day, day if is_gone else None),
        )
    ask("UPDATE owed_work SET done_revision = revision")
    ask("UPDATE provider_connections SET last_sync_at = '2026-03-14 07:05+00'")
    text = look().text
    assert f"Newest activity running, {day_in_words(date(2026, 3, 12))}" in text
    assert "Last fetched 14 Mar, 07:05 UTC" in text
    assert "Earlier activities" not in text


def test_what_fails_and_what_was_given_up_is_said(
    look: Look, connect: Connect, ask: Ask, people: Any, connection: Any
) -> None:
    connect()
    ask("UPDATE provider_connections SET last_sync_error = 'Strava answered with status 503 <b>'")
    ledger.mark_dead(connection, "strava-backfill", {people.client: "an inner reason"})
    section = look()
    assert "The last fetch failed. Strava answered with status 503 &lt;b&gt;." in section.text
    assert "Fetching earlier activities was given up." in section.text
    assert "inner reason" not in section.page
    ledger.forget(connection, "strava-backfill")
    assert "given up" not in look().text


def test_ended_here_or_there_it_can_be_connected_again(
    look: Look, connect: Connect, ask: Ask, api: httpx.Client, people: Any, as_coach: dict[str, str]
) -> None:
    connect()
    api.delete(ONE, params={"clientId": people.client}, headers=as_coach)
    section = look()
    assert section.offers == {"connect"}
    assert "Not connected any more. It was disconnected here." in section.text
    ask("UPDATE provider_connections SET last_sync_error = 'the athlete has withdrawn the access'")
    assert "Not connected any more. The athlete has withdrawn the access." in look().text
    assert "still here" not in look().text
    ask(
        "INSERT INTO activities (client_id, source, external_id, type, source_type, started_at, day,"
        " duration_seconds) VALUES (%s, 'STRAVA', '1', 'RUNNING', 'Run', '2026-03-12', '2026-03-12', 60)",
        people.client,
    )
    assert "still here, the newest of them: running, Thu 12 Mar 2026." in look().text
    assert connect() == "connected"
    assert look().offers == {"disconnect"}


def test_who_may_change_it_is_offered_that_and_a_physiotherapist_sees_how_it_stands(
    look: Look, connect: Connect, ask: Ask, people: Any
) -> None:
    ask(
        "INSERT INTO physio_assignments (physio_user_id, client_id, role) VALUES (%s, %s, 'PRIMARY')",
        *(people.physio, people.client),
    )
    for standing, offer in (("Not connected.", "connect"), ("Connected since", "disconnect")):
        for who in ("admin", "coach", "athlete"):
            section = look(who)
            assert (standing in section.text, section.offers) == (True, {offer})
            assert "connect-src 'self'" in section.policy
        section = look("physio")
        assert standing in section.text
        assert "<button" not in section.html
        assert "<a class" not in section.html
        assert "connections.js" not in section.page
        assert "connect-src" not in section.policy
        connect()


@pytest.mark.parametrize(
    ("update", "told_and_erased"),
    [
        ({"strava_subscription_id": None}, (False, False)),
        ({}, (True, True)),
        ({"provider_data_after_revocation": "keep"}, (True, False)),
    ],
)
def test_what_becomes_of_the_data_is_what_happens_here(
    serve: Serve,
    settings: Settings,
    connect: Connect,
    people: Any,
    bearer: Bearer,
    update: dict[str, Any],
    told_and_erased: tuple[bool, bool],
) -> None:
    """Strava's word of the end erases; where it reaches nobody all stays, and nothing new is known."""
    secrets = Settings(strava_webhook_secret="s" * 40, strava_subscription_id=7)  # type: ignore[arg-type]
    told = {name: getattr(secrets, name) for name in ("strava_webhook_secret", "strava_subscription_id")}
    with serve(settings.model_copy(update=told | update)) as api:
        before = Section(api.get(f"/athletes/{people.client}", headers=bearer(people.athlete)))
        connect()
        section = Section(api.get(f"/athletes/{people.client}", headers=bearer(people.athlete)))
    assert ("activities that you record come in by themselves" in before.text) is told_and_erased[0]
    erases = "are erased here" in section.html
    assert ("New activities come in by themselves" in section.text, erases) == told_and_erased
    assert ("Activities that have come in stay here" in section.html) is not erases
