"""Assignments: what athletes are given to do, by a coach's broadcast to a team or on their own."""

from enum import StrEnum


class AssignmentKind(StrEnum):
    """What kind of session it is."""

    STRENGTH = "STRENGTH"
    CARDIO = "CARDIO"
    HYBRID = "HYBRID"
    AGILITY = "AGILITY"


class AssignmentStatus(StrEnum):
    """What became of it. Only COMPLETED counts as done."""

    PENDING = "PENDING"
    SCHEDULED = "SCHEDULED"
    COMPLETED = "COMPLETED"
    SKIPPED = "SKIPPED"
    MODIFIED = "MODIFIED"


def completion_rate(completed: int, assigned: int) -> int:
    """Whole percent, half a percent up; 0 where nothing was assigned."""
    return (200 * completed + assigned) // (2 * assigned) if assigned else 0
