"""Schemas of the answers about race results."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.race_fitness import ResultConfidence
from domain.races import RaceDistance


class Runner(Shown):
    """Who has run."""

    name: str
    gender: str | None = Field(description="FEMALE or MALE; null if it is not known")
    birth_date: date | None


class PaceRange(Shown):
    """Seconds a kilometre; the same where it is one pace."""

    slowest: int
    fastest: int


class EqualTime(Shown):
    """A time over another distance that has the same VDOT."""

    minutes: float
    formatted: str


class RaceResult(Shown):
    """A race that was run, and what it says."""

    id: UUID
    client_id: UUID
    race_id: UUID | None = Field(description="the race in the calendar that it is the result of")
    race_date: date
    race_name: str | None
    distance: RaceDistance
    custom_distance_km: float | None
    distance_m: float = Field(description="metres")
    time_minutes: float
    time_formatted: str
    race_type: str | None
    terrain: str | None
    temperature: float | None
    humidity: float | None
    wind_speed: float | None
    elevation: float | None
    conditions: str | None
    goal_time: float | None
    goal_achieved: bool | None
    avg_heart_rate: float | None
    max_heart_rate: float | None
    avg_pace: float | None = Field(description="minutes a kilometre")
    splits: list[dict[str, Any]] | None
    athlete_notes: str | None
    coach_notes: str | None
    used_for_zones: bool
    vdot: float | None = Field(description="ml/kg/min; null below 1,500 m and above 50 km")
    training_paces: dict[str, PaceRange] | None = Field(
        description="easy, marathon, threshold, interval and repetition"
    )
    equivalent_times: dict[str, EqualTime] | None = Field(
        description="3K, 5K, 10K, 15K, HALF_MARATHON and MARATHON"
    )
    created_at: datetime
    updated_at: datetime
    confidence: ResultConfidence | None = Field(description="how far to trust all this; null without VDOT")
    age_in_days: int = Field(description="from the race to the athlete's today")
    client: Runner
