"""Buckets and percentiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalescing.histogram import LAST_BUCKET, Histogram, bucket_of, upper_bound_ms

spans_ms = st.lists(st.integers(0, 10**8), min_size=1, max_size=200)


def histogram_of(spans: list[int]) -> Histogram:
    counts: dict[int, int] = {}
    for span in spans:
        counts[bucket_of(span)] = counts.get(bucket_of(span), 0) + 1
    return Histogram(counts)


@given(st.integers(0, 2 * 10**9))
def test_a_span_lies_in_its_bucket(span_ms: int) -> None:
    bucket = bucket_of(span_ms)

    assert span_ms <= upper_bound_ms(bucket) * (1 + 1e-8)
    if bucket:
        assert span_ms > upper_bound_ms(bucket - 1) * (1 - 1e-8)


@pytest.mark.parametrize(
    ("span_ms", "bucket"), [(-5, 0), (0, 0), (1, 0), (2, 4), (4, 8), (5, 10), (1024, 40)]
)
def test_buckets(span_ms: int, bucket: int) -> None:
    assert bucket_of(span_ms) == bucket


def test_the_last_bucket_takes_the_rest() -> None:
    assert bucket_of(10**15) == LAST_BUCKET


@given(spans_ms, st.floats(0.01, 1.0))
def test_a_percentile_is_as_near_as_its_bucket_is_wide(spans: list[int], fraction: float) -> None:
    ordered = sorted(spans)
    exact = ordered[min(len(ordered) - 1, max(0, round(fraction * len(ordered) + 0.5) - 1))]

    estimate = histogram_of(spans).percentile_ms(fraction)

    assert estimate is not None
    nearby = {bucket_of(exact), bucket_of(ordered[max(0, ordered.index(exact) - 1)])}
    low = min(upper_bound_ms(bucket - 1) if bucket else 0.0 for bucket in nearby)
    assert low <= estimate <= upper_bound_ms(max(nearby))


def test_a_percentile_is_interpolated_inside_its_bucket() -> None:
    histogram = Histogram({bucket_of(1024): 10})  # ends at 1024, begins at 2 ** 9.75

    assert histogram.percentile_ms(1.0) == pytest.approx(1024)
    assert histogram.percentile_ms(0.5) == pytest.approx((1024 + 2**9.75) / 2)


def test_nothing_counted_has_no_percentile() -> None:
    assert Histogram({}).percentile_ms(0.5) is None
    assert Histogram({}).total == 0


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.1, 95])
def test_a_fraction_that_is_none_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match="between"):
        Histogram({0: 1}).percentile_ms(fraction)


def test_cumulative_counts_grow_to_the_total() -> None:
    assert list(Histogram({4: 2, 0: 1, 8: 3}).cumulative()) == [(1.0, 1), (2.0, 3), (4.0, 6)]
