"""Reading one's own conversations, and answers held against the document that describes them."""

from typing import Any

import pytest

from api_hooks.chat_schemas import Consent, Conversation, Conversations
from api_hooks.schemas import Problem
from tests.chat_servers.behaviour import ChatServers
from tests.integration.api_hooks.assistant.asking import ask
from tests.integration.api_hooks.assistant.conftest import Stage
from tests.integration.api_hooks.test_documented_answers import hold_against

pytestmark = pytest.mark.integration


def test_pages_of_conversations_the_newest_first(stage: Stage) -> None:
    coach = stage.coach()
    for number in range(5):
        about = {"clientId": coach.client} if number % 2 else {}
        ask(stage.api, f"Question {number}\nand more of it", coach.headers, **about)

    def read(**wanted: Any) -> Any:
        return stage.api.get("/api/ai/conversations", params=wanted, headers=coach.headers).json()

    first = read(limit=2)
    second = read(limit=2, cursor=first["nextCursor"])
    third = read(limit=2, cursor=second["nextCursor"])
    titles = [each["title"] for page in (first, second, third) for each in page["conversations"]]
    assert titles == [f"Question {number} and more of it" for number in (4, 3, 2, 1, 0)]
    assert third["nextCursor"] is None
    about_one = read(clientId=coach.client)["conversations"]
    assert {each["clientId"] for each in about_one} == {coach.client}
    assert len(about_one) == 2
    hold_against(Conversations, first)


def test_a_conversation_about_an_athlete_who_is_not_ones_own_any_more_is_not_shown(stage: Stage) -> None:
    coach, next_coach = stage.coach(), stage.coach()
    talk = ask(stage.api, "About Bo.", coach.headers, clientId=coach.client).data("start")["conversationId"]
    ask(stage.api, "About nobody.", coach.headers)
    stage.sql("UPDATE clients SET user_id = %s WHERE id = %s", next_coach.user, coach.client)
    assert stage.api.get(f"/api/ai/conversations/{talk}", headers=coach.headers).status_code == 404
    shown = stage.api.get("/api/ai/conversations", headers=coach.headers).json()["conversations"]
    assert [each["title"] for each in shown] == ["About nobody."]
    assert ask(stage.api, "Still?", coach.headers, conversationId=talk).status == 403
    assert stage.api.get("/api/ai/conversations", headers=next_coach.headers).json()["conversations"] == []


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsIDJd", "é"])
def test_a_cursor_of_nobody_is_refused(stage: Stage, cursor: str) -> None:
    found = stage.api.get("/api/ai/conversations", params={"cursor": cursor}, headers=stage.coach().headers)
    assert found.status_code == 422


def test_answers_are_as_they_are_documented(stage: Stage) -> None:
    athlete = stage.athlete()
    talk = ask(stage.api, "Ready?", athlete.headers, message_id="m").data("start")["conversationId"]
    hold_against(Conversation, stage.api.get(f"/api/ai/conversations/{talk}", headers=athlete.headers).json())
    hold_against(Consent, stage.api.get("/api/ai/consent", headers=athlete.headers).json())
    stage.sql("UPDATE athlete_subscriptions SET tier = 'FREE' WHERE client_id = %s", athlete.client)
    refused = ask(stage.api, "Ready?", athlete.headers).data("refused")
    assert set(refused) <= {field.alias or name for name, field in Problem.model_fields.items()}


def test_metrics_tell_of_answers_tokens_refusals_and_the_breaker(stage: Stage, provider: ChatServers) -> None:
    coach = stage.coach()
    prefix = f"{stage.settings.redis_prefix}-m"
    with stage.another(redis_prefix=prefix, chat_requests_per_user=3) as other:
        provider.behave(reply="Two words")
        ask(other.api, "Hello", coach.headers)
        for _ in range(2):
            ask(other.api, "Hello", coach.headers, provider="ANTHROPIC")
        ask(other.api, "Hello", coach.headers)
        page = other.api.get("/metrics").text
    assert 'afterwrite_chat_answers_total{provider="OPENAI",state="DONE"} 1.0' in page
    assert 'afterwrite_chat_answers_total{provider="ANTHROPIC",state="DONE"} 2.0' in page
    assert 'afterwrite_chat_tokens_total{kind="completion",provider="ANTHROPIC"} 4.0' in page
    assert 'afterwrite_chat_refused_total{code="RATE_LIMIT_EXCEEDED"} 1.0' in page
    assert 'afterwrite_chat_first_token_seconds_count{provider="ANTHROPIC"} 2.0' in page
    assert 'afterwrite_chat_breaker_open_seconds{provider="OPENAI"} 0.0' in page
