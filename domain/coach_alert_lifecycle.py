"""From a condition that begins to one that is over: what becomes of alerts, as a pure function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.coach_alerts import AlertSeverity, AlertStatus, AlertType, CalledFor
from domain.notices import Priority

#: How urgently a coach is told.
PRIORITIES: Mapping[AlertSeverity, Priority] = {
    AlertSeverity.LOW: Priority.LOW,
    AlertSeverity.MEDIUM: Priority.NORMAL,
    AlertSeverity.HIGH: Priority.HIGH,
    AlertSeverity.CRITICAL: Priority.URGENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """An alert whose condition was not over when it was looked at last."""

    id: UUID
    client_id: UUID
    #: The coach who is told.
    coach: UUID
    type: AlertType
    condition_key: str
    severity: AlertSeverity
    status: AlertStatus
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done for one athlete."""

    #: Conditions that have begun.
    begun: list[CalledFor] = field(default_factory=list)
    #: Alerts that last, and are not what they were.
    moved: list[tuple[Lasting, CalledFor]] = field(default_factory=list)
    #: Alerts whose condition is over.
    over: list[Lasting] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.begun or self.moved or self.over)


def changes(lasting: Iterable[Lasting], called_for: Mapping[AlertType, CalledFor], coach: UUID) -> Changes:
    """Hold what holds today against the alerts that last, of one athlete of this coach.

    An alert that was dismissed lasts like any other until its condition is over, so that nothing is raised in
    its place.
    """
    left = dict(called_for)
    found = Changes()
    for alert in lasting:
        now = left.pop(alert.type, None)
        if now is None:
            found.over.append(alert)
        elif (now.severity, dict(now.context), coach) != (alert.severity, dict(alert.context), alert.coach):
            found.moved.append((alert, now))
    found.begun.extend(left.values())
    return found


def condition_key(client: UUID, kind: AlertType, day: date) -> str:
    """The name of a condition that began on that day."""
    return f"alert:{client}:{kind.value}:{day}"


def is_more_urgent(priority: Priority, told: str) -> bool:
    """Whether there is more to tell than what was told."""
    order = [each.value for each in Priority]
    return told not in order or order.index(priority.value) > order.index(told)
