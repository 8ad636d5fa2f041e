"""Histograms of time spans, counted in Redis in buckets that grow by a constant factor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, log2
from typing import Self

#: Buckets per doubling: neighbouring bounds differ by 19 %. `tally.lua` counts with the same numbers.
BUCKETS_PER_DOUBLING = 4
#: Ends at 24 days, and takes all that is longer.
LAST_BUCKET = 124


def bucket_of(span_ms: int) -> int:
    """The bucket that `tally.lua` counts a span in."""
    if span_ms <= 1:
        return 0
    return min(LAST_BUCKET, ceil(BUCKETS_PER_DOUBLING * log2(span_ms) - 1e-9))


def upper_bound_ms(bucket: int) -> float:
    """Where a bucket ends, in ms; bucket 0 ends at 1 ms."""
    return float(2 ** (bucket / BUCKETS_PER_DOUBLING))


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts per bucket."""

    counts: Mapping[int, int]
    #: Of all spans that were counted.
    sum_ms: int = 0

    @property
    def total(self) -> int:
        """How many spans were counted."""
        return sum(self.counts.values())

    def since(self, earlier: Self) -> Self:
        """What was counted after `earlier`; everything, if there are fewer counts now than there were."""
        counts = {i: n - earlier.counts.get(i, 0) for i, n in self.counts.items()}
        if self.total < earlier.total or any(n < 0 for n in counts.values()):
            return self
        return type(self)({i: n for i, n in counts.items() if n}, self.sum_ms - earlier.sum_ms)

    def percentile_ms(self, fraction: float) -> float | None:
        """The span that this fraction of all spans does not exceed, interpolated inside its bucket.

        Args:
            fraction: Over 0, up to 1; 0.95 for the 95th percentile.

        Returns:
            Milliseconds; None if nothing was counted.
        """
        if not 0 < fraction <= 1:
            raise ValueError(f"a percentile of {fraction} is not between 0 and 1")
        wanted = fraction * self.total
        below = 0
        for bucket, count in sorted(self.counts.items()):
            if below + count >= wanted and count:
                lower = upper_bound_ms(bucket - 1) if bucket else 0.0
                return lower + (upper_bound_ms(bucket) - lower) * (wanted - below) / count
            below += count
        return None

    def cumulative(self) -> Iterator[tuple[float, int]]:
        """Upper bound in ms, and how many spans do not exceed it: what a Prometheus histogram is made of."""
        so_far = 0
        for bucket, count in sorted(self.counts.items()):
            so_far += count
            yield upper_bound_ms(bucket), so_far
