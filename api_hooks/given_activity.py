"""From the bytes of a request to an activity that can be stored, or to a list of all that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from api_hooks.activity_fields import MEASURED_COLUMN_OF, RULES, ActivityBody
from api_hooks.body_faults import faults_of_body, is_uuid
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.started_at import Start, read_start, start_fault
from api_hooks.strict_json import parse_object
from domain.activity_types import ActivitySource
from storage.activities import activity_parameters


@dataclass(frozen=True, slots=True)
class GivenActivity:
    """One activity as it was given."""

    client_id: str
    start: Start
    #: The rest, as the statement takes it.
    parameters: dict[str, Any]


def read_activity(body: bytes, *, now: datetime, max_age_days: int) -> GivenActivity:
    """The activity in a request's body.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    parsed = parse_object(body)
    faults: list[FieldFault] = []
    client_id, written = parsed.get("clientId"), parsed.get("startedAt")
    if isinstance(client_id, str) and not is_uuid(client_id):
        faults.append(FieldFault("clientId", client_id, RULES["clientId"]))
    start = read_start(written) if isinstance(written, str) else None
    if isinstance(written, str):
        fault = start_fault(start, written, now=now, max_age_days=max_age_days)
        faults += [fault] if fault else []
    try:
        valid = ActivityBody.model_validate(parsed)
    except ValidationError as error:
        faults += faults_of_body(error, RULES)
    else:
        faults += _contradictions(valid)
    if faults:
        raise InvalidFieldsError(faults)
    assert start is not None  # noqa: S101  one that is missing or no text is a fault above
    return GivenActivity(parsed["clientId"].lower(), start, _parameters(valid))


def _contradictions(valid: BaseModel) -> Iterator[FieldFault]:
    values = valid.__dict__
    average, highest = values["averageHR"], values["maxHR"]
    if average is not None and highest is not None and average > highest:
        yield FieldFault("averageHR", average, f"no higher than maxHR, {highest:g}")


def _parameters(valid: BaseModel) -> dict[str, Any]:
    values, given = valid.__dict__, valid.model_fields_set
    measured = {column: values[name] for name, column in MEASURED_COLUMN_OF.items() if name in given}
    return activity_parameters(
        {
            "source": values["source"] or ActivitySource.MANUAL.value,
            "source_type": values["type"],
            "duration_seconds": values["durationSeconds"],
            "external_id": values["externalId"],
            **measured,
        }
    )
