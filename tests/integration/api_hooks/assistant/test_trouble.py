"""When a provider fails, Redis is away, or the process is stopped."""

import threading

import pytest

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from tests.chat_servers.behaviour import ChatServers
from tests.conftest import WaitUntil
from tests.integration.api_hooks.assistant.asking import Stream, ask, asking
from tests.integration.api_hooks.assistant.conftest import Stage
from tests.serving import USUAL_PATIENCE

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _no_breaker_is_open(stage: Stage, valkey_server: EmbeddedValkey) -> None:
    import redis  # noqa: PLC0415

    with redis.Redis.from_url(valkey_server.url) as client:
        for key in client.scan_iter(f"*{stage.settings.redis_prefix}:breaker:*"):
            client.delete(key)


@pytest.mark.parametrize("name", ["OPENAI", "ANTHROPIC"])
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "PROVIDER_KEY"),
        (404, "PROVIDER_MODEL"),
        (429, "PROVIDER_RATE_LIMIT"),
        (529, "PROVIDER_RATE_LIMIT"),
        (500, "PROVIDER_UNAVAILABLE"),
    ],
)
def test_what_a_provider_answers_is_told_as_a_code(
    stage: Stage, provider: ChatServers, name: str, status: int, code: str
) -> None:
    provider.behave(status=status, retry_after="7")
    coach = stage.coach()
    instead = ask(stage.api, "Hello?", coach.headers, provider=name)
    assert instead.kinds == ["start", "context", "fallback", "delta", "usage", "done"]
    assert instead.data("fallback") == {"provider": "BUILTIN", "because": code}
    assert instead.data("usage")["promptTokens"] == 0


def test_without_leave_to_answer_instead_the_failure_is_the_answer(
    stage: Stage, provider: ChatServers
) -> None:
    provider.behave(status=500)
    with stage.another(chat_builtin_fallback=False) as other:
        failed = ask(other.api, "Hello?", stage.coach().headers)
    assert failed.kinds == ["start", "context", "usage", "error"]
    error = failed.data("error")
    assert (error["code"], error["state"]) == ("PROVIDER_UNAVAILABLE", "FAILED")


@pytest.mark.parametrize("name", ["OPENAI", "ANTHROPIC"])
def test_what_came_before_the_line_went_dead_is_kept(stage: Stage, provider: ChatServers, name: str) -> None:
    provider.behave(reply="only the beginning of it", cut_after=3)
    coach = stage.coach()
    stream = ask(stage.api, "All of it?", coach.headers, provider=name)
    error = stream.data("error")
    assert (stream.text, error["code"], error["state"]) == ("only the beginning", "STREAM_CUT", "CUT")
    talk = stage.api.get(
        f"/api/ai/conversations/{stream.data('start')['conversationId']}", headers=coach.headers
    ).json()
    assert (talk["messages"][-1]["content"], talk["messages"][-1]["state"]) == ("only the beginning", "CUT")


def test_an_answer_that_takes_too_long_is_ended(stage: Stage, provider: ChatServers) -> None:
    provider.behave(reply="never never never", word_ms=400)
    with stage.another(chat_timeout_seconds=1.0) as other:
        stream = ask(other.api, "When?", stage.coach().headers)
    assert (stream.data("error")["code"], stream.data("error")["state"]) == ("TOO_LONG", "CUT")


def test_g9_five_failures_open_the_breaker_for_all_processes_and_one_call_closes_it(
    stage: Stage, provider: ChatServers
) -> None:
    coach = stage.coach()
    provider.behave(status=500)
    with stage.another(chat_builtin_fallback=False) as other:
        for api in (stage.api, other.api, stage.api, other.api, stage.api):
            ask(api, "Hello?", coach.headers)
        calls = len(provider.got)
        resting = ask(other.api, "Hello?", coach.headers)
        assert resting.status == 503
        assert 1 <= int(resting.headers["retry-after"]) <= 31
        by_itself = ask(stage.api, "Hello?", coach.headers)
        assert by_itself.data("fallback") == {"provider": "BUILTIN", "because": "PROVIDER_UNAVAILABLE"}
        assert len(provider.got) == calls
        # Of another provider nothing is known.
        assert ask(other.api, "Hello?", coach.headers, provider="ANTHROPIC").status == 200


