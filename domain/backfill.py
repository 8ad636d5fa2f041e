"""A stretch of an athlete's past that is to be fetched from a provider: newest first, a page at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

#: A page is asked for within so many days: one activity more or less moves no page of another window.
WINDOW = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is left of one wish. Times have whole seconds."""

    #: What was wished for: from then, to then, exclusive.
    start: datetime
    end: datetime
    #: Everything from here on is fetched.
    left_until: datetime
    #: Of the window before that.
    page: int = 1

    @classmethod
    def of_days(cls, days: int, now: datetime) -> Self:
        """The days up to now."""
        end = now.replace(microsecond=0)
        return cls(end - timedelta(days=days), end, end)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when, and to when, exclusive, the next page is."""
        return max(self.start, self.left_until - WINDOW), self.left_until

    @property
    def share_done(self) -> float:
        """From 0 to 1."""
        return (self.end - self.left_until) / (self.end - self.start) if self.end > self.start else 1.0

    def after_page(self, *, is_last: bool) -> Self | None:
        """What is left after the next page, which was its window's last or not; None: nothing is."""
        if not is_last:
            return replace(self, page=self.page + 1)
        first, _ = self.window
        return None if first <= self.start else replace(self, left_until=first, page=1)

    def as_json(self) -> dict[str, int]:
        """As it is kept."""
        seconds = {
            "start": self.start.timestamp(),
            "end": self.end.timestamp(),
            "left_until": self.left_until.timestamp(),
        }
        return {name: round(value) for name, value in seconds.items()} | {"page": self.page}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The other way round."""
        start, end, left_until = (
            datetime.fromtimestamp(kept[name], UTC) for name in ("start", "end", "left_until")
        )
        return cls(start, end, left_until, kept["page"])


def without_covered(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Each wish once, in order; one that lies within what another still has to fetch is fetched with that."""
    kept: list[Stretch] = []
    for one in stretches:
        if any(other.start <= one.start and one.left_until <= other.left_until for other in kept):
            continue
        kept = [
            other for other in kept if not (one.start <= other.start and other.left_until <= one.left_until)
        ]
        kept.append(one)
    return kept
