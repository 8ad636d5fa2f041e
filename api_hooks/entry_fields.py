"""Schemas of what is entered into a calendar, and of changes of it: of a change, what is absent stays."""

from typing import Annotated, Any

from pydantic import Field

from api_hooks.given_fields import Body, Clock, Day, Identifier, Label, Note, Word
from domain.calendar import (
    AdaptationPhase,
    AdHocInput,
    AdHocStatus,
    EventStatus,
    EventType,
    Feeling,
    FieldTestConfidence,
    FieldTestType,
    TrainingImpact,
)
from domain.check_in import IllnessType
from domain.races import LONGEST_KM, SHORTEST_KM, RaceClass, RaceDistance, RaceStatus
from domain.workouts import WorkoutIntensity, WorkoutType

_Athlete = Annotated[Identifier, Field(description="the athlete's id")]
_OwnId = Annotated[
    Identifier | None, Field(description="made up by the caller: sent again, it is entered once")
]
_LocalDay = Annotated[Day, Field(description="local day of the athlete, YYYY-MM-DD")]
_Lenient = Field(strict=False)


def _number(low: float, high: float, unit: str, meaning: str) -> Any:
    return Field(ge=low, le=high, description=meaning, json_schema_extra={"unit": unit})


_Pace = Annotated[float | None, _number(1, 60, "min/km", "at this threshold")]
_Pulse = Annotated[float | None, _number(30, 250, "bpm", "at this threshold")]


class _Event(Body):
    description: Note | None = None
    status: Annotated[EventStatus, _Lenient, Field(description="CANCELLED: is not shown any more")] = (
        EventStatus.SCHEDULED
    )
    all_day: bool = True
    start_time: Annotated[Clock | None, Field(description="on the athlete's own clock")] = None
    end_time: Annotated[Clock | None, Field(description="on the athlete's own clock")] = None
    training_impact: Annotated[TrainingImpact, _Lenient] = TrainingImpact.NORMAL
    impact_notes: Note | None = None
    color: Annotated[Word | None, Field(description="as the app wants it")] = None
    altitude: Annotated[float | None, _number(-500, 9_000, "m", "above the sea")] = None
    adaptation_phase: Annotated[AdaptationPhase | None, _Lenient] = None
    illness_type: Annotated[IllnessType | None, _Lenient] = None
    return_to_training_date: Annotated[Day | None, Field(description="as it is expected")] = None
    medical_clearance: bool | None = None


class NewEvent(_Event):
    """An event of one day or of several. Without `endDate` it is of one."""

    id: _OwnId = None
    client_id: _Athlete
    title: Label
    event_type: Annotated[EventType, _Lenient]
    start_date: _LocalDay
    end_date: Annotated[Day | None, Field(description="its last day; `startDate` if not given")] = None


class ChangedEvent(_Event):
    """What is to change of an event."""

    title: Label = ""
    event_type: Annotated[EventType, _Lenient] = EventType.OTHER
    start_date: _LocalDay = ""
    end_date: _LocalDay = ""


class _Race(Body):
    description: Note | None = None
    custom_distance_km: Annotated[
        float | None, _number(SHORTEST_KM, LONGEST_KM, "km", "length of a CUSTOM distance, and of no other")
    ] = None
    classification: Annotated[RaceClass | None, _Lenient, Field(description="how much it matters")] = None
    status: Annotated[RaceStatus, _Lenient, Field(description="CANCELLED: is not shown any more")] = (
        RaceStatus.PLANNED
    )
    target_time: Annotated[float | None, _number(0.1, 10_000, "min", "what is aimed for")] = None
    assessment: Note | None = None
    taper_weeks: Annotated[int | None, _number(0, 12, "weeks", "of less training before it")] = None
    calendar_id: Annotated[Identifier | None, Field(description="the season's calendar")] = None
    season_name: Word | None = None


class NewRace(_Race):
    """A race that is planned."""

    id: _OwnId = None
    client_id: _Athlete
    name: Label
    date: _LocalDay
    distance: Annotated[RaceDistance, _Lenient]


class ChangedRace(_Race):
    """What is to change of a race."""

    name: Label = ""
    date: _LocalDay = ""
    distance: Annotated[RaceDistance, _Lenient] = RaceDistance.CUSTOM


class _FieldTest(Body):
    valid: Annotated[bool, Field(description="false: is shown as INVALID")] = True
    lt1_pace: _Pace = None
    lt1_hr: Annotated[_Pulse, Field(alias="lt1HR")] = None
    lt2_pace: _Pace = None
    lt2_hr: Annotated[_Pulse, Field(alias="lt2HR")] = None
    confidence: Annotated[FieldTestConfidence | None, _Lenient] = None
    results: Annotated[dict[str, Any] | None, Field(description="whatever else was measured")] = None
    notes: Note | None = None


class NewFieldTest(_FieldTest):
    """A field test that was done."""

    id: _OwnId = None
    client_id: _Athlete
    date: _LocalDay
    test_type: Annotated[FieldTestType, _Lenient]


class ChangedFieldTest(_FieldTest):
    """What is to change of a field test."""

    date: _LocalDay = ""
    test_type: Annotated[FieldTestType, _Lenient] = FieldTestType.OTHER


class _AdHocWorkout(Body):
    title: Word | None = None
    description: Note | None = None
    status: Annotated[AdHocStatus, _Lenient, Field(description="only CONFIRMED ones are shown")] = (
        AdHocStatus.CONFIRMED
    )
    input_type: Annotated[AdHocInput, _Lenient, Field(description="how it was told")] = AdHocInput.MANUAL
    duration: Annotated[float | None, _number(0, 1_440, "min", "how long it lasted")] = None
    distance: Annotated[float | None, _number(0, 500, "km", "how far it went")] = None
    perceived_effort: Annotated[int | None, Field(ge=0, le=10, description="10 is the most")] = None
    intensity: Annotated[WorkoutIntensity | None, _Lenient] = None
    feeling: Annotated[Feeling | None, _Lenient] = None
    confidence: Annotated[float | None, Field(ge=0, le=1, description="that it was understood")] = None


class NewAdHocWorkout(_AdHocWorkout):
    """Training that nobody had planned."""

    id: _OwnId = None
    client_id: _Athlete
    date: _LocalDay
    workout_type: Annotated[WorkoutType, _Lenient]


class ChangedAdHocWorkout(_AdHocWorkout):
    """What is to change of it."""

    date: _LocalDay = ""
    workout_type: Annotated[WorkoutType, _Lenient] = WorkoutType.OTHER
