"""From the bytes of a request to a check-in that can be stored, or to a list of everything that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from api_hooks.body_faults import is_uuid
from api_hooks.check_in_date import date_fault
from api_hooks.check_in_fields import COLUMN_OF, COLUMNS_OF_OBJECT, RULES, CheckInBody
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.check_in_date import CheckInDate, read_date


@dataclass(frozen=True, slots=True)
class GivenCheckIn:
    """One check-in as it was given. `columns` holds only what was in the body; None clears."""

    client_id: str
    date: CheckInDate
    columns: dict[str, Any]


def read_check_in(body: bytes, *, now: datetime, max_age_days: int) -> GivenCheckIn:
    """The check-in in a request's body.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    parsed = parse_object(body)
    faults: list[FieldFault] = []
    client_id, written = parsed.get("clientId"), parsed.get("date")
    if isinstance(client_id, str) and not is_uuid(client_id):
        faults.append(FieldFault("clientId", client_id, RULES["clientId"]))
    date = read_date(written) if isinstance(written, str) else None
    if isinstance(written, str) and (fault := date_fault(date, written, now=now, max_age_days=max_age_days)):
        faults.append(fault)
    try:
        valid = CheckInBody.model_validate(parsed)
    except ValidationError as error:
        faults += _faults_of(error)
    if faults:
        raise InvalidFieldsError(faults)
    assert date is not None  # noqa: S101  a date that is missing or no text is a fault above
    return GivenCheckIn(parsed["clientId"].lower(), date, _columns(valid.__dict__, valid.model_fields_set))


def _faults_of(error: ValidationError) -> list[FieldFault]:
    faults: dict[str, FieldFault] = {}
    for problem in error.errors(include_url=False, include_context=False):
        name = _name_of(problem["loc"])
        missing = problem["type"] == "missing"
        rule = f"given, as {RULES[name]}" if missing else RULES[name]
        faults.setdefault(name, FieldFault(name, None if missing else problem["input"], rule))
    return list(faults.values())


def _name_of(location: Sequence[int | str]) -> str:
    """The field at fault; deep inside a list it is the list."""
    names = [part for part in location if isinstance(part, str)]
    return ".".join(names[:2]) if names[0] in COLUMNS_OF_OBJECT else names[0]


def _columns(values: dict[str, Any], given: set[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in given:
        value = values[name]
        if name in COLUMN_OF:
            columns[COLUMN_OF[name]] = value
        elif name in COLUMNS_OF_OBJECT:
            for inner, column in COLUMNS_OF_OBJECT[name]:
                columns[column] = None if value is None else getattr(value, inner)
    return columns