def test_without_redis_questions_are_answered_and_each_process_counts_for_itself(
    stage: Stage, provider: ChatServers, valkey_server: EmbeddedValkey
) -> None:
    provider.behave(reply="Still here.")
    coach = stage.coach()
    valkey_server.freeze()
    try:
        with stage.another(chat_requests_per_user=3, **USUAL_PATIENCE) as other:
            found = [ask(other.api, "Anybody?", coach.headers) for _ in range(4)]
    finally:
        valkey_server.thaw()
    assert [stream.status for stream in found] == [200, 200, 200, 429]
    assert {stream.text for stream in found[:3]} == {"Still here."}


def test_an_answer_that_ends_while_postgres_is_away_is_stored_when_it_is_back(
    stage: Stage, provider: ChatServers, postgres_server: EmbeddedPostgres, wait_until: WaitUntil
) -> None:
    provider.behave(reply="all of it")
    provider.going_on.clear()
    coach = stage.coach()
    streams: list[Stream] = []
    with stage.another(**USUAL_PATIENCE) as other:
        thread = threading.Thread(target=lambda: streams.append(ask(other.api, "Stored?", coach.headers)))
        thread.start()
        wait_until(lambda: len(provider.got) == 1, 10, "the provider is asked")
        postgres_server.freeze()
        try:
            provider.going_on.set()
            thread.join(2.5)  # longer than a request waits for PostgreSQL
            assert thread.is_alive()
        finally:
            postgres_server.thaw()
        thread.join(20)
    (stream,) = streams
    assert (stream.text, stream.kinds[-1]) == ("all of it", "done")
    (row,) = stage.sql(
        "SELECT state, content FROM ai_messages WHERE id = %s", stream.data("start")["answerId"]
    )
    assert (row["state"], row["content"]) == ("DONE", "all of it")


@pytest.mark.parametrize("asked_again", [False, True])
def test_an_answer_that_was_given_up_too_early_is_stored_all_the_same(
    stage: Stage, provider: ChatServers, wait_until: WaitUntil, *, asked_again: bool
) -> None:
    """A process may stand still for longer than a sign of life counts: what it told was not stored."""
    coach = stage.coach()
    provider.going_on.clear()
    provider.behave(reply="all of it")
    with asking(stage.api, "Are you there?", coach.headers) as events:
        start = next(data for kind, data in events if kind == "start")
        wait_until(lambda: len(provider.got) == 1, 10, "the provider is asked")
        stage.sql(
            "UPDATE ai_messages SET state = 'INTERRUPTED', alive_until = NULL WHERE id = %s",
            start["answerId"],
        )
        if asked_again:
            stage.sql(
                "INSERT INTO ai_messages (conversation_id, role, reply_to, state, content)"
                " VALUES (%s, 'assistant', %s, 'DONE', 'another')",
                start["conversationId"],
                start["messageId"],
            )
        provider.going_on.set()
        assert [kind for kind, _ in events][-1] == "done"
    (row,) = stage.sql("SELECT state, content FROM ai_messages WHERE id = %s", start["answerId"])
    expected = ("INTERRUPTED", "") if asked_again else ("DONE", "all of it")
    assert (row["state"], row["content"]) == expected


def test_a_process_that_is_stopped_stores_what_it_has(
    stage: Stage, provider: ChatServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api_hooks.chat_desk.STOP_SECONDS", 0.1)
    provider.behave(reply="word " * 1_000, word_ms=20)
    coach = stage.coach()
    with stage.another() as other, asking(other.api, "Will you end?", coach.headers) as events:
        start = next(data for kind, data in events if kind == "start")
        next(data for kind, data in events if kind == "delta")
    (row,) = stage.sql("SELECT state, content, error FROM ai_messages WHERE id = %s", start["answerId"])
    assert (row["state"], row["error"]) == ("CUT", "STOPPED")
    assert row["content"].startswith("word ")
