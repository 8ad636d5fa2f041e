"""A lane's gauges and counters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from coalescing.histogram import Histogram


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is in a lane now."""

    #: Entries that wait, due or not.
    waiting: int
    #: Entries that wait and may be claimed.
    due: int
    held: int
    #: Held entries whose lease has ended, and that no sweep has returned yet.
    overdue: int
    dead: int
    #: Published and not yet used.
    pokes: int
    #: Since the oldest due time; 0 if nothing is due.
    oldest_due_age_ms: int
    #: When the lane was paused, in ms since the epoch on Redis's clock; 0 if it is not.
    paused_ms: int = 0


@dataclass(frozen=True, slots=True)
class Counters:
    """What has happened in a lane since its stats began.

    They add up: `waiting + held` entries are `opened + revived - completed - skipped - dead - forgotten`,
    and those that are dead now are `dead - revived - forgotten_dead`. The runs that were `started` are those
    that were settled (`completed + skipped + retried + postponed + died + rerun`), those that were not
    (`swept + buried`), those under way, and those whose entry was forgotten meanwhile.
    """

    # submit
    opened: int = 0
    coalesced: int = 0
    overtaken: int = 0
    revived: int = 0
    known: int = 0
    still_dead: int = 0
    #: Submits that arrived twice and counted once.
    redelivered: int = 0
    #: Submits that would have made the payload too large.
    refused: int = 0
    # claim
    #: Runs: one for each claimed entry.
    started: int = 0
    # settle
    completed: int = 0
    #: Ended without anything to do.
    skipped: int = 0
    retried: int = 0
    #: Retries whose attempt is not held against the entry.
    postponed: int = 0
    #: Runs that ended in a failure that is held against their entry, overtaken ones too.
    failed: int = 0
    #: Verdicts of death that stood.
    died: int = 0
    #: Overtaken runs: their entry waits again.
    rerun: int = 0
    superseded: int = 0
    # sweep
    swept: int = 0
    buried: int = 0
    # poke
    poked: int = 0
    # forget
    forgotten: int = 0
    forgotten_dead: int = 0

    @property
    def enqueued(self) -> int:
        """Inputs that were accepted."""
        return self.opened + self.coalesced + self.overtaken + self.revived

    @property
    def dead(self) -> int:
        """Entries that died, by a verdict or in a sweep."""
        return self.died + self.buried

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """From counts by name; names that are no counters are left out."""
        return cls(**{field.name: counts[field.name] for field in fields(cls) if field.name in counts})

    def since(self, earlier: Self) -> Self:
        """What was counted after `earlier`; everything, if Redis has forgotten its counts since."""
        differences = {
            field.name: getattr(self, field.name) - getattr(earlier, field.name) for field in fields(self)
        }
        return self if min(differences.values()) < 0 else type(self)(**differences)


@dataclass(frozen=True, slots=True)
class LaneStats:
    """Gauges, counters and histograms of one lane, all of one moment."""

    gauges: Gauges
    counters: Counters
    #: From the due time to the settle of what was completed or skipped, in ms.
    lag: Histogram
    #: From the claim to the settle of every run that was settled, in ms.
    run: Histogram

    @property
    def inputs_per_run(self) -> float | None:
        """The coalescing ratio: accepted inputs for each run; None before the first run."""
        started = self.counters.started
        return self.counters.enqueued / started if started else None

    def since(self, earlier: Self) -> Self:
        """The same gauges, with what was counted after `earlier`."""
        return type(self)(
            self.gauges,
            self.counters.since(earlier.counters),
            self.lag.since(earlier.lag),
            self.run.since(earlier.run),
        )

    @classmethod
    def of(cls, gauges: Gauges, counts: Mapping[str, int]) -> Self:
        """From gauges and the `stats` hash: counters, `lag:<i>` and `run:<i>` buckets, and their sums."""
        return cls(gauges, Counters.of(counts), _histogram("lag", counts), _histogram("run", counts))

    @classmethod
    def parse(cls, answer: Sequence[int | bytes]) -> Self:
        """From what `stats.lua` answers."""
        size = len(fields(Gauges))
        names, values = answer[size::2], answer[size + 1 :: 2]
        counts = {
            name.decode(): int(value)
            for name, value in zip(names, values, strict=True)
            if isinstance(name, bytes)
        }
        return cls.of(Gauges(*map(int, answer[:size])), counts)


def _histogram(name: str, counts: Mapping[str, int]) -> Histogram:
    prefix = f"{name}:"
    buckets = {int(key.removeprefix(prefix)): n for key, n in counts.items() if key.startswith(prefix)}
    return Histogram(buckets, counts.get(f"{name}_sum_ms", 0))
