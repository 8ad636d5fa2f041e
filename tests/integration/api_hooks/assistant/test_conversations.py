"""Reading one's own conversations, and answers held against the document that describes them."""

import threading
import uuid
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api_hooks.chat_schemas import Consent, Conversation, Conversations, RemovedConversation
from api_hooks.schemas import Problem
from storage.chat_doors import BEGIN
from tests.chat_servers.behaviour import ChatServers
from tests.conftest import WaitUntil
from tests.integration.api_hooks.assistant.asking import ask, asking
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


def test_c4_a_conversation_is_removed_by_its_owner_alone(stage: Stage) -> None:
    coach, other = stage.coach(), stage.coach()
    kept = ask(stage.api, "Another one.", coach.headers).data("start")["conversationId"]
    talk = ask(stage.api, "Hello.", coach.headers, message_id="m-1").data("start")["conversationId"]
    address = f"/api/ai/conversations/{talk}"
    refused = stage.api.delete(address, headers=other.headers)
    assert (refused.status_code, refused.json()) == (404, {"error": "Conversation not found"})
    assert stage.api.delete(address).status_code == 401
    removed = stage.api.delete(address, headers=coach.headers)
    assert (removed.status_code, removed.json()) == (200, {"success": True, "id": talk})
    hold_against(RemovedConversation, removed.json())
    assert stage.api.delete(address, headers=coach.headers).json() == refused.json()
    assert stage.api.get(address, headers=coach.headers).status_code == 404
    heads = stage.api.get("/api/ai/conversations", headers=coach.headers).json()["conversations"]
    assert [each["id"] for each in heads] == [kept]
    assert ask(stage.api, "Still?", coach.headers, conversationId=talk).status == 404
    (left,) = stage.sql(
        "SELECT (SELECT count(*) FROM ai_messages WHERE conversation_id = %s) AS messages, answers"
        " FROM chat_usage WHERE user_id = %s",
        *(talk, coach.user),
    )
    assert left == {"messages": 0, "answers": 1}  # what it has cost is counted, without a word of it
    anew = ask(stage.api, "Hello.", coach.headers, message_id="m-1").data("start")
    assert anew["replayed"] is False


def test_one_about_an_athlete_who_is_not_ones_own_any_more_can_be_removed(stage: Stage) -> None:
    """It is not shown, but it is the caller's, and what the caller has written."""
    coach = stage.coach()
    talk = ask(stage.api, "About Bo.", coach.headers, clientId=coach.client).data("start")["conversationId"]
    stage.sql("UPDATE clients SET user_id = %s WHERE id = %s", stage.coach().user, coach.client)
    assert stage.api.delete(f"/api/ai/conversations/{talk}", headers=coach.headers).status_code == 200
    assert stage.sql("SELECT FROM ai_conversations WHERE id = %s", talk) == []


def test_who_removes_what_somebody_else_has_removed_in_that_moment_is_told_so(
    stage: Stage, wait_until: WaitUntil
) -> None:
    """Two taps: no answer is being made that the second one could wait for."""
    coach = stage.coach()
    talk = ask(stage.api, "Hello.", coach.headers).data("start")["conversationId"]
    answers: list[httpx.Response] = []
    address = f"/api/ai/conversations/{talk}"
    second = threading.Thread(target=lambda: answers.append(stage.api.delete(address, headers=coach.headers)))
    with psycopg.connect(stage.settings.require_database_url()) as first:
        first.execute("DELETE FROM ai_conversations WHERE id = %s", [talk])
        waiting = "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
        second.start()
        wait_until(lambda: bool(stage.sql(waiting, first.info.backend_pid)), 10, "the second one waits")
    second.join(20)
    assert (answers[0].status_code, answers[0].json()) == (404, {"error": "Conversation not found"})


def test_while_an_answer_is_made_a_conversation_is_not_removed(stage: Stage, provider: ChatServers) -> None:
    """Else what it costs would be counted nowhere. The answer goes on, and then it can be."""
    athlete = stage.athlete()
    provider.behave(reply="a few words more")
    provider.going_on.clear()
    with asking(stage.api, "Hello.", athlete.headers) as events:
        _, start = next(events)
        address = f"/api/ai/conversations/{start['conversationId']}"
        refused = stage.api.delete(address, headers=athlete.headers)
        provider.going_on.set()
        assert refused.status_code == 409
        assert refused.json()["error"].startswith("An answer is being made")
        kinds = [kind for kind, _ in events]
    assert kinds[-1] == "done"
    assert stage.api.delete(address, headers=athlete.headers).status_code == 200
    usage = stage.sql("SELECT answers, completion_tokens FROM chat_usage WHERE user_id = %s", athlete.user)
    assert usage == [{"answers": 1, "completion_tokens": 4}]
    used = stage.sql("SELECT used FROM chat_quotas WHERE client_id = %s", athlete.client)
    assert used == [{"used": 1}]  # a message that was answered is not one more for being removed


def test_a_question_to_a_conversation_that_is_gone_by_then_reserves_nothing(stage: Stage) -> None:
    athlete = stage.athlete(tier="STANDARD")
    gone = {
        "caller_id": athlete.user,
        "client_id": athlete.client,
        "conversation_id": str(uuid.uuid4()),
        "is_athlete_chat": True,
        "title": "t",
        "given_id": None,
        "message_id": None,
        "question": "Hello.",
        "is_about": False,
        "provider": "BUILTIN",
        "model": None,
        "business_id": None,
        "quota_month": 24313,
        "most": 50,
    }
    with psycopg.connect(stage.settings.require_database_url(), row_factory=dict_row) as connection:
        row = connection.execute(BEGIN.text, gone).fetchone()
        assert row is not None
        assert (row["answer_id"], row["is_gone"], row["used"]) == (None, True, None)
        begun = connection.execute(BEGIN.text, gone | {"conversation_id": None}).fetchone()
        assert begun is not None
        assert (begun["is_gone"], begun["used"]) == (False, 1)
        there = {"conversation_id": begun["conversation_id"]}
        again = connection.execute(BEGIN.text, gone | there).fetchone()
        assert again is not None
        assert (again["is_gone"], again["used"], again["answer_id"] is None) == (False, 2, False)
        used_up = connection.execute(BEGIN.text, gone | there | {"most": 2}).fetchone()
        assert used_up is not None
        assert (used_up["is_gone"], used_up["answer_id"]) == (False, None)
        connection.rollback()


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
