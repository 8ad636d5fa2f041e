"""The process that makes an answer is killed: what there was is shown, and the message may be sent again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from ops.ports import free_port
from runtime.settings import Settings
from runtime.tokens import mint
from tests.chat_servers.running import chat_servers
from tests.conftest import WaitUntil
from tests.integration.api_hooks.assistant.asking import ask, asking
from tests.serving import serve

pytestmark = pytest.mark.faults

SECRET = "a secret of the tests that is long enough to be one"


@contextmanager
def api_process(
    settings: Settings, wait_until: WaitUntil
) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    port = free_port("127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "api_hooks.app:app", "--port", str(port), "--no-access-log"],
        env=os.environ | settings.as_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            wait_until(lambda: is_up(client), 20, "the api is up")
            yield process, client
    finally:
        process.kill()
        process.wait()


def is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def one(connection: Connection[DictRow], statement: str, *parameters: Any) -> Any:
    row = connection.execute(statement.encode(), parameters).fetchone()
    assert row is not None
    return next(iter(row.values()))


def test_what_there_was_is_shown_and_the_message_may_be_sent_again(
    database_url: str, redis_url: str, redis_prefix: str, wait_until: WaitUntil
) -> None:
    with (
        chat_servers() as provider,
        psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection,
    ):
        settings = Settings(
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            redis_prefix=redis_prefix,
            jwt_secret=SECRET,
            chat_openai_url=f"{provider.url}/v1",
            chat_openai_models="gpt-stand-in",
        )
        new_coach = (
            "INSERT INTO users (email, name, role) VALUES ('c@example.org', 'C', 'COACH') RETURNING id"
        )
        headers = {"authorization": f"Bearer {mint(settings, str(one(connection, new_coach)))}"}
        provider.behave(reply="word " * 400, word_ms=10)
        stored = "SELECT content FROM ai_messages WHERE role = 'assistant'"
        with (
            api_process(settings, wait_until) as (process, client),
            asking(client, "Will you be killed?", headers, message_id="k") as events,
        ):
            start = next(data for kind, data in events if kind == "start")
            wait_until(lambda: one(connection, stored), 10, "a part of the answer is stored")
            process.send_signal(signal.SIGKILL)
            process.wait()
        # Nobody has been heard of for long enough.
        connection.execute("UPDATE ai_messages SET alive_until = now() WHERE state = 'PENDING'")
        provider.behave(reply="Not this time.", word_ms=0)
        with serve(settings) as client:
            talk = f"/api/ai/conversations/{start['conversationId']}"
            answer = client.get(talk, headers=headers).json()["messages"][-1]
            assert answer["state"] == "INTERRUPTED"
            assert answer["content"].startswith("word word")
            again = ask(client, "Will you be killed?", headers, message_id="k")
            assert again.text == "Not this time."
            states = [each["state"] for each in client.get(talk, headers=headers).json()["messages"]]
            assert states == ["DONE", "INTERRUPTED", "DONE"]
        owed = "SELECT revision FROM owed_work WHERE lane = 'chat-afterwards' AND key = %s"
        assert one(connection, owed, start["conversationId"]) == 2
