"""What can be wrong with what a provider sends."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from providers.events import GivenEvent


class EventFault(NamedTuple):
    """One field of an event that is not right: its name, what was given, and what would be right."""

    field: str
    value: Any
    rule: str


class InvalidEventError(Exception):
    """Raised when what came in is not what the provider sends.

    Args:
        faults: what is wrong.
        others: events of the same body with which nothing is wrong: they may be of other athletes.
    """

    def __init__(self, faults: Sequence[EventFault], others: Sequence[GivenEvent] = ()) -> None:
        super().__init__("; ".join(f"{fault.field} must be {fault.rule}" for fault in faults))
        self.faults = tuple(faults)
        self.others = tuple(others)


class ForeignEventError(Exception):
    """Raised when an event is of a subscription that is not ours, or nobody knows what we have agreed on."""
