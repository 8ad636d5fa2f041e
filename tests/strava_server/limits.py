"""What the stand-in allows: a short window and a long one, for all calls and for those that read."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Limits:
    """Set before use, or in the middle of it. Lengths are in seconds; windows begin at their multiples."""

    quarter: int = 200
    day: int = 2_000
    read_quarter: int = 100
    read_day: int = 1_000
    quarter_seconds: float = 900.0
    day_seconds: float = 86_400.0


@dataclass
class Meter:
    """Counts, and says what it has counted."""

    limits: Limits
    clock: Callable[[], float] = time.time
    #: By kind of window and its number.
    used: Counter[tuple[str, int]] = field(default_factory=Counter)

    def count(self) -> bool:
        """Count one call that reads; whether it is still within all windows. One too many counts as well."""
        is_within = True
        for name, window in self._windows():
            self.used[name, window] += 1
            is_within &= self.used[name, window] <= getattr(self.limits, name)
        return is_within

    def of(self, name: str) -> list[int]:
        """What was used of each window of a kind."""
        return [used for (kind, _), used in self.used.items() if kind == name]

    def headers(self) -> dict[str, str]:
        used = {name: self.used[name, window] for name, window in self._windows()}
        limits = self.limits
        return {
            "x-ratelimit-limit": f"{limits.quarter},{limits.day}",
            "x-ratelimit-usage": f"{used['quarter']},{used['day']}",
            "x-readratelimit-limit": f"{limits.read_quarter},{limits.read_day}",
            "x-readratelimit-usage": f"{used['read_quarter']},{used['read_day']}",
        }

    def _windows(self) -> list[tuple[str, int]]:
        now = self.clock()
        short, long = int(now // self.limits.quarter_seconds), int(now // self.limits.day_seconds)
        return [("quarter", short), ("day", long), ("read_quarter", short), ("read_day", long)]
