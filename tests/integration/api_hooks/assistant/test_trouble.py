"""When a provider fails, Redis is away, or the process is stopped."""

import threading
import time
from typing import Any

import pytest

from ops.valkey import EmbeddedValkey
from tests.chat_servers.behaviour import ChatServers
from tests.conftest import WaitUntil
from tests.integration.api_hooks.assistant.asking import Stream, ask
from tests.integration.api_hooks.assistant.conftest import Stage

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
        with stage.another(chat_requests_per_user=3) as other:
            found = [ask(other.api, "Anybody?", coach.headers) for _ in range(4)]
    finally:
        valkey_server.thaw()
    assert [stream.status for stream in found] == [200, 200, 200, 429]
    assert {stream.text for stream in found[:3]} == {"Still here."}


def test_a_process_that_is_stopped_stores_what_it_has(
    stage: Stage, provider: ChatServers, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api_hooks.chat_desk.STOP_SECONDS", 0.1)
    provider.behave(reply="first and never second", word_ms=0)
    provider.going_on.clear()
    coach = stage.coach()
    streams: list[Stream] = []
    with stage.another() as other:
        thread = threading.Thread(target=lambda: streams.append(_until_it_ends(other, coach.headers)))
        thread.start()
        wait_until(lambda: len(provider.got) == 1, 10, "the provider is asked")
        time.sleep(0.1)  # its first word is on its way
    thread.join(20)
    (row,) = stage.sql(
        "SELECT state, content, error FROM ai_messages WHERE role = 'assistant' ORDER BY number DESC LIMIT 1"
    )
    assert (row["state"], row["error"]) in {("CUT", "STOPPED"), ("FAILED", "STOPPED")}


def _until_it_ends(stage: Stage, headers: dict[str, str]) -> Any:
    import httpx  # noqa: PLC0415

    try:
        return ask(stage.api, "Will you end?", headers)
    except httpx.HTTPError:
        return None
