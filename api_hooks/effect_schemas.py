"""Schemas of the answers about effects."""

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.effects import Because


class Effect(Shown):
    """Something that a check-in has set in motion."""

    id: UUID
    key: str = Field(description="unique name: of all effects with this key one stands at most")
    lane: str = Field(description="the lane that made it")
    kind: str = Field(description="case, restriction, workout or notice; kinds of your own lanes too")
    what: str = Field(description="the effect in one line")
    date: dt.date = Field(description="local day of the check-in that called for it")
    revision: int = Field(description="revision of that check-in")
    subject: str | None = Field(description="id of what it changed")
    cause: dict[str, Any] = Field(description="why: rules, and the values that met them")
    before: dict[str, Any] | None = Field(description="what its subject was before; null for something new")
    after: dict[str, Any] = Field(description="what it made of its subject")
    made_at: dt.datetime
    withdrawn_at: dt.datetime | None = Field(description="null while it stands")
    withdrawn_because: Because | None
    left_as_is: bool = Field(
        description="when it was withdrawn a person had touched its subject, which was left as it is"
    )


class Effects(Shown):
    """An athlete's effects, newest first."""

    success: Literal[True]
    client_id: UUID
    effects: list[Effect]
