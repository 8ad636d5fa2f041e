"""Schemas of the answers about injury cases."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import LinkedReceipt, Shown
from domain.injuries.cases import (
    CaseKind,
    CaseSource,
    CaseStatus,
    RestrictionSeverity,
    RestrictionSource,
    RestrictionType,
)


class Restriction(Shown):
    """What the athlete is to leave out, both days included."""

    id: UUID
    type: RestrictionType
    severity: RestrictionSeverity
    source: RestrictionSource
    body_parts: list[str] = Field(description="none where it is about the whole body")
    affected_workout_types: list[str]
    start_date: date
    end_date: date
    volume_reduction_percent: int | None
    max_intensity_zone: int | None
    is_active: bool
    cleared_at: datetime | None
    cleared_by: UUID | None
    created_at: datetime
    updated_at: datetime


class InjuryCase(Shown):
    """A case that is followed up. It is a summary of what was reported, and no diagnosis."""

    id: UUID
    client_id: UUID
    kind: CaseKind
    body_part: str = Field(description="UNKNOWN where none was named; NONE of an illness")
    side: str | None
    type: str | None = Field(description="id in the catalogue, where one was named")
    status: CaseStatus
    source: CaseSource = Field(description="MANUAL: a person keeps it, and software leaves it alone")
    opened_on: date
    last_reported_on: date
    worst_pain: int | None
    severity: str
    decision: str
    minimum_days: int = Field(description="when it may be over at the earliest, by the catalogue")
    return_phase: int | None
    proposal: dict[str, Any] | None = Field(description="what a coach may want to consider; nothing is done")
    resolved_on: date | None
    assessed_by: UUID | None
    assessed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    restrictions: list[Restriction]


class InjuryCases(Shown):
    """An athlete's cases, open ones first."""

    success: Literal[True]
    client_id: UUID
    cases: list[InjuryCase]
    note: str


class AssessedInjuryCase(Shown):
    """The case is a person's now, and the athlete's cascade is owed."""

    success: Literal[True]
    case: InjuryCase
    receipt: LinkedReceipt
