"""A lane's gauges and counters."""

from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Counters:
    """What has happened in a lane since its stats began.

    They add up: `waiting + held` entries are `opened + revived - done - died - buried - forgotten`, and
    `dead` ones are `died + buried - revived - forgotten_dead`.
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
    # claim
    claimed: int = 0
    # settle
    done: int = 0
    retried: int = 0
    #: Retries whose attempt is not held against the entry.
    postponed: int = 0
    #: Verdicts of death that stood.
    died: int = 0
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
    def submitted(self) -> int:
        """Inputs that were accepted."""
        return self.opened + self.coalesced + self.overtaken + self.revived

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """From counts by name; names that are no counters are left out."""
        return cls(**{field.name: counts[field.name] for field in fields(cls) if field.name in counts})


@dataclass(frozen=True, slots=True)
class LaneStats:
    """Gauges, counters and histograms of one lane, all of one moment."""

    gauges: Gauges
    counters: Counters
    #: From the due time to the settle of what got done, in ms.
    lag: Histogram
    #: From the claim to the settle of what got done, in ms.
    run: Histogram

    @classmethod
    def of(cls, gauges: Gauges, counts: Mapping[str, int]) -> Self:
        """From gauges and the `stats` hash: counters, and buckets named `lag:<i>` and `run:<i>`."""
        return cls(
            gauges,
            Counters.of(counts),
            _histogram("lag:", counts.items()),
            _histogram("run:", counts.items()),
        )

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


def _histogram(prefix: str, counts: Iterable[tuple[str, int]]) -> Histogram:
    return Histogram(
        {int(name.removeprefix(prefix)): count for name, count in counts if name.startswith(prefix)}
    )
