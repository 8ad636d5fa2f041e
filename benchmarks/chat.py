"""Chats, one by one and fifty at once: to the first byte and word, against asking the provider directly."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

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

_One: TypeAlias = Callable[[httpx.AsyncClient, str], Coroutine[Any, Any, tuple[float, float]]]
#: To the first byte and to the first word in each round, by who was asked, and how many at once.
_Times: TypeAlias = dict[tuple[_One, int], list[tuple[float, float]]]

#: Chats at the same time, each of a user of its own; those of a round that are asked one by one; and the
#: stand-in's time before its first byte.
CHATS = 50
ONE_BY_ONE = 10
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
    """Milliseconds at the median chat."""
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
        urls = {_chat: f"http://127.0.0.1:{port}", _direct: model}
        times: _Times = {}

        def side(one: _One, at_once: int) -> Callable[[], float]:
            def measured() -> float:
                found = asyncio.run(_all(one, urls[one], tokens[: max(at_once, ONE_BY_ONE)], at_once))
                times.setdefault((one, at_once), []).append(found)
                return found[0]

            return measured

        sides = {
            f"{one.__name__}, {many}": side(one, many) for many in (1, CHATS) for one in (_chat, _direct)
        }
        interleaved(stage.rounds, sides, after_round=lambda: stage.progress("chat"))
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


async def _all(one: _One, url: str, tokens: list[str], at_once: int) -> tuple[float, float]:
    """Medians to the first byte and to the first word, in milliseconds."""
    limits = httpx.Limits(max_connections=CHATS, max_keepalive_connections=CHATS)
    turns = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:

        async def in_turn(token: str) -> tuple[float, float]:
            async with turns:
                return await one(client, token)

        found = await asyncio.gather(*(in_turn(token) for token in tokens))
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


#: What is aimed for, by what is timed and how many chat at once: ratios to asking directly.
_MOST = {("byte", 1): 0.2, ("word", 1): 1.2, ("byte", CHATS): 1.0, ("word", CHATS): 2.0}


def _figures(times: _Times) -> Iterator[Figure]:
    for (what, at_once), most in _MOST.items():
        number = ("byte", "word").index(what)
        how = f"{at_once} chats at once, the median of them" if at_once > 1 else "one chat after the other"
        yield Figure(
            name=f"chat_first_{what}" + (f"_of_{at_once}" if at_once > 1 else ""),
            value=median(each[number] for each in times[_chat, at_once][1:]),
            unit="ms",
            baseline=median(each[number] for each in times[_direct, at_once][1:]),
            aim=Aim("ratio", "at most", most),
            note=f"to the first {what}, {how}; baseline: the provider ({LATENCY_MS:g} ms to its first byte)"
            " asked directly",
        )
