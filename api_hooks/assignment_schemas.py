"""Schemas of the answers about assignments."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import LinkedReceipt, Shown
from domain.assignments import AssignmentKind, AssignmentStatus


class Assignment(Shown):
    """What an athlete was given to do."""

    id: UUID
    kind: AssignmentKind
    client_id: UUID
    team_id: UUID | None = Field(description="the team at the time")
    broadcast_id: UUID | None = Field(description="the broadcast that it came by")
    name: str
    assigned_date: date
    status: AssignmentStatus
    completed_at: datetime | None


class CompletedAssignment(Shown):
    """What became of it."""

    success: Literal[True]
    changed: bool = Field(description="false: it was completed before")
    assignment: Assignment
    receipt: LinkedReceipt | None = Field(description="of the team's summary; null where none is concerned")


class CompletedAssignments(Shown):
    """What became of them."""

    success: Literal[True]
    completed: int = Field(description="how many were not before")
    assignments: list[Assignment]
    receipts: list[LinkedReceipt] = Field(description="one for each team and day")


class Broadcast(Shown):
    """A session that was given to a team."""

    id: UUID
    team_id: UUID
    user_id: UUID = Field(description="who gave it")
    kind: AssignmentKind
    name: str
    assigned_date: date


class GivenBroadcast(Shown):
    """What became of a broadcast."""

    success: Literal[True]
    broadcast: Broadcast
    assigned: int = Field(description="how many athletes have it to do")
    receipt: LinkedReceipt | None = Field(description="of the team's summary; null if it was there already")


class WithdrawnBroadcast(Shown):
    """What was taken back."""

    success: Literal[True]
    broadcast: Broadcast
    withdrawn: int = Field(description="assignments that went with it")
    receipt: LinkedReceipt
