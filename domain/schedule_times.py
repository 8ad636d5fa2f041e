"""When an entry of the schedule is due: fixed points of time, the same for whoever reckons them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Protocol


class When(Protocol):
    """A rule that names points of time."""

    def latest(self, now: datetime) -> datetime:
        """The last point that is not after `now`."""
        ...

    def following(self, now: datetime) -> datetime:
        """The first point after `now`."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds, counted from the epoch: two beats name the same points, whenever they began."""

    seconds: float

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise ValueError(f"seconds: {self.seconds!r} is not more than 0")

    def latest(self, now: datetime) -> datetime:
        """The last point that is not after `now`."""
        return _at(now.timestamp() // self.seconds * self.seconds)

    def following(self, now: datetime) -> datetime:
        """The first point after `now`."""
        return _at((now.timestamp() // self.seconds + 1) * self.seconds)

    def __str__(self) -> str:
        return f"every {self.seconds:g} s"


@dataclass(frozen=True, slots=True)
class At:
    """At these minutes of these hours of each day, in UTC; without hours, of every hour."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, values, end in (("minutes", self.minutes, 60), ("hours", self.hours, 24)):
            if any(not 0 <= value < end for value in values):
                raise ValueError(f"{name}: {values!r} has to be from 0 to {end - 1}")
        if not self.minutes:
            raise ValueError("minutes: at least one is needed")

    def latest(self, now: datetime) -> datetime:
        """The last point that is not after `now`."""
        return max(point for point in self._around(now) if point <= now)

    def following(self, now: datetime) -> datetime:
        """The first point after `now`."""
        return min(point for point in self._around(now) if point > now)

    def __str__(self) -> str:
        minutes = sorted(self.minutes)
        if not self.hours:
            return f"at minute {', '.join(map(str, minutes))}"
        return f"at {', '.join(f'{h:02}:{m:02}' for h, m in product(sorted(self.hours), minutes))}"

    def _around(self, now: datetime) -> list[datetime]:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return [
            midnight + timedelta(days=day, hours=hour, minutes=minute)
            for day, hour, minute in product((-1, 0, 1), self.hours or range(24), self.minutes)
        ]


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
