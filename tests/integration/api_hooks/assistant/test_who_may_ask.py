"""Who may ask about whom, and how often: access, ownership, consent, quotas."""

import threading
import uuid
from typing import Any

import pytest

from tests.chat_servers.behaviour import Behaviour, ChatServers
from tests.integration.api_hooks.assistant.asking import ask
from tests.integration.api_hooks.assistant.conftest import Person, Stage

pytestmark = pytest.mark.integration


def used(stage: Stage, athlete: Person) -> int:
    found = stage.sql("SELECT used FROM chat_quotas WHERE client_id = %s", athlete.client)
    return int(found[0]["used"]) if found else 0


def test_c4_nothing_is_said_in_a_conversation_of_somebody_else(stage: Stage, provider: ChatServers) -> None:
    owner, other = stage.coach(), stage.coach()
    conversation = ask(stage.api, "Mine.", owner.headers).data("start")["conversationId"]
    refused = ask(stage.api, "Let me in.", other.headers, conversationId=conversation)
    assert (refused.status, refused.data("refused")["error"]) == (404, "Conversation not found")
    assert stage.api.get(f"/api/ai/conversations/{conversation}", headers=other.headers).status_code == 404
    owners = stage.api.get(f"/api/ai/conversations/{conversation}", headers=owner.headers).json()
    assert [each["content"] for each in owners["messages"]] == ["Mine.", "Mine."]
    assert len(provider.got) == 1


def test_a_conversation_stays_with_its_athlete(stage: Stage) -> None:
    coach = stage.coach()
    second = stage.athlete(coach=coach)
    talk = ask(stage.api, "About Bo.", coach.headers, athleteId=coach.client).data("start")["conversationId"]
    assert ask(stage.api, "And?", coach.headers, conversationId=talk).status == 200
    other = ask(stage.api, "And?", coach.headers, conversationId=talk, clientId=second.client)
    assert other.status == 409


@pytest.mark.parametrize("name", ["athleteId", "clientId"])
def test_an_athlete_of_somebody_else_is_nobody(stage: Stage, provider: ChatServers, name: str) -> None:
    coach, foreign = stage.coach(), stage.coach()
    for client in (foreign.client, str(uuid.uuid4())):
        assert ask(stage.api, "Ready?", coach.headers, **{name: client}).status == 403
    athlete = stage.athlete()
    assert ask(stage.api, "Ready?", athlete.headers, **{name: foreign.client}).status == 403
    assert ask(stage.api, "Ready?", athlete.headers, **{name: athlete.client}).status == 200
    assert len(provider.got) == 1


def test_a_document_of_somebody_else_is_none(stage: Stage) -> None:
    coach, foreign = stage.coach(), stage.coach()
    (paper,) = stage.sql(
        "INSERT INTO documents (coach_id, title, language, characters, passages)"
        " VALUES (%s, 'secret', 'en', 1, 0) RETURNING id",
        foreign.user,
    )
    refused = ask(stage.api, "What is in it?", coach.headers, documentIds=[str(paper["id"])])
    assert (refused.status, refused.data("refused")["error"]) == (404, "Document not found")
    assert ask(stage.api, "What is in it?", foreign.headers, documentIds=[str(paper["id"])]).status == 200


def test_who_is_no_athlete_is_none_by_saying_so(stage: Stage) -> None:
    coach = stage.coach()
    assert ask(stage.api, "Ready?", coach.headers, isAthleteChat=True).status == 403


def test_an_athlete_is_one_without_saying_so(stage: Stage) -> None:
    athlete = stage.athlete(tier=None)
    refused = ask(stage.api, "Ready?", athlete.headers, isAthleteChat=False)
    assert refused.data("refused")["code"] == "SUBSCRIPTION_REQUIRED"


def test_an_athlete_who_has_not_agreed_is_asked_to(stage: Stage, provider: ChatServers) -> None:
    athlete = stage.athlete(consents=False)
    refused = ask(stage.api, "Ready?", athlete.headers)
    assert (refused.status, refused.data("refused")["code"]) == (403, "CONSENT_REQUIRED")
    given = stage.api.post("/api/ai/consent", headers=athlete.headers)
    assert (given.status_code, given.json()["given"]) == (200, True)
    assert ask(stage.api, "Ready?", athlete.headers).status == 200
    assert stage.api.delete("/api/ai/consent", headers=athlete.headers).json()["given"] is False
    assert ask(stage.api, "Ready?", athlete.headers).status == 403
    assert len(provider.got) == 1


def test_consent_is_the_athletes_own(stage: Stage) -> None:
    coach = stage.coach(consents=False)
    shown = stage.api.get("/api/ai/consent", params={"clientId": coach.client}, headers=coach.headers)
    assert (shown.status_code, shown.json()["given"]) == (200, False)
    assert stage.api.post("/api/ai/consent", headers=coach.headers).status_code == 403
    foreign = stage.coach().client
    hidden = stage.api.get("/api/ai/consent", params={"clientId": foreign}, headers=coach.headers)
    assert hidden.status_code == 403


def test_withdrawing_consent_forgets_what_was_remembered(stage: Stage) -> None:
    athlete = stage.athlete()
    stage.sql(
        "INSERT INTO chat_memories (client_id, user_id, fact, fact_key) VALUES (%s, %s, 'x', 'x')",
        athlete.client,
        athlete.user,
    )
    stage.api.delete("/api/ai/consent", headers=athlete.headers)
    assert stage.sql("SELECT FROM chat_memories WHERE client_id = %s", athlete.client) == []


