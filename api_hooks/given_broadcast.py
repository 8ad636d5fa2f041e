"""From the bytes of a request to a broadcast that can be stored, or to a list of all that is wrong."""

from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from api_hooks.body_faults import faults_of_body, is_uuid
from api_hooks.broadcast_fields import MOST_DAYS_AWAY, RULES, NewBroadcast
from api_hooks.days import read_day
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object


def read_broadcast(body: bytes, *, today: date) -> dict[str, Any]:
    """The columns of the broadcast in a request's body.

    Raises:
        MalformedBodyError: the body is no JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    given = parse_object(body)
    faults: list[FieldFault] = []
    its_id, written = given.get("id"), given.get("assignedDate")
    if isinstance(its_id, str) and not is_uuid(its_id):
        faults.append(FieldFault("id", its_id, RULES["id"]))
    if isinstance(written, str):
        day = read_day("assignedDate", written, faults)
        if day is not None and abs(day - today) > timedelta(days=MOST_DAYS_AWAY):
            rule = f"at most {MOST_DAYS_AWAY} days from {today}"
            faults.append(FieldFault("assignedDate", written, rule))
    try:
        valid = NewBroadcast.model_validate(given)
    except ValidationError as error:
        raise InvalidFieldsError([*faults, *faults_of_body(error, RULES)]) from None
    if faults:
        raise InvalidFieldsError(faults)
    return valid.model_dump(mode="json")
