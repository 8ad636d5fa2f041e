"""The route of the assistant: a question, and its answer as a stream."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters
from api_hooks.bodies import read_body
from api_hooks.chat_decisions import Decision, decide, require_right_to_ask
from api_hooks.chat_desk import ChatDesk
from api_hooks.chat_errors import LimitExceededError, SubscriptionRequiredError
from api_hooks.chat_limits import Taken, take
from api_hooks.chat_stream import followed, live, streamed
from api_hooks.database import Row
from api_hooks.errors import ApiError, NotFoundError, UnavailableError
from api_hooks.given_chat import LIMIT_BYTES, GivenChat, read_chat
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from chat.answer import Answer
from chat.context.asked import ContextAsk
from chat.events import Event
from chat.making import Job
from chat.tallying import refusal
from domain.chat import TO_BE_TRIED_AGAIN, AnswerState, ProviderName
from domain.languages import LanguageCode
from runtime.tokens import Identity
from storage.chat_doors import ASK

_ASK = Statement.of(ASK)

#: Characters of a first message that its conversation is called by.
_TITLE = 80

router = APIRouter(tags=["assistant"])


@router.post(
    "/api/ai/chat",
    name="ask the assistant",
    summary="Ask the assistant",
    response_class=Response,
    responses=openapi.CHAT_ANSWERS | openapi.errors(400, 401, 403, 404, 409, 413, 422, 429, 503),
    openapi_extra=openapi.CHAT_REQUEST,
)
async def post_chat(request: Request) -> Response:
    """Ask a question, and read its answer as server-sent events while it is made.

    It is made to its end, and stored, also if the caller goes away. A message that is sent again under its id
    is answered once.
    """
    desk = services_of(request).chat
    try:
        return await _asked(request, desk)
    except ApiError as error:
        await desk.tallies.add(
            refusal(str(error.more.get("code") or error.more.get("error") or error.status))
        )
        raise


async def _asked(request: Request, desk: ChatDesk) -> Response:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = read_chat(await read_body(request, LIMIT_BYTES))
    if exceeded := await desk.limits.user.count(identity.subject or identity.email or ""):
        raise LimitExceededError(exceeded, "user")
    row = await _row(request, identity, given)
    found = await _found(desk, row)
    if found is not None:
        return found
    decision = decide(row, given, desk.set_up, services.settings.chat_upgrade_url)
    if desk.is_full:
        raise UnavailableError("Too many answers are being made; try again in a moment")
    return await _begun(request, identity, given, decision)


async def _row(request: Request, identity: Identity, given: GivenChat) -> Row:
    names = {
        "client_id": given.client_id,
        "conversation_id": given.conversation_id,
        "given_id": given.given_id,
    }
    documents = {"document_ids": tuple(map(str, given.documents))}
    parameters = {**caller_parameters(identity), **names, **documents}
    row = await services_of(request).database.row(_ASK, parameters)
    require_right_to_ask(row, given)
    return row


async def _found(desk: ChatDesk, row: Row) -> Response | None:
    """The answer that there is to a message that is sent again; None where there is none, or none to show."""
    if row["answer_id"] is None or row["state"] in TO_BE_TRIED_AGAIN:
        return None
    heartbeat = desk.settings.chat_heartbeat_seconds
    if (making := desk.find(row["answer_id"])) is not None:
        return streamed(live(making, heartbeat))
    if row["state"] == AnswerState.PENDING and not row["is_alive"]:
        await desk.store.interrupt(row)
        return None
    start = _start(row, ProviderName(row["provider"]), row["model"], is_replayed=True)
    return streamed(followed(start, row, desk.store, heartbeat))


async def _begun(request: Request, identity: Identity, given: GivenChat, decision: Decision) -> Response:
    desk = services_of(request).chat
    most = desk.settings.chat_max_output_tokens * (2 if given.thinks_deeply else 1)
    taken = await take(desk, given, decision, most)
    begun = await _stored(desk, given, decision, taken)
    if begun is None:  # another request with the same id was faster
        found = await _found(desk, await _row(request, identity, given))
        if found is None:
            raise UnavailableError("The message is being answered; try again in a moment")
        return found
    provider = taken.set_up.name if taken.set_up else ProviderName.BUILTIN
    model = decision.model if taken.set_up else None
    answer = Answer(begun["answer_id"], begun["conversation_id"], provider, model)
    start = _start(begun, provider, model, is_replayed=False)
    answer.tell(start.kind, **start.data)
    if taken.because:
        answer.tell("fallback", provider=provider, because=taken.because)
    desk.start(answer, _job(desk, given, decision, taken, most), taken.held)
    return streamed(live(answer, desk.settings.chat_heartbeat_seconds))


async def _stored(desk: ChatDesk, given: GivenChat, decision: Decision, taken: Taken) -> Row | None:
    """What was stored of the message and its answer; None if there is one with its id meanwhile.

    Raises:
        NotFoundError: the conversation was removed meanwhile.
        SubscriptionRequiredError: others have used the last message of the month meanwhile.
    """
    parameters: dict[str, Any] = {
        "caller_id": decision.caller_id,
        "client_id": decision.client_id,
        "conversation_id": decision.conversation_id,
        "is_athlete_chat": decision.is_athlete_chat,
        "title": " ".join(given.question.split())[:_TITLE],
        "given_id": given.given_id,
        "message_id": decision.message_id,
        "question": given.question,
        "is_about": decision.client_in_context is not None,
        "provider": taken.set_up.name if taken.set_up else ProviderName.BUILTIN,
        "model": decision.model if taken.set_up else None,
        "business_id": decision.business_id,
        "quota_month": decision.quota_month,
        "most": decision.most,
    }
    begun: Row | None = None
    try:
        begun = await desk.store.begin(parameters)
    except UniqueViolation:
        return None
    finally:
        if begun is None or begun["answer_id"] is None:
            await desk.give_back(taken.held)
    if begun["answer_id"] is None and begun["is_gone"]:
        raise NotFoundError("Conversation not found")
    if begun["answer_id"] is None:
        most = decision.most or 0
        raise SubscriptionRequiredError(most, most, desk.settings.chat_upgrade_url)
    return begun


def _job(desk: ChatDesk, given: GivenChat, decision: Decision, taken: Taken, max_tokens: int) -> Job:
    client = decision.client_in_context
    set_up = taken.set_up
    return Job(
        question=given.question,
        history=decision.history,
        page=given.page,
        language=decision.language,
        ask=ContextAsk(
            user_id=decision.caller_id,
            question=given.question,
            client_id=client,
            named_id=decision.client_id if client is None else None,
            business_id=decision.business_id if client is None else None,
            document_ids=decision.documents,
            quotes=bool(decision.documents) or not given.documents,
            web_search=given.searches_web,
            language=LanguageCode(decision.language),
        ),
        client_id=decision.client_id,
        has_consent=decision.has_consent,
        provider=set_up.provider(decision.model or set_up.models[0], desk.client) if set_up else None,
        may_fall_back=desk.settings.chat_builtin_fallback,
        max_tokens=max_tokens,
        limit=desk.settings.chat_timeout_seconds,
    )


def _start(row: Row, provider: ProviderName, model: str | None, *, is_replayed: bool) -> Event:
    names: dict[str, UUID] = {
        "conversationId": row["conversation_id"],
        "messageId": row["message_id"],
        "answerId": row["answer_id"],
    }
    return Event("start", {**names, "provider": provider, "model": model, "replayed": is_replayed})
