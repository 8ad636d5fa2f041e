"""From the bytes of a request to a question that can be asked, or to a list of all that is wrong."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from api_hooks.access import uuid_or_none
from api_hooks.chat_fields import LONGEST_CONTEXT, LONGEST_QUESTION, RULES, ChatBody
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.chat import ProviderName

#: A conversation that is sent as a whole is longer than a check-in.
LIMIT_BYTES = 512 * 1024

#: Of a JSON text: quotes and backslashes; and characters that are written as letters.
_ESCAPED = re.compile(r"(\\[\"\\])|\\(?:[bfnrt]|u[0-9a-f]{4})")

_QUESTION_RULE = f"text of 1 to {LONGEST_QUESTION} characters, and not blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenChat:
    """What is asked."""

    question: str
    #: The caller's id of the message; None where it has none.
    given_id: str | None
    conversation_id: str | None
    client_id: str | None
    documents: tuple[UUID, ...]
    provider: ProviderName | None
    model: str | None
    is_athlete_chat: bool
    searches_web: bool
    thinks_deeply: bool
    page: str


def read_chat(body: bytes) -> GivenChat:
    """The question in a request's body.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    given = parse_object(body)
    try:
        valid = ChatBody.model_validate(given)
    except ValidationError as error:
        raise InvalidFieldsError(_faults_of(error)) from None
    if faults := list(_faults(valid)):
        raise InvalidFieldsError(faults)
    last = valid.messages[-1]
    return GivenChat(
        question=last.text,
        given_id=last.id,
        conversation_id=valid.conversation_id,
        client_id=valid.client_id or valid.athlete_id,
        documents=tuple(dict.fromkeys(map(UUID, valid.document_ids))),
        provider=valid.provider and ProviderName(valid.provider),
        model=valid.model,
        is_athlete_chat=valid.is_athlete_chat,
        searches_web=valid.web_search_enabled,
        thinks_deeply=valid.deep_think_enabled,
        page=_text(valid.page_context),
    )


def _faults(valid: ChatBody) -> Iterator[FieldFault]:
    last, at = valid.messages[-1], f"messages[{len(valid.messages) - 1}]"
    if last.role != "user":
        yield FieldFault(f"{at}.role", last.role, "user: the last message is the one that is answered")
    if not last.text.strip() or len(last.text) > LONGEST_QUESTION:
        yield FieldFault(f"{at}.content", last.text, _QUESTION_RULE)
    for number, message in enumerate(valid.messages):
        if message.content is not None and message.parts:
            yield FieldFault(f"messages[{number}]", None, "content or parts, and not both")
    for number, document in enumerate(valid.document_ids):
        if uuid_or_none(document) is None:
            yield FieldFault(f"documentIds[{number}]", document, "a UUID")
    for name, value in (("pageContext", valid.page_context), ("memoryContext", valid.memory_context)):
        if len(_text(value)) > LONGEST_CONTEXT:
            yield FieldFault(name, None, RULES[name])
    athlete, client = valid.athlete_id, valid.client_id
    if athlete and client and athlete.lower() != client.lower():
        yield FieldFault("athleteId", athlete, "the same as clientId, where both are given")


def _text(context: object) -> str:
    if context is None or isinstance(context, str):
        return context or ""
    # `\n` before a name would make another word of it, and the name would not be found.
    return _ESCAPED.sub(lambda found: found[1] or " ", json.dumps(context, ensure_ascii=False))


def _faults_of(error: ValidationError) -> list[FieldFault]:
    faults: dict[str, FieldFault] = {}
    for problem in error.errors(include_url=False, include_context=False):
        place = ""
        names: list[str] = []
        for step in problem["loc"]:
            if isinstance(step, int):
                place += f"[{step}]"
            elif "." in (name := f"{'.'.join([*names, step])}") and name not in RULES:
                break  # which kind of a union it might have been
            elif name in RULES:
                names.append(step)
                place += f".{step}" if place else step
            else:
                break
        missing = problem["type"] == "missing"
        rule = RULES[".".join(names)]
        fault = FieldFault(
            place, None if missing else problem["input"], f"given, as {rule}" if missing else rule
        )
        faults.setdefault(place, fault)
    return list(faults.values())
