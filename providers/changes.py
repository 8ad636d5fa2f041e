"""What an adapter makes of events: the change that they come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An activity is as follows."""

    #: Its name at the provider.
    external_id: str
    #: As of when: what is known of a later time stays.
    event_at: datetime
    started_at: datetime
    #: What the provider calls it.
    source_type: str
    duration_seconds: float
    #: Columns of what was measured (`domain.activity`); an absent one keeps what is stored.
    measured: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removed:
    """An activity is gone, as of that time."""

    external_id: str
    event_at: datetime
    #: For people, where the event itself has not said it.
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Revoked:
    """The athlete has taken the authorisation back, at that time."""

    event_at: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do, and why."""

    reason: str


Change: TypeAlias = Recorded | Removed | Revoked | Nothing
