"""From the bytes of a request to the ids of assignments, or to what is wrong with them."""

from api_hooks.body_faults import is_uuid
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from storage.assignment_doors import MOST_ASSIGNMENTS


def read_ids(body: bytes) -> list[str]:
    """The `ids` in a request's body; one that is given twice counts once.

    Raises:
        MalformedBodyError: the body is no JSON object.
        InvalidFieldsError: there are none, too many, or some are no UUIDs.
    """
    ids = parse_object(body).get("ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_ASSIGNMENTS:
        given = len(ids) if isinstance(ids, list) else ids
        raise InvalidFieldsError([FieldFault("ids", given, f"a list of 1 to {MOST_ASSIGNMENTS} UUIDs")])
    faults = [
        FieldFault(f"ids[{number}]", one, "a UUID")
        for number, one in enumerate(ids)
        if not (isinstance(one, str) and is_uuid(one))
    ]
    if faults:
        raise InvalidFieldsError(faults)
    return [one.lower() for one in ids]
