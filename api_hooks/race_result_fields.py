"""The schema of a race result's body, and what must be true of its fields together."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.given_fields import Body, Identifier, Note, Word, read_fields
from domain.calendar import FIRST_DAY
from domain.check_in_date import FORM_RULE, CheckInDate, read_date
from domain.race_clock import minutes_of
from domain.race_fitness import is_possible
from domain.races import LONGEST_KM, SHORTEST_KM, RaceDistance, metres_of

#: Minutes between the two ways to tell a time: one may be rounded.
_CLOCK_TOLERANCE = 0.5

_LONGEST_MINUTES = 10_000


def _date(text: str) -> str:
    if read_date(text) is None:
        raise ValueError(text)
    return text


def _time(text: str) -> str:
    if minutes_of(text) is None:
        raise ValueError(text)
    return text


def _number(low: float, high: float, unit: str, meaning: str) -> Any:
    return Field(ge=low, le=high, description=meaning, json_schema_extra={"unit": unit})


_Pulse = Annotated[float | None, _number(30, 250, "bpm", "heart rate")]
_Minutes = _number(0.1, _LONGEST_MINUTES, "min", "the time it took")


class NewRaceResult(Body):
    """A race that was run."""

    client_id: Annotated[Identifier, Field(description="the athlete's id")]
    race_date: Annotated[
        str,
        AfterValidator(_date),
        Field(
            description="the athlete's local day, YYYY-MM-DD; or a timestamp, which is converted to that day",
            json_schema_extra={"format": "day"},
        ),
    ]
    distance: Annotated[RaceDistance, Field(strict=False, description="CUSTOM: with customDistanceKm")]
    time_minutes: Annotated[float, _Minutes]
    custom_distance_km: Annotated[
        float | None, _number(SHORTEST_KM, LONGEST_KM, "km", "length of a CUSTOM distance, and of no other")
    ] = None
    race_name: Annotated[Word | None, Field(description="tells two races of one day apart")] = None
    time_formatted: Annotated[
        str | None,
        AfterValidator(lambda text: text if text is None else _time(text)),
        Field(description="the same time as people write it", json_schema_extra={"format": "time"}),
    ] = None
    race_type: Annotated[Word | None, Field(description="road, track, and so on")] = None
    terrain: Annotated[Word | None, Field(description="TRAIL lowers the confidence")] = None
    temperature: Annotated[float | None, _number(-50, 60, "°C", "of the air")] = None
    humidity: Annotated[float | None, _number(0, 100, "%", "of the air")] = None
    wind_speed: Annotated[float | None, _number(0, 60, "m/s", "of the wind")] = None
    elevation: Annotated[float | None, _number(0, 20_000, "m", "climbed in all")] = None
    conditions: Annotated[Note | None, Field(description="what it was like otherwise")] = None
    goal_time: Annotated[float | None, _number(0.1, _LONGEST_MINUTES, "min", "what was aimed for")] = None
    goal_achieved: Annotated[bool | None, Field(description="if not given, told by the times")] = None
    avg_heart_rate: _Pulse = None
    max_heart_rate: _Pulse = None
    avg_pace: Annotated[
        float | None, _number(0.1, 100, "min/km", "is checked, and made from distance and time")
    ] = None
    splits: Annotated[
        list[dict[str, Any]] | None, Field(max_length=500, description="times on the way, as objects")
    ] = None
    athlete_notes: Annotated[Note | None, Field(description="what the athlete wants to say")] = None
    coach_notes: Annotated[Note | None, Field(description="what the coach wants to say; for coaches")] = None
    used_for_zones: Annotated[bool, Field(description="whether training zones are made from it")] = False

    @property
    def metres(self) -> float:
        """How long the race was."""
        return round(metres_of(self.distance, self.custom_distance_km), 1)

    @property
    def day(self) -> CheckInDate:
        """The day, or the instant, of the race."""
        read = read_date(self.race_date)
        assert read is not None  # noqa: S101  the field accepts no other
        return read


def read_race_result(body: bytes, *, now: datetime) -> NewRaceResult:
    """The race result in a request's body.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right, or does not go together with another.
    """
    given = read_fields(NewRaceResult, body)
    if faults := list(_contradictions(given, now)):
        raise InvalidFieldsError(faults)
    return given


def _contradictions(given: NewRaceResult, now: datetime) -> Iterator[FieldFault]:
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    if not FIRST_DAY <= given.day.approximate_day <= tomorrow:
        rule = f"{FORM_RULE}, from {FIRST_DAY} to tomorrow, {tomorrow}"
        yield FieldFault("raceDate", given.race_date, rule)
    if (given.distance is RaceDistance.CUSTOM) != (given.custom_distance_km is not None):
        yield FieldFault(
            "customDistanceKm", given.custom_distance_km, "given where distance is CUSTOM, and only there"
        )
    elif not is_possible(given.metres, given.time_minutes):
        rule = f"minutes in which somebody runs {given.metres:g} m"
        yield FieldFault("timeMinutes", given.time_minutes, rule)
    written = given.time_formatted and minutes_of(given.time_formatted)
    if written and abs(written - given.time_minutes) > _CLOCK_TOLERANCE:
        yield FieldFault(
            "timeFormatted", given.time_formatted, f"the same time as timeMinutes, {given.time_minutes:g}"
        )
    average, highest = given.avg_heart_rate, given.max_heart_rate
    if average is not None and highest is not None and average > highest:
        yield FieldFault("avgHeartRate", average, f"no higher than maxHeartRate, {highest:g}")
