"""From the bytes of a request to a test that can be stored, or to a list of all that is wrong."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from api_hooks.body_faults import faults_of_body, is_uuid
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.performance_test_fields import RULES, NewTest
from api_hooks.started_at import CLOCKS_DIFFER, read_start
from api_hooks.strict_json import parse_object

#: No laboratory's files go further back.
FIRST_DAY = date(1970, 1, 1)

_IDS = ("id", "clientId", "testerId", "locationId")


def read_performance_test(body: bytes, *, now: datetime) -> dict[str, Any]:
    """The columns of the test in a request's body.

    Raises:
        MalformedBodyError: the body is no JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    given = parse_object(body)
    faults = list(_of_texts(given, now))
    try:
        valid = NewTest.model_validate(given)
    except ValidationError as error:
        raise InvalidFieldsError([*faults, *faults_of_body(error, RULES)]) from None
    if valid.tester_id is None and valid.location_id is None:
        faults += [FieldFault(name, None, f"given, as {RULES[name]}") for name in ("testerId", "locationId")]
    if faults:
        raise InvalidFieldsError(faults)
    return valid.model_dump(mode="json")


def _of_texts(given: dict[str, Any], now: datetime) -> Iterator[FieldFault]:
    """Faults of texts that pydantic takes as they are."""
    for name in _IDS:
        if isinstance(given.get(name), str) and not is_uuid(given[name]):
            yield FieldFault(name, given[name], RULES[name])
    written = given.get("testDate")
    if not isinstance(written, str):
        return
    start = read_start(written)
    if start is None or start.instant is None:
        yield FieldFault("testDate", written, RULES["testDate"])
    elif not start.instant.date() >= FIRST_DAY:
        yield FieldFault("testDate", written, f"no earlier than {FIRST_DAY}")
    elif start.instant > now + CLOCKS_DIFFER:
        yield FieldFault("testDate", written, f"no later than now, {now:%Y-%m-%dT%H:%M}Z")
