"""Both protocols: wherever bytes are parted the answer is the same; and whatever comes, nothing breaks."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.pieces import Delta, End, Failure, Piece, ProviderError, Usage
from chat.prompt import Prompt, Said
from chat.providers.anthropic_compatible import AnthropicCompatible
from chat.providers.asking import Provider
from chat.providers.openai_compatible import OpenAiCompatible
from domain.chat import ProviderName, Speaker

PROMPT = Prompt("rules", (Said(Speaker.USER, "question"),))

OPENAI = b"".join(
    [
        b": a comment\n\n",
        b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n',
        'data: {"choices":[{"delta":{"content":"Så "},"finish_reason":null}]}\r\n\r\n'.encode(),
        b'data: {"choices":[{"delta":{"content":"there"}}]}\n\n',
        b'data: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\n',
        b'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\n',
        b"data: [DONE]\n\n",
    ]
)
ANTHROPIC = b"".join(
    [
        b"event: message_start\n",
        b'data: {"type":"message_start","message":{"usage":{"input_tokens":7,"output_tokens":1}}}\n\n',
        b'event: ping\ndata: {"type":"ping"}\n\n',
        b'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n',
        'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Så "}}\n\n'.encode(),
        b'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"there"}}\n\n',
        b'data: {"type":"message_delta","delta":{"stop_reason":"max_tokens"},',
        b'"usage":{"output_tokens":2}}\n\n',
        b'data: {"type":"message_stop"}\n\n',
    ]
)
BOTH = pytest.mark.parametrize(
    ("kind", "stream"),
    [(OpenAiCompatible, OPENAI), (AnthropicCompatible, ANTHROPIC)],
    ids=["openai", "anthropic"],
)
#: From here on an answer has told that it has ended.
ENDINGS = {OpenAiCompatible: b'"finish_reason":"length"', AnthropicCompatible: b"message_stop"}


def answered(kind: Any, chunks: Sequence[bytes], status: int = 200) -> list[Piece]:
    async def parts() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def ask() -> list[Piece]:
        answer = httpx.Response(status, headers={"content-type": "text/event-stream"}, content=parts())
        transport = httpx.MockTransport(lambda _: answer)
        async with httpx.AsyncClient(transport=transport) as client:
            provider: Provider = kind(ProviderName.OPENAI, "http://model.test", None, "m", client)
            return [piece async for piece in provider.answer(PROMPT, 10)]

    return asyncio.run(ask())


def told(pieces: list[Piece]) -> tuple[str, int | None, int | None, Piece]:
    usages = [piece for piece in pieces if isinstance(piece, Usage)]
    text = "".join(piece.text for piece in pieces if isinstance(piece, Delta))
    prompt = [usage.prompt for usage in usages if usage.prompt is not None][-1]
    return text, prompt, [u.completion for u in usages if u.completion is not None][-1], pieces[-1]


@BOTH
@given(cuts=st.lists(st.integers(0, 600), max_size=20))
def test_wherever_the_bytes_are_parted_the_answer_is_the_same(
    kind: Any, stream: bytes, cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), len(stream)]
    chunks = [stream[begin:end] for begin, end in pairwise(edges)]
    assert told(answered(kind, chunks)) == ("Så there", 7, 2, End(is_short=True))


@BOTH
@given(end=st.integers(0, 400))
def test_what_is_not_there_to_its_end_is_cut(kind: Any, stream: bytes, end: int) -> None:
    whole = stream.index(ENDINGS[kind])
    with pytest.raises(ProviderError) as raised:
        answered(kind, [stream[: min(end, whole)]])
    assert raised.value.failure is Failure.STREAM_CUT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "choices", "delta", "content", "usage", "message", "text", "error"]),
            inner,
        )
    ),
    max_leaves=8,
)


@BOTH
@given(events=st.lists(JSON | st.sampled_from(["message_start", "content_block_delta"]), max_size=5))
def test_whatever_comes_it_is_an_answer_or_a_failure(kind: Any, stream: bytes, events: list[Any]) -> None:  # noqa: ARG001
    chunks = [f"data: {json.dumps(event)}\n\n".encode() for event in events]
    shaped = [{"type": "content_block_delta", "choices": [event], "delta": event} for event in events]
    typed = [f"data: {json.dumps(event)}\n\n".encode() for event in shaped]
    for sent in (chunks, typed, [b"\xff\xfe data: {\n\n"]):
        with pytest.raises(ProviderError):
            answered(kind, sent)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 408, 422, 429, 500, 503, 504, 529])
@BOTH
def test_a_refusal_is_told_by_its_status_alone(kind: Any, stream: bytes, status: int) -> None:
    with pytest.raises(ProviderError) as raised:
        answered(kind, [stream], status)
    assert str(raised.value) in set(Failure)


def test_g8_of_an_answer_that_is_cut_the_first_token_is_not_all_that_is_counted() -> None:
    """Anthropic tells a count when it begins, of a token or two; that was taken for what had come."""
    begun = ANTHROPIC.partition(b"event: ping")[0]

    async def parts() -> AsyncIterator[bytes]:
        yield begun
        raise httpx.ReadError("cut")

    async def ask() -> Piece:
        answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=parts())
        transport = httpx.MockTransport(lambda _: answer)
        async with httpx.AsyncClient(transport=transport) as client:
            provider = AnthropicCompatible(ProviderName.ANTHROPIC, "http://model.test", None, "m", client)
            pieces = provider.answer(PROMPT, 10)
            first = await anext(pieces)
            with pytest.raises(ProviderError):
                await anext(pieces)
        return first

    assert asyncio.run(ask()) == Usage(7, None)
