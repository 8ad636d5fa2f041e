"""G8: limits of requests and of tokens, of each user, business and provider."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import redis

from runtime import budgets
from runtime.settings import Settings
from tests.chat_servers.behaviour import ChatServers
from tests.integration.api_hooks.assistant.asking import ask, asking
from tests.integration.api_hooks.assistant.conftest import Stage

pytestmark = pytest.mark.integration

Another = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_minute_ends(stopped_clock: Callable[[ModuleType], None]) -> None:
    stopped_clock(budgets)


def tokens(settings: Settings, whose: str) -> int:
    """What is counted of somebody's tokens in this minute and the one before."""
    assert settings.redis_url
    with redis.Redis.from_url(settings.redis_url, decode_responses=True) as client:
        keys = list(client.scan_iter(f"{settings.redis_prefix}:limits*chat-tokens-*{whose}*"))
        return sum(int(str(client.get(key))) for key in keys)


def test_g8_a_user_has_so_many_requests_in_any_minute_whoever_answers_them(
    stage: Stage, another: Another
) -> None:
    coach, other = stage.coach(), stage.coach()
    with another(chat_requests_per_user=3) as first, another(chat_requests_per_user=3) as second:
        apis = [first.api, second.api, first.api]
        assert [ask(api, "Hello", coach.headers).status for api in apis] == [200, 200, 200]
        refused = ask(second.api, "Hello", coach.headers)
        assert ask(first.api, "Hello", other.headers).status == 200
    assert refused.status == 429
    content = refused.data("refused")
    assert (content["error"], content["scope"]) == ("RATE_LIMIT_EXCEEDED", "user")
    assert "More than 3 requests in a minute" in content["message"]
    assert 1 <= content["retryAfter"] <= 60
    assert refused.headers["retry-after"] == str(content["retryAfter"])
    assert (refused.headers["x-ratelimit-limit"], refused.headers["x-ratelimit-remaining"]) == ("3", "0")


def test_g8_a_business_has_so_many_for_all_of_its_people(stage: Stage, another: Another) -> None:
    business = stage.business()
    people = [stage.athlete(business_id=business) for _ in range(3)]
    with another(chat_requests_per_business=2) as limited:
        found = [ask(limited.api, "Hello", each.headers) for each in people]
        assert ask(limited.api, "Hello", stage.athlete().headers).status == 200
    assert [stream.status for stream in found] == [200, 200, 429]
    assert found[-1].data("refused")["scope"] == "business"


def test_g8_a_provider_has_so_many_and_another_one_is_not_concerned(stage: Stage, another: Another) -> None:
    coach = stage.coach()
    with another(chat_requests_per_provider=1, redis_prefix=f"{stage.settings.redis_prefix}-p") as limited:
        found = [ask(limited.api, "Hello", coach.headers, provider="OPENAI") for _ in range(2)]
        assert ask(limited.api, "Hello", coach.headers, provider="ANTHROPIC").status == 200
    assert [stream.status for stream in found] == [200, 429]
    assert found[-1].data("refused")["scope"] == "provider"


def test_g8_tokens_are_reserved_before_and_settled_after(
    stage: Stage, provider: ChatServers, another: Another
) -> None:
    coach = stage.coach()
    # Room for one answer at its longest and a little more: were it not given back, the second would have
    # none.
    with another(chat_tokens_per_user=12_000) as limited:
        for _ in range(2):
            assert ask(limited.api, "Hello", coach.headers).status == 200
    used = stage.sql(
        "SELECT sum(m.prompt_tokens + m.completion_tokens) AS used FROM ai_messages m"
        " JOIN ai_conversations c ON c.id = m.conversation_id WHERE c.user_id = %s",
        coach.user,
    )[0]["used"]
    assert tokens(stage.settings, coach.user) == used
    with another(chat_tokens_per_user=used + 100) as limited:
        refused = ask(limited.api, "Hello", coach.headers)
    assert (refused.status, refused.data("refused")["scope"]) == (429, "user")
    assert "tokens in a minute" in refused.data("refused")["message"]
    assert tokens(stage.settings, coach.user) == used
    assert len(provider.got) == 2


def test_g8_whose_tokens_are_used_up_is_said_also_where_limits_are_equal(
    stage: Stage, provider: ChatServers, another: Another
) -> None:
    business = stage.business()
    first, second = (stage.athlete(business_id=business) for _ in range(2))
    provider.going_on.clear()  # so that what the first has reserved stays so
    with another(chat_tokens_per_user=12_000, chat_tokens_per_business=12_000) as limited:
        with asking(limited.api, "Hello", first.headers) as events:
            next(events)
            refused = ask(limited.api, "Hello", second.headers)
        provider.going_on.set()
    assert (refused.status, refused.data("refused")["scope"]) == (429, "business")


def test_what_is_refused_later_gives_its_tokens_back(stage: Stage, provider: ChatServers) -> None:
    athlete = stage.athlete()
    assert ask(stage.api, "Hello", athlete.headers, message_id="x").status == 200
    before = tokens(stage.settings, athlete.user)
    stage.sql(
        "UPDATE ai_messages SET state = 'FAILED' WHERE reply_to IN (SELECT id FROM ai_messages"
        " WHERE sender_id = %s)",
        athlete.user,
    )
    provider.behave(status=400)
    failed = ask(stage.api, "Hello", athlete.headers, message_id="x")
    assert failed.data("usage")["promptTokens"] == 0
    assert tokens(stage.settings, athlete.user) == before


def test_g8_of_a_long_conversation_only_what_is_told_again_is_reserved(
    stage: Stage, another: Another
) -> None:
    """All 20 earlier messages were, of which 16,000 characters are sent: a long one was refused for ever."""
    coach = stage.coach()
    start = ask(stage.api, "How was it?", coach.headers).data("start")
    for _ in range(5):
        stage.sql(
            "INSERT INTO ai_messages (conversation_id, role, reply_to, state, content)"
            " VALUES (%s, 'assistant', %s, 'DONE', %s)",
            start["conversationId"],
            start["messageId"],
            "long " * 10_000,
        )
    with another(chat_tokens_per_user=20_000) as other:
        stream = ask(other.api, "And now?", coach.headers, conversationId=start["conversationId"])
    assert stream.status == 200, stream.events
