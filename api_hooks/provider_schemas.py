"""Schemas of what providers are answered."""

from typing import Literal

from pydantic import BaseModel, Field


class Received(BaseModel):
    """The events are stored."""

    received: Literal[True]


class Challenge(BaseModel):
    """What was to be repeated."""

    challenge: str = Field(alias="hub.challenge")
