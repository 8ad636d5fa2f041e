"""Schemas of the answers about streaks."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api_hooks.schemas import Shown
from domain.streak_wording import Motivation
from domain.streaks import MilestoneLevel


class HistoryDay(Shown):
    """One local day of the athlete."""

    date: date
    checked_in: bool
    backfilled: bool = Field(description="filled in on a later day, or imported: it counts all the same")


class NextMilestone(Shown):
    """The next length that is told about."""

    days: int
    label: str = Field(description="in the caller's language")
    celebration_level: MilestoneLevel


class MotivationShown(Shown):
    """A sentence about the streak. It presses nobody."""

    type: Annotated[str, Field(description=f"one of {', '.join(Motivation)}")]
    message: str = Field(description="in the caller's language: English or Swedish")


class StreakData(Shown):
    """A streak as of the athlete's today."""

    current_streak: int = Field(description="days in a row up to today, or to yesterday while today is open")
    personal_best: int = Field(description="the longest ever; it never goes down")
    personal_best_date: date | None = Field(description="the day on which it was reached")
    has_checked_in_today: bool
    is_new_record: bool = Field(description="whether the streak that goes on is longer than any before it")
    check_in_history: list[HistoryDay] = Field(description="28 days up to today, the oldest first")
    next_milestone: NextMilestone | None
    days_until_milestone: int | None
    motivation: MotivationShown


class Streaks(Shown):
    """An athlete's streak of check-ins."""

    success: Literal[True]
    data: StreakData
