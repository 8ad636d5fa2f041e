"""Figures of a burst: what was sent, what it caused, how long it took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

import numpy as np

from coalescing.histogram import Histogram
from coalescing.lanes import CHECKINS
from coalescing.stats import LaneStats
from ops.demo.burst import Answer, BurstLog


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of times, in milliseconds."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self | None:
        """Of times in seconds; None if there are none."""
        if not seconds:
            return None
        return cls(*(float(value) * 1000 for value in np.percentile(seconds, [50, 95, 99])))

    @classmethod
    def of_histogram(cls, histogram: Histogram) -> Self | None:
        """Of what a histogram has counted."""
        p50, p95, p99 = (histogram.percentile_ms(share) for share in (0.50, 0.95, 0.99))
        if p50 is None or p95 is None or p99 is None:
            return None
        return cls(p50, p95, p99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a burst sent. Seen from outside, so it holds whatever happens inside."""

    athletes: int
    #: Acknowledged writes, and those of them that changed the inputs.
    accepted: int
    changed: int
    retries: int
    seconds: float
    slowest_athlete_seconds: float
    #: Timestamps whose date in UTC is not the athlete's day.
    other_date_in_utc: int
    http_ms: Percentiles | None

    @property
    def unchanged(self) -> int:
        """Writes that repeated what was stored: acknowledged, and nothing to do."""
        return self.accepted - self.changed

    @property
    def per_second(self) -> float:
        """Acknowledged writes a second."""
        return self.accepted / self.seconds if self.seconds else 0.0

    @classmethod
    def of(cls, log: BurstLog, revisions_before: Mapping[UUID, int]) -> Self:
        """From the answers, and the revisions that were there before (0 by default)."""
        answers = [answer for mine in log.answers.values() for answer in mine]
        return cls(
            athletes=len(log.answers),
            accepted=len(answers),
            changed=sum(
                mine[-1].revision - revisions_before.get(athlete, 0) for athlete, mine in log.answers.items()
            ),
            retries=log.retries,
            seconds=log.seconds,
            slowest_athlete_seconds=log.slowest_athlete_seconds,
            other_date_in_utc=sum(map(_has_other_date, answers)),
            http_ms=Percentiles.of([answer.seconds for answer in answers]),
        )

    def as_json(self) -> dict[str, Any]:
        """Everything, for machines."""
        return {**asdict(self), "unchanged": self.unchanged, "per_second": self.per_second}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caused:
    """What happened in the lane between two looks at its counters."""

    opened: int
    coalesced: int
    overtaken: int
    revived: int
    runs: int
    done: int
    rerun: int
    retried: int
    dead: int
    #: From the end of the window to the stored and settled result.
    lag_ms: Percentiles | None

    @property
    def submitted(self) -> int:
        """Inputs that reached the lane."""
        return self.opened + self.coalesced + self.overtaken + self.revived

    @classmethod
    def between(cls, before: LaneStats, after: LaneStats) -> Self:
        """The difference."""
        since = after.since(before)
        counted = since.counters
        return cls(
            opened=counted.opened,
            coalesced=counted.coalesced,
            overtaken=counted.overtaken,
            revived=counted.revived,
            runs=counted.started,
            done=counted.completed + counted.skipped,
            rerun=counted.rerun,
            retried=counted.retried + counted.postponed,
            dead=counted.dead,
            lag_ms=Percentiles.of_histogram(since.lag),
        )


def lateness(log: BurstLog, done_at: Mapping[str, float]) -> list[float]:
    """Seconds from the last moment at which each check-in's window can have ended to its result.

    Negative where the window ended earlier, as it does when it opened with an earlier write.

    Args:
        log: the burst.
        done_at: by key, in seconds since the epoch.
    """
    window = CHECKINS.window_ms / 1000
    return [
        done_at[mine[-1].key] - (_last_change(mine).answered_at + window)
        for mine in log.answers.values()
        if mine and mine[-1].key in done_at
    ]


def _last_change(answers: Sequence[Answer]) -> Answer:
    """The first answer with the revision that the last one has."""
    return next(answer for answer in answers if answer.revision == answers[-1].revision)


def _has_other_date(answer: Answer) -> bool:
    return answer.write.date_in_utc != answer.key.rpartition(":")[2]


def _difference(before: Histogram, after: Histogram) -> Histogram:
    buckets: Iterable[int] = after.counts
    return Histogram({bucket: after.counts[bucket] - before.counts.get(bucket, 0) for bucket in buckets})
