"""The stand-in's web app: answers in words, each in an event of its own, as the protocols have it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.chat_servers.behaviour import ECHO, Behaviour, ChatServers, Got


class CutError(Exception):
    """Raised to let the line go dead."""


def chat_app(state: ChatServers) -> Starlette:
    """The app. `POST /control` changes how it behaves, `GET /received` tells what it got."""

    async def openai(request: Request) -> Response:
        got, behaviour = await _taken(request, state)
        return await _answer(state, got, behaviour, _openai)

    async def anthropic(request: Request) -> Response:
        got, behaviour = await _taken(request, state)
        return await _answer(state, got, behaviour, _anthropic)

    async def control(request: Request) -> Response:
        given = await request.json()
        state.next = [Behaviour.of(each) for each in given.pop("next", [])]
        if given:
            state.usual = Behaviour.of(given)
        return JSONResponse({"usual": vars(state.usual)})

    async def received(_: Request) -> Response:
        return JSONResponse([vars(got) for got in state.got])

    return Starlette(
        routes=[
            Route("/v1/chat/completions", openai, methods=["POST"]),
            Route("/v1/messages", anthropic, methods=["POST"]),
            Route("/control", control, methods=["POST"]),
            Route("/received", received),
        ]
    )


async def _taken(request: Request, state: ChatServers) -> tuple[Got, Behaviour]:
    got = Got(request.url.path, dict(request.headers), await request.json())
    return got, state.take(got)


async def _answer(state: ChatServers, got: Got, behaviour: Behaviour, protocol: Any) -> Response:
    await asyncio.sleep(behaviour.latency_ms / 1000)
    if behaviour.status != 200:
        headers = {"retry-after": behaviour.retry_after} if behaviour.retry_after else {}
        return JSONResponse({"error": {"message": "as told"}}, behaviour.status, headers)
    text = got.body["messages"][-1]["content"] if behaviour.reply == ECHO else behaviour.reply
    words = text.replace("\n", "\n ").split(" ")
    return StreamingResponse(protocol(state, got, behaviour, words), media_type="text/event-stream")


async def _words(state: ChatServers, behaviour: Behaviour, words: list[str]) -> AsyncIterator[str]:
    for number, word in enumerate(words):
        if number == behaviour.cut_after:
            raise CutError
        yield word if number == 0 else f" {word}"
        if not state.going_on.is_set():
            await asyncio.to_thread(state.going_on.wait)
        if behaviour.word_ms:
            await asyncio.sleep(behaviour.word_ms / 1000)
    if behaviour.cut_after is not None and behaviour.cut_after >= len(words):
        raise CutError


async def _openai(
    state: ChatServers, got: Got, behaviour: Behaviour, words: list[str]
) -> AsyncIterator[bytes]:
    def chunk(**more: Any) -> bytes:
        return _event({"id": "c", "object": "chat.completion.chunk", **more})

    async for word in _words(state, behaviour, words):
        yield chunk(choices=[{"index": 0, "delta": {"content": word}, "finish_reason": None}])
    yield chunk(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    if behaviour.counts:
        usage = {"prompt_tokens": len(got.text.split()), "completion_tokens": len(words)}
        yield chunk(choices=[], usage=usage)
    yield b"data: [DONE]\n\n"


async def _anthropic(
    state: ChatServers, got: Got, behaviour: Behaviour, words: list[str]
) -> AsyncIterator[bytes]:
    usage = {"input_tokens": len(got.text.split()), "output_tokens": 1} if behaviour.counts else {}
    yield _event({"type": "message_start", "message": {"usage": usage}}, "message_start")
    yield _event({"type": "ping"}, "ping")
    async for word in _words(state, behaviour, words):
        delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
        yield _event(delta, "content_block_delta")
    spent = {"usage": {"output_tokens": len(words)}} if behaviour.counts else {}
    yield _event({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, **spent}, "message_delta")
    yield _event({"type": "message_stop"}, "message_stop")


def _event(data: dict[str, Any], name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()
