"""What can be wrong with what a provider sends."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class EventFault(NamedTuple):
    """One field of an event that is not right: its name, what was given, and what would be right."""

    field: str
    value: Any
    rule: str


class InvalidEventError(Exception):
    """Raised when what came in is not what the provider sends."""

    def __init__(self, faults: Sequence[EventFault]) -> None:
        super().__init__("; ".join(f"{fault.field} must be {fault.rule}" for fault in faults))
        self.faults = tuple(faults)


class ForeignEventError(Exception):
    """Raised when an event is of a subscription that is not ours, or nobody knows what we have agreed on."""
