"""The routes of documents: what the assistant may quote from."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.database import Row
from api_hooks.document_fields import DOCUMENT_LIMIT_BYTES, read_document
from api_hooks.document_schemas import Documents, WrittenDocument
from api_hooks.errors import AccessDeniedError, ConflictError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from storage import documents as stored
from storage.document_access import DOCUMENT_COLUMNS

_LIST, _ADD = Statement.of(stored.LIST), Statement.of(stored.ADD)
_REPLACE, _REMOVE = Statement.of(stored.REPLACE), Statement.of(stored.REMOVE)
_NAMES = json_names(*DOCUMENT_COLUMNS)

router = APIRouter(tags=["documents"])


@router.get(
    "/api/documents",
    name="list the documents",
    summary="List what the assistant may quote from",
    response_model=Documents,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_documents(
    request: Request,
    client_id: Annotated[UUID | None, Query(alias="clientId", description="about this athlete")] = None,
    business_id: Annotated[UUID | None, Query(alias="businessId", description="in this business")] = None,
) -> Response:
    """The documents that a question about the athlete, or in the business, may be answered by.

    Of an athlete those are the athlete's own, the business's and the coach's; without both, the caller's own
    and those of all businesses in which the caller is active. Nobody is shown what they may not read.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {"client_id": client_id, "business_id": business_id, "document_ids": ()}
    rows = await services.database.rows(_LIST, {**caller_parameters(identity), **parameters})
    (require_user if client_id is None else require_access)(rows[0])
    return json_answer({"success": True, "documents": [_shown(row) for row in rows if row["id"] is not None]})


@router.post(
    "/api/documents",
    name="write the document",
    summary="Store a document, or a new version of one",
    status_code=201,
    response_model=WrittenDocument,
    responses={
        200: {"model": WrittenDocument, "description": "It has replaced the one with this id"},
        **openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
    },
    openapi_extra=openapi.DOCUMENT_REQUEST,
)
async def post_document(request: Request) -> Response:
    """Store a text that the assistant may quote from; with an `id`, in the place of the one that has it.

    Whoever asks while it is being replaced is answered from the old one or the new one, and never from parts
    of both. For coaches: a business's in which they are active, an athlete's whom they train, or their own.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    document = read_document(await read_body(request, DOCUMENT_LIMIT_BYTES))
    is_new = document["document_id"] is None
    parameters = {**caller_parameters(identity), **document}
    row = await services.database.row(_ADD if is_new else _REPLACE, parameters)
    if is_new:
        _require_place(row, document)
    else:
        _require_document(row)
    return _written(row, 201 if is_new else 200)


@router.delete(
    "/api/documents/{id}",
    name="remove the document",
    summary="Remove a document",
    response_model=WrittenDocument,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_document(
    request: Request, document_id: Annotated[UUID, Path(alias="id", description="the document's id")]
) -> Response:
    """Remove a document, and answer what it was. For those who may replace it."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "document_id": document_id}
    row = await services.database.row(_REMOVE, parameters)
    _require_document(row)
    return _written(row)


def _require_place(row: Row, document: Mapping[str, Any]) -> None:
    """Refuse a place that is not the caller's; only an ADMIN is told that there is none."""
    require_user(row)
    if row["caller_role"] == "ADMIN":
        for name, found, what in (
            ("business_id", "found_business", "Business"),
            ("client_id", "found_client", "Client"),
        ):
            if document[name] is not None and row[found] is None:
                raise NotFoundError(f"{what} not found")
    if not row["allowed"]:
        raise AccessDeniedError
    if not row["is_left"]:
        raise ConflictError(f"There are {stored.MOST_DOCUMENTS} documents already; replace or remove one")


def _require_document(row: Row) -> None:
    """Refuse a document that may be read but not changed; one that may not even be read is not there."""
    require_user(row)
    if row["found"] is not None and not row["allowed"]:
        raise AccessDeniedError
    if row["id"] is None:
        raise NotFoundError("Document not found")


def _written(row: Mapping[str, Any], status: int = 200) -> Response:
    return json_answer({"success": True, "document": _shown(row)}, status)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _NAMES.items()}
