"""An answer as a stream of events: as it is made here, as it is made elsewhere, or as it was made before."""

import asyncio
from collections.abc import AsyncIterator
from types import MappingProxyType
from typing import Any
from uuid import UUID

from starlette.responses import StreamingResponse

from api_hooks.chat_store import ChatStore
from api_hooks.database import Row
from api_hooks.errors import UnavailableError
from chat.answer import Answer
from chat.events import HEARTBEAT, Event
from chat.pieces import SENTENCES, Failure
from domain.chat import AnswerState

#: How often an answer that another process makes is looked at, in seconds.
LOOK_SECONDS = 0.25

#: No proxy keeps, changes or collects it.
HEADERS = MappingProxyType(
    {
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        # Clients of the original read it. There are no such skills here: what an answer rests on is in
        # `context`.
        "x-knowledge-skills": "[]",
    }
)


def streamed(events: AsyncIterator[bytes]) -> StreamingResponse:
    """The response."""
    return StreamingResponse(events, media_type="text/event-stream", headers=dict(HEADERS))


async def live(answer: Answer, heartbeat: float) -> AsyncIterator[bytes]:
    """One that this process makes, from its beginning. Whoever stops to listen does not end it."""
    seen = 0
    while True:
        while seen < len(answer.events):
            yield answer.events[seen].written()
            seen += 1
        if answer.is_over:
            return
        if not await answer.news(seen, heartbeat):
            yield HEARTBEAT


async def followed(start: Event, row: Row, store: ChatStore, heartbeat: float) -> AsyncIterator[bytes]:
    """One that another process makes, or that was made before: what is stored of it, until it has ended.

    Args:
        start: what is told first.
        row: the answer as it was found.
        store: where it is looked for.
        heartbeat: how long to be silent, in seconds.
    """
    yield start.written()
    now = asyncio.get_running_loop().time
    answer_id: UUID = row["answer_id"]
    told, spoke_at = 0, now()
    current: Row | None = row
    while current is not None:
        if len(current["content"]) > told:
            yield Event("delta", {"text": current["content"][told:]}).written()
            told, spoke_at = len(current["content"]), now()
        if current["state"] != AnswerState.PENDING or not current["is_alive"]:
            for event in _ending(answer_id, current):
                yield event.written()
            return
        if now() - spoke_at > heartbeat:
            yield HEARTBEAT
            spoke_at = now()
        await asyncio.sleep(LOOK_SECONDS)
        try:
            current = await store.look(answer_id)
        except UnavailableError:
            continue  # it is looked at again
    yield _error(answer_id, AnswerState.FAILED, Failure.INTERNAL).written()


def _ending(answer_id: UUID, row: Row) -> list[Event]:
    state = row["state"]
    if state == AnswerState.PENDING:
        state = AnswerState.INTERRUPTED
    events = [Event("context", {"parts": row["context"] or []})]
    if row["completion_tokens"] is not None:
        tokens = {"promptTokens": row["prompt_tokens"], "completionTokens": row["completion_tokens"]}
        events.append(Event("usage", {**tokens, "estimated": False}))
    if state == AnswerState.DONE:
        return [*events, Event("done", {"answerId": answer_id, "state": state, "isShort": False})]
    failure = Failure(row["error"]) if row["error"] in set(Failure) else Failure.STREAM_CUT
    return [*events, _error(answer_id, state, failure)]


def _error(answer_id: UUID, state: str, failure: Failure) -> Event:
    data: dict[str, Any] = {"answerId": answer_id, "state": state, "code": failure}
    return Event("error", {**data, "message": SENTENCES[failure]})
