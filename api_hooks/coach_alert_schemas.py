"""Schemas of the answers about coach alerts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.coach_alerts import AlertSeverity, AlertStatus, AlertType


class CoachAlert(Shown):
    """What is noticed of an athlete, from when it begins until it is over."""

    id: UUID
    user_id: UUID = Field(description="the coach")
    client_id: UUID
    athlete_name: str
    type: AlertType
    condition_key: str = Field(description="athlete, type, and the local day on which it began")
    severity: AlertSeverity
    status: AlertStatus = Field(
        description="RESOLVED: it ended while it was active. DISMISSED and ACTIONED stay quiet until it ends"
    )
    context: dict[str, float] = Field(description="the numbers that it rests on")
    raised_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = Field(description="when its condition was over; null while it lasts")


class CoachAlerts(Shown):
    """The coach's alerts, active ones first."""

    success: Literal[True]
    alerts: list[CoachAlert]


class DealtWithAlert(Shown):
    """The alert as it is now."""

    success: Literal[True]
    alert: CoachAlert
