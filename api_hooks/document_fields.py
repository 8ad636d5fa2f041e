"""The schema of a document's body, and reading it."""

import re
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from chat.chunking import passages_of
from domain.languages import LanguageCode

#: Of a body with a document in it.
DOCUMENT_LIMIT_BYTES = 1024 * 1024

LONGEST_TITLE = 200
LONGEST_TEXT = 100_000

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {
        "id": "a UUID",
        "businessId": "a UUID",
        "clientId": "a UUID",
        "title": f"text of 1 to {LONGEST_TITLE} characters",
        "language": f"one of {', '.join(LanguageCode)}",
        "text": f"text of 1 to {LONGEST_TEXT} characters, with something in it",
    }
)

_IDS = ("id", "businessId", "clientId")
_AN_ID = {"format": "uuid"}


class GivenDocument(BaseModel):
    """A document that the assistant may quote from: of a business, an athlete, or (neither) of the caller."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)

    id: Annotated[
        str | None,
        Field(description="of the document that it replaces; it stays where it is", json_schema_extra=_AN_ID),
    ] = None
    business_id: Annotated[str | None, Field(description="whose it is", json_schema_extra=_AN_ID)] = None
    client_id: Annotated[str | None, Field(description="whose it is", json_schema_extra=_AN_ID)] = None
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE, description="what it is called")]
    language: Annotated[LanguageCode, Field(strict=False, description="its words are found as it bends them")]
    text: Annotated[
        str, Field(min_length=1, max_length=LONGEST_TEXT, description="paragraphs with empty lines between")
    ]


def read_document(body: bytes) -> dict[str, Any]:
    """The document in a request's body, as parameters of `storage.documents`.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    given = parse_object(body)
    faults = {name: FieldFault(name, given[name], RULES[name]) for name in _IDS if _is_no_id(given.get(name))}
    try:
        valid = GivenDocument.model_validate(given)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False):
            name = str(problem["loc"][0])
            missing = problem["type"] == "missing"
            rule = f"given, as {RULES[name]}" if missing else RULES[name]
            faults.setdefault(name, FieldFault(name, None if missing else problem["input"], rule))
        raise InvalidFieldsError(list(faults.values())) from None
    passages = passages_of(valid.text)
    if not passages:
        faults["text"] = FieldFault("text", valid.text, RULES["text"])
    if not valid.title.strip():
        faults["title"] = FieldFault("title", valid.title, RULES["title"])
    faults |= _of_place(valid)
    if faults:
        raise InvalidFieldsError(list(faults.values()))
    return {
        "document_id": valid.id,
        "business_id": valid.business_id,
        "client_id": valid.client_id,
        "title": " ".join(valid.title.split()),
        "language": valid.language.value,
        "characters": len(valid.text),
        "passages": passages,
    }


def _is_no_id(given: Any) -> bool:
    return given is not None and not (isinstance(given, str) and _UUID.fullmatch(given))


def _of_place(valid: GivenDocument) -> dict[str, FieldFault]:
    places = {"businessId": valid.business_id, "clientId": valid.client_id}
    given = {name: place for name, place in places.items() if place is not None}
    if valid.id is not None:
        return {name: FieldFault(name, place, "left out with an id") for name, place in given.items()}
    if len(given) > 1:
        return {"clientId": FieldFault("clientId", valid.client_id, "left out with a businessId")}
    return {}
