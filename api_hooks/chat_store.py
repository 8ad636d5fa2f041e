"""Answers that are being made, as PostgreSQL has them."""

import asyncio
from typing import Any
from uuid import UUID

import structlog

from api_hooks.database import Database, Row
from api_hooks.errors import UnavailableError
from api_hooks.query import Query
from api_hooks.submitting import Submitting
from chat.answer import Answer
from chat.pieces import Usage
from domain.chat import AnswerState
from storage.chat_answers import FINISH, FOLLOW, KEEP
from storage.chat_doors import BEGIN

_BEGIN, _KEEP = Query.of(BEGIN), Query.of(KEEP)
_FINISH, _FOLLOW = Query.of(FINISH), Query.of(FOLLOW)

#: For so long a finished answer is tried to be stored, with pauses between: for a restart of PostgreSQL. What
#: is not stored by then is found by a sweep.
FINISH_SECONDS = 20.0
_PAUSE_SECONDS = 0.5

_logger = structlog.get_logger(__name__)


class ChatStore:
    """Writes and reads answers.

    Args:
        database: PostgreSQL.
        afterwards: the lane of what comes after an answer.
    """

    def __init__(self, database: Database, afterwards: Submitting) -> None:
        self._database = database
        self._afterwards = afterwards

    async def begin(self, parameters: dict[str, Any]) -> Row:
        """Store a message, and that it is being answered. See `storage.chat_doors.BEGIN`."""
        return await self._database.row(_BEGIN, parameters)

    async def keep(self, answer: Answer) -> None:
        """Store what there is by now."""
        await self._database.rows(_KEEP, {"answer_id": answer.id, "content": answer.text})

    async def finish(self, answer: Answer, *, tokens: Usage, is_refunded: bool) -> None:
        """Store it for good; tries again while PostgreSQL is away.

        Raises:
            UnavailableError: it was away for too long.
        """
        await self._finish(
            {
                "answer_id": answer.id,
                "state": answer.state,
                "content": answer.text,
                "error": answer.failure,
                "provider": answer.provider,
                "model": answer.model,
                "context": None if answer.context is None else list(answer.context),
                "prompt_tokens": tokens.prompt,
                "completion_tokens": tokens.completion,
                "first_token_ms": answer.first_token_ms,
                "is_refunded": is_refunded,
            }
        )

    async def interrupt(self, row: Row) -> None:
        """End one whose process is gone, as it is shown already."""
        names = ("content", "provider", "model", "context", "prompt_tokens", "completion_tokens")
        kept = {name: row[name] for name in names}
        state = AnswerState.INTERRUPTED
        await self._finish({**kept, "answer_id": row["answer_id"], "state": state, "is_refunded": True})

    async def look(self, answer_id: UUID) -> Row | None:
        """One as it is now; None if it is gone."""
        rows = await self._database.rows(_FOLLOW, {"answer_id": answer_id})
        return rows[0] if rows else None

    async def _finish(self, parameters: dict[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + FINISH_SECONDS
        while True:
            try:
                rows = await self._database.rows(_FINISH, parameters)
                break
            except UnavailableError:
                if loop.time() > deadline:
                    raise
                await asyncio.sleep(_PAUSE_SECONDS)
        for row in rows:
            await self._afterwards.submit(row["key"], row["revision"])
