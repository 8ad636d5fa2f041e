"""The table of lanes fits an 80-column terminal, whatever the lanes hold."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from coalescing.histogram import Histogram
from coalescing.lanes import CHECKINS, Lane
from coalescing.stats import Counters, Gauges, LaneStats
from ops.hands.lanes_overview import LaneView, Overview, Rates
from ops.hands.lanes_table import LanesTable, count, policy
from storage.debts import LedgerGauges
from storage.pauses import Pause

LONGEST = Lane(
    name="business-trendss",
    queue="trends",
    key_form="businessId",
    window_ms=119_000,
    batch=1,
    leading=True,
    mode="debounce",
    max_wait_ms=200_000,
)
HUGE = 123_456_789
FULL = LaneStats(
    Gauges(HUGE, HUGE, 99_999, 9, HUGE, 9, 999_999_999, 1),
    Counters(opened=HUGE, started=HUGE // 3, retried=HUGE, failed=HUGE),
    Histogram({80: 5, 100: 1}),
    Histogram({3: 6}),
)


def view(**changes: object) -> LaneView:
    parts = {
        "name": LONGEST.name,
        "lane": LONGEST,
        "stats": FULL,
        "book": LedgerGauges(HUGE, 999_999.0, 12_345),
        "pause": Pause(LONGEST.name, datetime.now(UTC) - timedelta(hours=5), "Ann", "a deploy"),
        "rates": Rates(99_999.4, 12.34),
    }
    return LaneView(**(parts | changes))  # type: ignore[arg-type]  # of the right types, by name


def printed(overview: Overview, width: int) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=width).print(LanesTable(overview))
    return buffer.getvalue()


@pytest.mark.parametrize("width", [80, 100, 190])
def test_nothing_is_cut(width: int) -> None:
    said = printed(Overview((view(),)), width)
    assert "…" not in said
    for figure in (
        "business-trendss",
        "0 + 119 s quiet",
        "123.5M",
        "99,999",
        "12,345",
        "5 h",
        "12 d",
        "3.00",
    ):
        assert figure in said, said


def test_narrow_terminals_get_two_lines_a_lane() -> None:
    assert len(printed(Overview((view(pause=None),)), 80).splitlines()) == 2 + 1 + 2 + 2
    assert len(printed(Overview((view(pause=None),)), 190).splitlines()) == 1 + 1 + 1 + 2


def test_who_paused_it_and_why_is_said() -> None:
    assert "business-trendss is paused by Ann: a deploy" in printed(Overview((view(),)), 80)
    idle = LaneStats(Gauges(0, 0, 0, 0, 0, 0, 0, 0), Counters(), Histogram({}), Histogram({}))
    assert "Redis does not know of the pause yet" in printed(Overview((view(stats=idle),)), 80)


def test_what_is_not_known_is_not_zero() -> None:
    said = printed(Overview((view(stats=None, rates=None, pause=None),), redis_error="Redis is away"), 190)
    assert said.startswith("Redis is away")
    row = said.splitlines()[-3].split()
    assert row[:6] == ["business-trendss", "0", "+", "119", "s", "quiet"]
    assert row[6:9] == ["-", "-", "-"]  # waiting, now due, held
    assert row[9:11] == ["12,345", "123.5M"]  # dead and owed are the ledger's


def test_a_lane_that_nobody_declares_is_said_to_be_one() -> None:
    assert "not declared" in printed(Overview((view(lane=None),)), 80)


def test_policies_and_counts_in_short() -> None:
    assert policy(CHECKINS) == "3 s window"
    assert [count(n) for n in (None, 0, 99_999, 100_000, 999_499, 1_250_000)] == [
        "-", "0", "99,999", "100k", "999k", "1.2M",
    ]  # fmt: skip


def test_rates_are_of_the_time_between_two_looks() -> None:
    later = LaneStats(FULL.gauges, Counters(opened=HUGE + 10, started=HUGE // 3 + 4), FULL.lag, FULL.run)
    assert Rates.between(
        LaneStats(FULL.gauges, Counters(opened=HUGE, started=HUGE // 3), FULL.lag, FULL.run), later, 2.0
    ) == Rates(5.0, 2.0)
