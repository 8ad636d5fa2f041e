"""Schemas of the answers about activities and training load."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import LinkedReceipt, Shown
from domain.activity_types import ActivitySource, ActivityType
from domain.load_day import Withheld
from domain.session_load import LoadUnit
from domain.training_load import LoadZone, Spike
from domain.training_stress import Intensity


class Activity(Shown):
    """A recording of a session, as it is stored."""

    id: UUID
    client_id: UUID
    source: ActivitySource
    external_id: str = Field(description="its name at the source; when it began, if it was given none")
    type: ActivityType = Field(description="what it is to us")
    source_type: str = Field(description="what it was called")
    started_at: datetime
    day: date = Field(description="the athlete's local day on which it began")
    duration_seconds: float
    rpe: float | None = Field(description="perceived exertion, 0..10")
    average_hr: float | None = Field(alias="averageHR", description="bpm")
    max_hr: float | None = Field(alias="maxHR", description="bpm")
    distance_m: float | None = Field(alias="distanceM", description="m")
    average_watts: float | None = Field(description="mean power, in W")
    elevation_gain_m: float | None = Field(alias="elevationGainM", description="m")
    created_at: datetime
    updated_at: datetime


class SessionLoad(Shown):
    """What one session weighs, by each measure that there is; null is unknown. Never compare them."""

    rpe: float | None = Field(description="rating x minutes")
    trimp: float | None = Field(
        description="by heart rate; the athlete's own resting and highest one, and sex"
    )
    stress: float | None = Field(description="training stress score, by the athlete's own highest heart rate")


class ListedActivity(Activity):
    """A recording, and what it weighs."""

    intensity: Intensity = Field(description="what its kind is usually like")
    load: SessionLoad


class Activities(Shown):
    """An athlete's recordings, newest first; copies of the same session from several sources included."""

    success: Literal[True]
    client_id: UUID
    from_: date = Field(alias="from", description="first day asked for")
    to: date = Field(description="last day asked for")
    activities: list[ListedActivity]


class AcceptedActivity(Shown):
    """The activity is stored, or removed, and the athlete's loads are owed."""

    success: Literal[True]
    activity: Activity
    receipt: LinkedReceipt


class StrengthWork(Shown):
    """Strength work of one day."""

    seconds: float
    sources: dict[str, int] = Field(description="sessions by the source that recorded them")


class DailyLoad(Shown):
    """One day. Loads are in `unit`; null is unknown."""

    date: date
    unit: LoadUnit = Field(description="RPE: rating x minutes; TRIMP: by heart rate. Never compare the two")
    daily_load: float | None = Field(description="sum of the sessions of known load; 0 on a day of rest")
    sessions: int = Field(description="each counted once, whoever recorded it")
    unknown_sessions: int = Field(description="those among them of unknown load, which is not zero")
    duplicates: int = Field(description="recordings that are copies of a counted session")
    acute: float | None = Field(description="average over 7 days, exponentially weighted: the numerator")
    chronic: float | None = Field(description="the same over 28 days: the denominator")
    acwr: Annotated[float | None, Field(ge=0)] = Field(
        description="acute by chronic; null until it means something"
    )
    zone: LoadZone | None = Field(description="where the ratio lies; null where there is none")
    withheld: Withheld | None = Field(description="why there is no ratio")
    reading: str | None = Field(description="zone or reason in words; nothing is decided on it")
    monotony: float | None = Field(description="mean by standard deviation of seven days")
    strain: float | None = Field(description="their sum x monotony")
    largest_session: float | None
    spike_ratio: float | None = Field(description="largest session by the largest of the 30 days before")
    spike: Spike | None
    strength: StrengthWork | None = Field(description="the day's strength work; null without any")
    computed_at: datetime


class TrainingLoads(Shown):
    """An athlete's training load by day, newest first."""

    success: Literal[True]
    client_id: UUID
    from_: date = Field(alias="from", description="first day asked for")
    to: date = Field(description="last day asked for")
    pending: bool = Field(description="whether activities have changed since these days were computed")
    minimum_history_days: int = Field(description="days from the first known load on before there is a ratio")
    days: list[DailyLoad]
    note: str
