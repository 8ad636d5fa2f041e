"""The squad: every athlete with their mornings, the last of which is the one that they post."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from domain.history import DayHistory
from ops.demo.athletes import Athlete, make_athletes
from ops.demo.mornings import Morning, make_mornings

_COUNTED = [name for name in DayHistory._fields if name != "days_before"]


@dataclass(frozen=True, slots=True)
class Member:
    """One athlete and their days."""

    athlete: Athlete
    #: The athlete's local day when the demo began.
    today: date
    #: Oldest first, today's last; None where there was no check-in.
    mornings: Sequence[Morning | None]
    #: The same by column, for those that count in later days' baselines; None where there is nothing.
    measured: Mapping[str, Sequence[Any]]

    @property
    def key(self) -> str:
        """Today's check-in's key in its lane."""
        return self.key_of(self.today)

    @property
    def morning(self) -> Morning:
        """Today's."""
        morning = self.mornings[-1]
        assert morning is not None  # noqa: S101  the generator always makes today's
        return morning

    def key_of(self, day: date) -> str:
        """The key of a day's check-in."""
        return f"{self.athlete.id}:{day}"

    def history(self) -> Iterator[tuple[date, Morning]]:
        """The days before today with a check-in, oldest first."""
        for days_before, morning in zip(range(len(self.mornings) - 1, 0, -1), self.mornings, strict=False):
            if morning is not None:
                yield self.today - timedelta(days=days_before), morning


def make_squad(count: int, days: int, rng: np.random.Generator, now: datetime) -> list[Member]:
    """Athletes with `days` days of history up to `now`, each counted where they live."""
    members: list[Member] = []
    for athlete in make_athletes(count, days, rng):
        today = athlete.local_day(now)
        mornings = make_mornings(athlete, today.weekday(), days, rng)
        measured = {name: [(morning or {}).get(name) for morning in mornings] for name in _COUNTED}
        members.append(Member(athlete, today, mornings, measured))
    return members
