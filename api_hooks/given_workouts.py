"""From the bytes of a request to workouts that can be stored, or to a list of all that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ValidationError

from api_hooks.body_faults import faults_of_body, is_uuid
from api_hooks.days import read_day
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object, parse_objects
from api_hooks.workout_fields import MOST_DAYS_AWAY, MOST_WORKOUTS, RULES, ChangedWorkout, NewWorkout


@dataclass(frozen=True, slots=True)
class GivenChange:
    """What is to change: the columns that were named, with their values."""

    columns: dict[str, Any]


def read_workouts(body: bytes, *, now: datetime) -> list[dict[str, Any]]:
    """The workouts in a request's body: one object, or a list of them. Answers their columns.

    Raises:
        MalformedBodyError: the body is no JSON object, nor a list of objects.
        InvalidFieldsError: with every field that is not right; in a list as `[0].date`.
    """
    parsed = parse_objects(body)
    given = parsed if isinstance(parsed, list) else [parsed]
    if not 1 <= len(given) <= MOST_WORKOUTS:
        raise InvalidFieldsError([FieldFault("workouts", len(given), f"1 to {MOST_WORKOUTS} in a list")])
    faults: list[FieldFault] = []
    workouts = []
    for number, one in enumerate(given):
        prefix = f"[{number}]." if isinstance(parsed, list) else ""
        valid, its_faults = _read(NewWorkout, one, now)
        faults += [FieldFault(prefix + fault.field, fault.value, fault.rule) for fault in its_faults]
        if valid is not None:
            workouts.append(valid.model_dump(mode="json"))
    if faults:
        raise InvalidFieldsError(faults)
    return [workout | {"client_id": workout["client_id"].lower()} for workout in workouts]


def read_change(body: bytes, *, now: datetime) -> GivenChange:
    """The change of a workout in a request's body. Raises as `read_workouts` does, of one object."""
    valid, faults = _read(ChangedWorkout, parse_object(body), now)
    if faults or valid is None:
        raise InvalidFieldsError(faults)
    return GivenChange(valid.model_dump(mode="json", include=valid.model_fields_set))


def _read(
    model: type[BaseModel], given: dict[str, Any], now: datetime
) -> tuple[BaseModel | None, list[FieldFault]]:
    faults = list(_of_texts(given, now.astimezone(UTC).date()))
    try:
        valid = model.model_validate(given)
    except ValidationError as error:
        return None, [*faults, *faults_of_body(error, RULES)]
    return valid, faults


def _of_texts(given: dict[str, Any], today: date) -> Iterator[FieldFault]:
    """Faults of texts that pydantic takes as they are."""
    client_id, day = given.get("clientId"), given.get("date")
    if isinstance(client_id, str) and not is_uuid(client_id):
        yield FieldFault("clientId", client_id, RULES["clientId"])
    if isinstance(day, str):
        faults: list[FieldFault] = []
        read = read_day("date", day, faults)
        yield from faults
        if read is not None and abs(read - today) > timedelta(days=MOST_DAYS_AWAY):
            yield FieldFault("date", day, f"at most {MOST_DAYS_AWAY} days from {today}")
