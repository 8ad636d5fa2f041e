"""The assistant over HTTP: by itself, and with a stand-in for a provider in either protocol."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from runtime.settings import Settings
from tests.chat_servers.behaviour import Behaviour, ChatServers
from tests.chat_servers.running import chat_servers
from tests.integration.api_hooks.asking import ask

pytestmark = pytest.mark.integration

Sql = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServers]:
    with chat_servers() as state:
        yield state


@pytest.fixture
def provider(model: ChatServers) -> ChatServers:
    """The stand-in as it is in the beginning."""
    model.usual, model.next, model.got = Behaviour(), [], []
    model.going_on.set()
    return model


@pytest.fixture
def settings(settings: Settings, provider: ChatServers) -> Settings:
    return settings.model_copy(
        update={
            "chat_openai_url": f"{provider.url}/v1",
            "chat_openai_models": ("gpt-stand-in",),
            "chat_anthropic_url": provider.url,
            "chat_anthropic_models": ("claude-stand-in", "claude-other"),
        }
    )


@pytest.fixture
def as_athlete(people: Any, bearer: Bearer) -> dict[str, str]:
    return bearer(people.athlete)


@pytest.fixture
def subscribed(people: Any, ask: Sql) -> None:
    """The athlete may ask: a subscription without a limit, and consent."""
    ask("INSERT INTO athlete_subscriptions (client_id, tier) VALUES (%s, 'PRO')", people.client)
    ask("INSERT INTO chat_consents (client_id) VALUES (%s)", people.client)


sql = pytest.fixture(name="sql")(lambda ask: ask)


@pytest.mark.usefixtures("subscribed")
@pytest.mark.parametrize("name", ["OPENAI", "ANTHROPIC"])
def test_a_question_is_answered_as_a_stream_and_stored(
    api: httpx.Client, as_athlete: dict[str, str], provider: ChatServers, name: str, sql: Sql
) -> None:
    provider.behave(reply="You are ready today.")
    stream = ask(api, "Am I ready?", as_athlete, provider=name, message_id="m-1")
    assert stream.status == 200, stream.events
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.kinds == ["start", "context", "delta", "usage", "done"]
    assert stream.text == "You are ready today."
    start = stream.data("start")
    assert (start["provider"], start["replayed"]) == (name, False)
    (got,) = provider.got
    assert got.text.count("Am I ready?") == 1
    talk = api.get(f"/api/ai/conversations/{start['conversationId']}", headers=as_athlete).json()
    said, answer = talk["messages"]
    assert (said["role"], said["content"], said["givenId"]) == ("user", "Am I ready?", "m-1")
    assert (answer["state"], answer["content"]) == ("DONE", "You are ready today.")
    assert (answer["promptTokens"], answer["completionTokens"]) == (len(got.text.split()), 4)
    assert stream.data("usage") == {
        "promptTokens": answer["promptTokens"],
        "completionTokens": 4,
        "estimated": False,
    }
