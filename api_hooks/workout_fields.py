"""The schemas of a planned workout's body, and of a change of one."""

from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api_hooks.days import DAY_RULE
from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType

#: Workouts that one request may plan.
MOST_WORKOUTS = 100

#: How far from today a plan may be, in days.
MOST_DAYS_AWAY = 731

_MOST_MINUTES = 1_440
_MOST_METRES = 500_000
_LAST_POSITION = 100
_LONGEST_NOTES = 2_000
_LONGEST_NAME = 100
_MOST_WEEKS = 520
_MOST_SEGMENTS = 100

_Type = Annotated[WorkoutType, Field(strict=False)]
_Status = Annotated[WorkoutStatus, Field(strict=False)]
_Hardness = Annotated[WorkoutIntensity | None, Field(strict=False, description="how hard it is meant to be")]

_Date = Annotated[str, Field(description="local day of the athlete, YYYY-MM-DD")]
_Position = Annotated[int, Field(ge=0, le=_LAST_POSITION, description="order within the day")]
_Minutes = Annotated[float | None, Field(ge=0, le=_MOST_MINUTES, description="how long it is to last")]
_Metres = Annotated[float | None, Field(ge=0, le=_MOST_METRES, description="distance")]
_Notes = Annotated[str | None, Field(max_length=_LONGEST_NOTES, description="what the coach wants to say")]
_Name = Annotated[str | None, Field(max_length=_LONGEST_NAME, description="what it is called")]
_Phase = Annotated[str | None, Field(max_length=_LONGEST_NAME, description="of the program")]
_Week = Annotated[int | None, Field(ge=1, le=_MOST_WEEKS, description="of the program")]
_DayOfWeek = Annotated[int | None, Field(ge=1, le=7, description="of that week")]
_Segments = Annotated[int | None, Field(ge=0, le=_MOST_SEGMENTS, description="parts that it is made of")]

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {
        "clientId": "a UUID",
        "date": DAY_RULE,
        "type": f"one of {', '.join(WorkoutType)}",
        "status": f"one of {', '.join(WorkoutStatus)}",
        "intensity": f"one of {', '.join(WorkoutIntensity)}",
        "durationMinutes": f"a number from 0 to {_MOST_MINUTES} min",
        "distanceM": f"a number from 0 to {_MOST_METRES} m",
        "position": f"a whole number from 0 to {_LAST_POSITION}",
        "coachNotes": f"text of at most {_LONGEST_NOTES} characters",
        "name": f"text of at most {_LONGEST_NAME} characters",
        "phase": f"text of at most {_LONGEST_NAME} characters",
        "weekNumber": f"a whole number from 1 to {_MOST_WEEKS}",
        "dayNumber": "a whole number from 1 to 7",
        "segmentCount": f"a whole number from 0 to {_MOST_SEGMENTS}",
    }
)


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class NewWorkout(_Body):
    """One workout that is to be planned."""

    client_id: Annotated[str, Field(description="the athlete's id", json_schema_extra={"format": "uuid"})]
    date: _Date
    type: _Type
    position: _Position = 0
    intensity: _Hardness = None
    duration_minutes: _Minutes = None
    distance_m: _Metres = None
    coach_notes: _Notes = None
    name: _Name = None
    phase: _Phase = None
    week_number: _Week = None
    day_number: _DayOfWeek = None
    segment_count: _Segments = None


class ChangedWorkout(_Body):
    """What is to change of a workout. What is absent stays as it is; null clears what may be empty."""

    date: _Date = ""
    position: _Position = 0
    type: _Type = WorkoutType.OTHER
    status: _Status = WorkoutStatus.PLANNED
    intensity: _Hardness = None
    duration_minutes: _Minutes = None
    distance_m: _Metres = None
    coach_notes: _Notes = None
    name: _Name = None
    phase: _Phase = None
    week_number: _Week = None
    day_number: _DayOfWeek = None
    segment_count: _Segments = None
