"""Schemas of the answers about what was entered into a calendar."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api_hooks.entry_fields import NewAdHocWorkout, NewEvent, NewFieldTest, NewRace
from api_hooks.given_fields import Identifier
from api_hooks.schemas import Shown


class Event(NewEvent):
    """An event as it is now. One that is read only comes from another calendar."""

    id: Identifier
    created_by: UUID | None
    is_read_only: bool
    external_calendar_type: str | None
    external_calendar_name: str | None
    created_at: datetime
    updated_at: datetime


class Race(NewRace):
    """A race as it is now."""

    id: Identifier
    created_at: datetime
    updated_at: datetime


class FieldTest(NewFieldTest):
    """A field test as it is now."""

    id: Identifier
    created_at: datetime
    updated_at: datetime


class AdHocWorkout(NewAdHocWorkout):
    """Unplanned training as it is now."""

    id: Identifier
    created_at: datetime
    updated_at: datetime


class WrittenEvent(Shown):
    """The event is entered or changed."""

    success: Literal[True]
    entry: Event


class WrittenRace(Shown):
    """The race is entered or changed."""

    success: Literal[True]
    entry: Race


class WrittenFieldTest(Shown):
    """The field test is entered or changed."""

    success: Literal[True]
    entry: FieldTest


class WrittenAdHocWorkout(Shown):
    """The unplanned training is entered or changed."""

    success: Literal[True]
    entry: AdHocWorkout
