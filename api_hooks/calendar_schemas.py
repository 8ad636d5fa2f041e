"""Schemas of the answer about a calendar. What an item says beside its metadata is the same for all."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.calendar import MOST_ITEMS

_PACE = "minutes a kilometre, as M:SS"


class _Item(Shown):
    id: UUID
    title: str
    description: str | None
    date: dt.date = Field(description="the athlete's local day; of an event its first one")
    status: str | None


class WorkoutMetadata(Shown):
    """What is told of a planned workout; light: the first three."""

    workout_type: str
    day_number: int | None = Field(description="in its week")
    order: int = Field(description="within the day")
    intensity: str | None = None
    duration: float | None = Field(None, description="minutes")
    distance: float | None = Field(None, description="km")
    program_id: UUID | None = None
    program_name: str | None = None
    phase: str | None = None
    week_number: int | None = None
    segment_count: int | None = Field(None, description="at most 3")
    is_completed: bool | None = None


class RaceMetadata(Shown):
    """What is told of a race; light: the first three."""

    distance: str
    classification: str | None
    is_completed: bool
    target_time: str | None = Field(None, description="H:MM:SS, or M:SS below an hour")
    target_pace: str | None = Field(None, description=_PACE)
    actual_time: str | None = Field(None, description="of the result that is linked to the race")
    actual_pace: str | None = Field(None, description=_PACE)
    vdot: float | None = Field(None, description="of that result, ml/kg/min")
    assessment: str | None = None
    taper_weeks: int | None = None
    calendar_id: UUID | None = None
    season_name: str | None = None


class FieldTestMetadata(Shown):
    """What is told of a field test; light: the first two."""

    test_type: str
    valid: bool
    lt1_pace: float | None = Field(None, description="minutes a kilometre at the first threshold")
    lt1_hr: float | None = Field(None, alias="lt1HR", description="bpm")
    lt2_pace: float | None = None
    lt2_hr: float | None = Field(None, alias="lt2HR", description="bpm")
    confidence: str | None = None
    results: dict[str, Any] | None = None


class Author(Shown):
    """Who entered an event."""

    id: UUID
    name: str


class EventMetadata(Shown):
    """What is told of an event; light: the first four."""

    event_type: str
    training_impact: str
    all_day: bool
    color: str | None
    impact_notes: str | None = None
    start_time: str | None = Field(None, description="HH:MM, the athlete's own clock")
    end_time: str | None = None
    altitude: float | None = Field(None, description="metres")
    adaptation_phase: str | None = None
    illness_type: str | None = None
    return_to_training_date: dt.date | None = None
    medical_clearance: bool | None = None
    is_read_only: bool | None = None
    external_calendar_type: str | None = None
    external_calendar_name: str | None = None
    created_by: Author | None = None


class CheckInMetadata(Shown):
    """What is told of a check-in; light: the first two."""

    readiness_score: float | None = Field(description="0..10; null until it is assessed")
    readiness_decision: str | None = Field(description="the recommended action; null until it is assessed")
    sleep_quality: int | None = None
    sleep_hours: float | None = None
    soreness: int | None = Field(None, description="1 is none, 10 is severe")
    fatigue: int | None = Field(None, description="1 is fresh, 10 is exhausted: 11 less the energy")
    stress: int | None = None
    mood: int | None = None
    resting_hr: float | None = Field(None, alias="restingHR", description="bpm")
    hrv: float | None = Field(None, description="RMSSD, ms")


class WodMetadata(Shown):
    """What is told of a workout that was generated for a day; light: the first three."""

    requested_duration: float | None = Field(description="minutes")
    primary_sport: str | None
    is_completed: bool
    mode: str | None = None
    actual_duration: float | None = Field(None, description="minutes")
    intensity_adjusted: bool | None = None
    session_rpe: float | None = Field(None, alias="sessionRPE")


class AdHocMetadata(Shown):
    """What is told of unplanned training; light: the first three."""

    input_type: str
    workout_type: str
    is_completed: Literal[True]
    duration: float | None = Field(None, description="minutes")
    distance: float | None = Field(None, description="km")
    perceived_effort: int | None = None
    intensity: str | None = None
    feeling: str | None = None
    confidence: float | None = Field(None, description="0..1: how sure it is that it was understood")


class WorkoutItem(_Item):
    """A planned workout."""

    type: Literal["WORKOUT"]
    metadata: WorkoutMetadata


class RaceItem(_Item):
    """A race."""

    type: Literal["RACE"]
    metadata: RaceMetadata


class FieldTestItem(_Item):
    """A field test; `status` is VALID or INVALID."""

    type: Literal["FIELD_TEST"]
    metadata: FieldTestMetadata


class EventItem(_Item):
    """An event, on all of its days."""

    type: Literal["CALENDAR_EVENT"]
    end_date: dt.date = Field(description="its last day")
    metadata: EventMetadata


class CheckInItem(_Item):
    """A check-in; `status` is the level of readiness, or PENDING until it is assessed."""

    type: Literal["CHECK_IN"]
    metadata: CheckInMetadata


class WodItem(_Item):
    """A workout that was generated for a day."""

    type: Literal["WOD"]
    metadata: WodMetadata


class AdHocItem(_Item):
    """Training that nobody had planned."""

    type: Literal["AD_HOC"]
    metadata: AdHocMetadata


Item = Annotated[
    WorkoutItem | RaceItem | FieldTestItem | EventItem | CheckInItem | WodItem | AdHocItem,
    Field(discriminator="type"),
]


class DateRange(Shown):
    """The days that are shown, both included."""

    start_date: dt.date
    end_date: dt.date


class Counts(Shown):
    """All there are of those days, whatever is listed; 0 of what was not asked for."""

    total: int
    workouts: int
    races: int
    field_tests: int
    calendar_events: int
    check_ins: int
    wods: int
    ad_hoc: int


class Calendar(Shown):
    """An athlete's calendar. What is not asked for is absent."""

    items: list[Item] | None = Field(None, description="by day, then by type")
    grouped_by_date: dict[str, list[Item]] | None = Field(
        None,
        description="the same items under YYYY-MM-DD, on each day that they are on; days without any are"
        " absent",
    )
    items_mode: Literal["full", "light"] | None = None
    date_range: DateRange
    range_clamped: bool = Field(description="whether `endDate` was cut")
    max_range_days: int
    max_items_per_source: int = Field(ge=1, le=MOST_ITEMS)
    counts: Counts
    truncated: dict[str, Literal[True]] = Field(
        description="the sources, as they are named in `counts`, that have more behind this answer"
    )
    next_cursor: str | None = Field(description="where they go on; null if nothing was left out")
