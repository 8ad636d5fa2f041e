"""The routes of one's own conversations with the assistant: read, and removed."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.chat_cursor import cursor_after, read_cursor
from api_hooks.chat_schemas import Conversation, Conversations, RemovedConversation
from api_hooks.database import Row
from api_hooks.errors import ConflictError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from storage.chat_reading import CONVERSATION, CONVERSATIONS
from storage.chat_removal import REMOVE

_LIST, _ONE, _REMOVE = (Statement.of(each) for each in (CONVERSATIONS, CONVERSATION, REMOVE))

_USUAL, _MOST = 50, 200

router = APIRouter(tags=["assistant"])


@router.get(
    "/api/ai/conversations",
    name="read the conversations",
    summary="Read one's own conversations with the assistant",
    response_model=Conversations,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_conversations(
    request: Request,
    client_id: Annotated[UUID | None, Query(alias="clientId", description="about this athlete alone")] = None,
    limit: Annotated[int, Query(description=f"how many; clamped to 1..{_MOST}")] = _USUAL,
    cursor: Annotated[str | None, Query(description="`nextCursor` of the page before")] = None,
) -> Response:
    """The caller's conversations, the newest first. Those of others do not exist here, whatever the role."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    most = min(max(limit, 1), _MOST)
    wanted = {"client_id": client_id, "limit": most, **read_cursor(cursor)}
    rows = await services.database.rows(_LIST, {**caller_parameters(identity), **wanted})
    require_user(rows[0])
    found = [row for row in rows if row["id"] is not None]
    more = cursor_after(found[most - 1]) if len(found) > most else None
    heads = [_head(row) for row in found[:most]]
    return json_answer({"success": True, "conversations": heads, "nextCursor": more})


@router.get(
    "/api/ai/conversations/{id}",
    name="read the conversation",
    summary="Read a conversation with the assistant",
    response_model=Conversation,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_conversation(
    request: Request, conversation_id: Annotated[UUID, Path(alias="id", description="the conversation's id")]
) -> Response:
    """One of the caller's conversations with its newest 200 messages, oldest first."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "conversation_id": conversation_id}
    rows = await services.database.rows(_ONE, parameters)
    require_user(rows[0])
    if rows[0]["id"] is None:
        raise NotFoundError("Conversation not found")
    messages = [_message(row) for row in rows if row["message_id"] is not None]
    return json_answer({"success": True, "conversation": _head(rows[0]), "messages": messages})


@router.delete(
    "/api/ai/conversations/{id}",
    name="remove the conversation",
    summary="Remove a conversation with the assistant",
    response_model=RemovedConversation,
    responses=openapi.errors(401, 403, 404, 409, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_conversation(
    request: Request, conversation_id: Annotated[UUID, Path(alias="id", description="the conversation's id")]
) -> Response:
    """Remove one of the caller's conversations, with what the assistant remembers of it.

    Not while an answer is being made (409). Also one about an athlete whom the caller may not see any more.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "conversation_id": conversation_id}
    row = await services.database.row(_REMOVE, parameters)
    if row["id"] is not None and not row["is_removed"]:
        # Perhaps somebody has removed it in this moment, or said something in it: as it is now.
        row = await services.database.row(_REMOVE, parameters)
    require_user(row)
    if row["id"] is None:
        raise NotFoundError("Conversation not found")
    if not row["is_removed"]:
        raise ConflictError("An answer is being made in this conversation; try again when it has ended")
    return json_answer({"success": True, "id": row["id"]})


def _head(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "clientId": row["client_id"],
        "isAthleteChat": row["is_athlete_chat"],
        "title": row["title"],
        "createdAt": row["created_at"],
        "spokenAt": row["spoken_at"],
    }


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row["message_id"],
        "givenId": row["given_id"],
        "role": row["role"],
        "replyTo": row["reply_to"],
        "state": row["state"],
        "content": row["content"],
        "provider": row["provider"],
        "model": row["model"],
        "promptTokens": row["prompt_tokens"],
        "completionTokens": row["completion_tokens"],
        "context": row["context"],
        "error": row["error"],
        "createdAt": row["said_at"],
        "finishedAt": row["finished_at"],
    }
