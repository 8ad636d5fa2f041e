"""Streaks of check-ins, and the milestones on their way: pure functions of the days and of when they came in.

A check-in counts, whatever it says: so do days of rest, of illness and of pain. A day that was filled in
afterwards counts for the length of a streak, and earns nothing by itself. Nothing here depends on the day on
which it is asked, nor on the order in which anything was processed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

_DAY = timedelta(days=1)


class MilestoneLevel(StrEnum):
    """How long a streak is, in four words."""

    BRONZE = "BRONZE"
    SILVER = "SILVER"
    GOLD = "GOLD"
    PLATINUM = "PLATINUM"


#: Lengths that are told about, the shortest first. This is the only list of them.
MILESTONES: Mapping[int, MilestoneLevel] = MappingProxyType(
    {
        7: MilestoneLevel.BRONZE,
        14: MilestoneLevel.BRONZE,
        21: MilestoneLevel.SILVER,
        30: MilestoneLevel.SILVER,
        60: MilestoneLevel.GOLD,
        90: MilestoneLevel.GOLD,
        180: MilestoneLevel.PLATINUM,
        365: MilestoneLevel.PLATINUM,
    }
)


@dataclass(frozen=True, slots=True)
class CheckInDay:
    """One day that has a check-in. They come in the order in which they came in."""

    day: date
    #: The athlete's local day on which it came in.
    came_in_on: date
    revision: int = 1
    #: It came with an import.
    is_imported: bool = False

    @property
    def is_of_the_day(self) -> bool:
        """Whether it was made on its day (or ahead of it), by the athlete: such days earn milestones."""
        return self.came_in_on <= self.day and not self.is_imported


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row, the first and the last included."""

    start: date
    last: date
    #: The largest of `MILESTONES` that has been passed within it; 0 for none.
    passed: int = 0

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Milestone:
    """A length that was reached by a check-in of its day."""

    days: int
    #: First day of the streak, as it was then.
    start: date
    #: The check-in that reached it.
    day: date
    revision: int
    #: Length of the longest streak before this one; None if it was the first.
    previous_best: int | None

    @property
    def level(self) -> MilestoneLevel:
        """Its level."""
        return MILESTONES[self.days]


@dataclass(frozen=True, slots=True)
class Told:
    """What some days come to."""

    #: Oldest first.
    streaks: list[Streak]
    #: In the order in which they were reached.
    milestones: list[Milestone]


def reached(length: int) -> int:
    """The largest milestone of a streak of that length; 0 for none."""
    return max((days for days in MILESTONES if days <= length), default=0)


def tell(days: Iterable[CheckInDay]) -> Told:
    """Follow the check-ins as they came in.

    Each of `is_of_the_day` fires all milestones that the streak which ends with it has reached, and that were
    not passed within that streak yet: so one that was jumped over by days filled in later is not lost. What
    imported days have reached is passed without a word.

    Args:
        days: of one athlete, each day once, in the order in which they came in.
    """
    streaks = _Streaks()
    milestones: list[Milestone] = []
    for day in days:
        streak = streaks.add(day.day)
        if day.is_imported:
            streaks.passed(streak, reached(streak.length))
        elif day.is_of_the_day:
            length = (day.day - streak.start).days + 1
            milestones += _fired(day, streak, length, streaks)
            streaks.passed(streak, reached(length))
    return Told(sorted(streaks, key=lambda streak: streak.start), milestones)


def longest(streaks: Iterable[Streak]) -> Streak | None:
    """The longest, and of several the first; None if there are none."""
    return min(streaks, key=lambda streak: (-streak.length, streak.start), default=None)


def _fired(day: CheckInDay, streak: Streak, length: int, streaks: Iterable[Streak]) -> Iterator[Milestone]:
    due = [days for days in MILESTONES if streak.passed < days <= length]
    if due:
        previous = max((other.length for other in streaks if other.last < streak.start), default=None)
        for days in due:
            yield Milestone(days, streak.start, day.day, day.revision, previous)


class _Streaks:
    """Streaks that grow and grow together as days come in."""

    def __init__(self) -> None:
        self._by_start: dict[date, Streak] = {}
        self._by_last: dict[date, Streak] = {}

    def __iter__(self) -> Iterator[Streak]:
        return iter(list(self._by_start.values()))

    def add(self, day: date) -> Streak:
        """One more day; answers the streak that it is in now."""
        before, after = self._by_last.pop(day - _DAY, None), self._by_start.pop(day + _DAY, None)
        start, last = (before.start if before else day), (after.last if after else day)
        self._by_start.pop(start, None)
        self._by_last.pop(last, None)
        passed = max(before.passed if before else 0, after.passed if after else 0)
        return self._keep(Streak(start, last, passed))

    def passed(self, streak: Streak, days: int) -> None:
        """Milestones up to this one are passed within the streak."""
        self._keep(Streak(streak.start, streak.last, max(streak.passed, days)))

    def _keep(self, streak: Streak) -> Streak:
        self._by_start[streak.start] = self._by_last[streak.last] = streak
        return streak