def test_without_consent_a_coach_is_answered_without_the_athlete(stage: Stage, provider: ChatServers) -> None:
    coach = stage.coach()
    stage.sql(
        "INSERT INTO daily_metrics (client_id, date, revision, resting_hr)"
        " VALUES (%s, (now() AT TIME ZONE 'Europe/Stockholm')::date, 1, 123)",
        coach.client,
    )
    provider.behave(reply="Resting heart rate is 123.")
    talk = ask(stage.api, "And today?", coach.headers, athleteId=coach.client).data("start")["conversationId"]
    assert "123" in provider.got[-1].text
    stage.sql("UPDATE chat_consents SET withdrawn_at = now() WHERE client_id = %s", coach.client)
    stream = ask(stage.api, "And now?", coach.headers, conversationId=talk)
    assert stream.status == 200
    assert "123" not in provider.got[-1].text
    assert {part["how"] for part in stream.data("context")["parts"] if part["name"] == "athlete"} == {"off"}


@pytest.mark.parametrize(("tier", "limit"), [(None, 0), ("FREE", 0), ("STANDARD", 50)])
def test_a_month_includes_what_the_subscription_says(
    stage: Stage, provider: ChatServers, tier: str | None, limit: int
) -> None:
    athlete = stage.athlete(tier=tier)
    stage.sql(
        "INSERT INTO chat_quotas (client_id, month, used) SELECT %s, (extract(year FROM day) * 12"
        " + extract(month FROM day) - 1)::int, %s"
        " FROM (SELECT now() AT TIME ZONE 'Europe/Stockholm' AS day) d",
        athlete.client,
        max(limit - 1, 0),
    )
    if limit:
        assert ask(stage.api, "The last one.", athlete.headers).status == 200
    refused = ask(stage.api, "One more.", athlete.headers)
    assert refused.status == 403
    content = refused.data("refused")
    assert content["code"] == "SUBSCRIPTION_REQUIRED"
    assert (content["currentUsage"], content["limit"], content["upgradeUrl"]) == (limit, limit, None)
    assert len(provider.got) == (1 if limit else 0)


def test_a_subscription_that_has_ended_includes_nothing(stage: Stage) -> None:
    athlete = stage.athlete(tier="PRO")
    stage.sql("UPDATE athlete_subscriptions SET status = 'EXPIRED' WHERE client_id = %s", athlete.client)
    assert ask(stage.api, "Still?", athlete.headers).data("refused")["limit"] == 0


def test_g8_an_answer_that_is_cut_is_used_and_one_that_never_came_is_not(
    stage: Stage, provider: ChatServers
) -> None:
    athlete = stage.athlete(tier="STANDARD")
    provider.next = [Behaviour(reply="some words of it", cut_after=2), Behaviour(status=400)]
    cut = ask(stage.api, "Cut?", athlete.headers)
    assert (cut.kinds[-1], cut.data("error")["state"], used(stage, athlete)) == ("error", "CUT", 1)
    with stage.another(chat_builtin_fallback=False) as other:
        failed = ask(other.api, "Nothing?", athlete.headers)
    assert (failed.data("error")["state"], used(stage, athlete)) == ("FAILED", 1)


def test_the_last_message_of_a_month_is_given_once(stage: Stage) -> None:
    athlete = stage.athlete(tier="STANDARD")
    ask(stage.api, "Now it is counted.", athlete.headers)
    stage.sql("UPDATE chat_quotas SET used = 48 WHERE client_id = %s", athlete.client)
    statuses: list[int] = []
    send = lambda: statuses.append(ask(stage.api, "Me!", athlete.headers).status)  # noqa: E731
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(statuses) == [200, 200] + [403] * 6
    assert used(stage, athlete) == 50


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"messages": []}, "messages"),
        ({}, "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": "x" * 8_001}]}, "messages[0].content"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].role"),
        (
            {"messages": [{"role": "user", "parts": [{"type": "image", "text": "x"}]}]},
            "messages[0].parts[0].type",
        ),
        ({"messages": [{"role": "user", "content": "x", "id": "a b"}]}, "messages[0].id"),
        ({"messages": "x"}, "messages"),
        ({"provider": "MISTRAL"}, "provider"),
        ({"model": "gpt-unknown"}, "model"),
        ({"documentIds": ["x"]}, "documentIds[0]"),
        ({"documentIds": [str(uuid.UUID(int=each)) for each in range(21)]}, "documentIds"),
        ({"conversationId": "x"}, "conversationId"),
        ({"webSearchEnabled": "yes"}, "webSearchEnabled"),
        ({"pageContext": {"text": "x" * 4_000}}, "pageContext"),
        ({"athleteId": str(uuid.UUID(int=1)), "clientId": str(uuid.UUID(int=2))}, "athleteId"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(stage: Stage, body: dict[str, Any], field: str) -> None:
    usual = {"messages": [{"role": "user", "content": "Hello"}]} if body else {}
    coach = stage.coach()
    answer = stage.api.post("/api/ai/chat", json=usual | body, headers=coach.headers)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["details"]] == [field]


def test_who_is_not_set_up_cannot_be_asked(stage: Stage) -> None:
    refused = ask(stage.api, "Hello", stage.coach().headers, provider="GOOGLE")
    assert (refused.status, refused.data("refused")["code"]) == (400, "PROVIDER_NOT_SET_UP")
