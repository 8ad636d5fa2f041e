"""What an athlete sees of their streak today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.streak_wording import Motivation
from domain.streaks import MILESTONES, Streak

#: So close to the longest streak, or to a milestone, it is worth a word.
CLOSE_DAYS = 3


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day: whether there is a check-in, and whether it was filled in afterwards."""

    date: date
    checked_in: bool
    backfilled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakView:
    """A streak as of a day.

    Args:
        today: the athlete's local day.
        going: the streak that ends today or yesterday, if there is one.
        best: the longest that was counted so far.
    """

    today: date
    going: Streak | None
    best: Streak | None

    @property
    def current(self) -> int:
        """Its length; today may be missing until the day is over."""
        return self.going.length if self.going else 0

    @property
    def record(self) -> Streak | None:
        """The longest streak, the one that goes on included."""
        if self.going and (self.best is None or self.going.length > self.best.length):
            return self.going
        return self.best

    @property
    def record_days(self) -> int:
        """Its length."""
        return self.record.length if self.record else 0

    @property
    def is_new_record(self) -> bool:
        """Whether the streak that goes on is longer than any other was."""
        return bool(self.going and self.record and self.going.start == self.record.start)

    @property
    def next_milestone(self) -> int | None:
        """The next one on the way; None after the last."""
        return next((days for days in MILESTONES if days > self.current), None)

    @property
    def motivation(self) -> Motivation:
        """What there is to say."""
        if not self.current:
            return Motivation.KEEP_GOING
        if self.current >= self.record_days:
            return Motivation.AT_RECORD
        if self.record_days - self.current <= CLOSE_DAYS:
            return Motivation.APPROACHING_RECORD
        if self.next_milestone is not None and self.next_milestone - self.current <= CLOSE_DAYS:
            return Motivation.NEW_MILESTONE
        return Motivation.KEEP_GOING


def shown_days(today: date, backfilled: Mapping[date, bool], count: int) -> list[ShownDay]:
    """The last days up to today, the oldest first.

    Args:
        today: the last one.
        backfilled: days with a check-in, and whether each was filled in afterwards.
        count: how many.
    """
    days = [today - timedelta(days=number) for number in reversed(range(count))]
    return [ShownDay(day, day in backfilled, backfilled.get(day, False)) for day in days]
