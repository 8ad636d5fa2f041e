"""Fifty chats at once: to the first byte and to the first word, against asking the provider directly."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import httpx

from benchmarks.athletes import give_history, make_athletes
from benchmarks.figure import Aim, Figure
from benchmarks.intake import server
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage, settings
from ops.ports import free_port
from ops.waiting import wait_until
from runtime.settings import get_settings
from runtime.tokens import mint

#: Chats at the same time, each of a user of its own, and the stand-in's time before its first byte.
CHATS = 50
LATENCY_MS = 200.0

_QUESTION = "How ready am I today, and should I train as planned?"
_REPLY = "Readiness is about as usual, so that training as planned is a good choice for you today."

_LOGINS = """
WITH login AS (
    INSERT INTO users (email, name, role)
    SELECT id || '@example.org', 'Athlete', 'ATHLETE' FROM clients WHERE id = ANY(%(athletes)s::uuid[])
    RETURNING id, email
), account AS (
    INSERT INTO athlete_accounts (client_id, user_id) SELECT split_part(email, '@', 1)::uuid, id FROM login
), plan AS (
    INSERT INTO athlete_subscriptions (client_id, tier)
    SELECT split_part(email, '@', 1)::uuid, 'PRO' FROM login
), consent AS (
    INSERT INTO chat_consents (client_id) SELECT split_part(email, '@', 1)::uuid FROM login
)
SELECT id::text FROM login
"""


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Milliseconds at the median chat of fifty, and at the slowest but two."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        athletes = make_athletes(connection, CHATS)
        give_history(connection, replace(athletes, ids=athletes.ids))
        logins = [user for (user,) in connection.execute(_LOGINS, {"athletes": athletes.ids})]
        connection.execute("VACUUM (ANALYZE)")
        model = _model(stage, stack)
        with _pointed_at(f"{model}/v1"):
            port = stack.enter_context(server(stage, "chat-api", "api_hooks.app:app"))
        tokens = [mint(settings(), user) for user in logins]
        times: dict[str, list[tuple[float, float]]] = {"chat": [], "direct": []}

        def chats() -> float:
            times["chat"].append(asyncio.run(_all(_chat, f"http://127.0.0.1:{port}", tokens)))
            return times["chat"][-1][0]

        def direct() -> float:
            times["direct"].append(asyncio.run(_all(_direct, model, tokens)))
            return times["direct"][-1][0]

        interleaved(
            stage.rounds, {"chat": chats, "direct": direct}, after_round=lambda: stage.progress("chat")
        )
        with stage.redis() as client:
            client.flushall()
    return list(_figures(times))


def _model(stage: Stage, stack: ExitStack) -> str:
    port = free_port()
    options = ("--port", str(port), "--latency-ms", str(LATENCY_MS), "--reply", _REPLY)
    stack.enter_context(stage.process("chat-model", "tests.chat_servers", *options))
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{url}/received").is_success
        except httpx.HTTPError:
            return False

    if not wait_until(answers, 30.0):
        raise RuntimeError(f"the stand-in does not answer:\n{stage.log_of('chat-model')}")
    return url


class _pointed_at:  # noqa: N801  it is used like a function
    """Within it, processes that start are set up to ask this endpoint."""

    def __init__(self, url: str) -> None:
        self._names = {"AFTERWRITE_CHAT_OPENAI_URL": url, "AFTERWRITE_CHAT_OPENAI_MODELS": "stand-in"}

    def __enter__(self) -> None:
        os.environ |= self._names
        get_settings.cache_clear()

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            del os.environ[name]
        get_settings.cache_clear()


async def _all(one: Any, url: str, tokens: list[str]) -> tuple[float, float]:
    """Medians to the first byte and to the first word, in milliseconds, of all at once."""
    limits = httpx.Limits(max_connections=CHATS, max_keepalive_connections=CHATS)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:
        found = await asyncio.gather(*(one(client, token) for token in tokens))
    return median(first for first, _ in found) * 1e3, median(word for _, word in found) * 1e3


async def _chat(client: httpx.AsyncClient, token: str) -> tuple[float, float]:
    body = {"messages": [{"role": "user", "content": _QUESTION}]}
    headers = {"authorization": f"Bearer {token}"}
    return await _timed(client, "/api/ai/chat", body, headers, "event: delta", "event: done")


async def _direct(client: httpx.AsyncClient, _: str) -> tuple[float, float]:
    body = {"model": "stand-in", "stream": True, "messages": [{"role": "user", "content": _QUESTION}]}
    return await _timed(client, "/v1/chat/completions", body, {}, "data: {", "data: [DONE]")


async def _timed(
    client: httpx.AsyncClient, path: str, body: Mapping[str, Any], headers: Mapping[str, str], *marks: str
) -> tuple[float, float]:
    word_mark, end_mark = marks
    began = perf_counter()
    first = word = 0.0
    is_whole = False
    async with client.stream("POST", path, content=json.dumps(body), headers=dict(headers)) as answer:
        async for line in answer.aiter_lines():
            first = first or perf_counter() - began
            if not word and line.startswith(word_mark):
                word = perf_counter() - began
            is_whole = is_whole or line.startswith(end_mark)
    if not is_whole:
        raise RuntimeError(f"an answer of {path} did not come to its end: {answer.status_code}")
    return first, word


def _figures(times: Mapping[str, list[tuple[float, float]]]) -> Iterator[Figure]:
    for number, name, what in ((0, "first_byte", "first byte"), (1, "first_word", "first word")):
        value = median(each[number] for each in times["chat"][1:])
        baseline = median(each[number] for each in times["direct"][1:])
        yield Figure(
            name=f"chat_{name}",
            value=value,
            unit="ms",
            baseline=baseline,
            aim=Aim("ratio", "at most", 1.0 if number == 0 else 2.0),
            note=f"to the {what}, {CHATS} chats at once, the median of them; baseline: the provider"
            f" ({LATENCY_MS:g} ms to its first byte) asked directly",
        )
