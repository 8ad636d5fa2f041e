"""The lane in memory with its clock turned by hand: what the real one can only be waited for."""

import pytest

from coalescing.lanes import Lane
from coalescing.outcomes import EntryState, Pokes, SettleOutcome, SubmitOutcome
from coalescing.testing import InMemoryLane
from coalescing.verdicts import DONE, Dead, Retry


class Clock:
    ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lane(clock: Clock) -> InMemoryLane:
    policy = Lane(
        name="test",
        queue="test",
        key_form="any",
        window_ms=3_000,
        batch=10,
        lease_ms=30_000,
        max_crashes=2,
    )
    return InMemoryLane(policy, clock)


def test_a_window_is_fixed_from_the_first_submit(lane: InMemoryLane, clock: Clock) -> None:
    lane.submit("a", b"1")
    clock.ms += 2_999
    assert lane.submit("a", b"2") is SubmitOutcome.COALESCED
    assert lane.claim(10, "t") == []
    clock.ms += 1

    (run,) = lane.claim(10, "t")

    assert (run.payload, run.generation, run.due_ms - run.first_submit_ms) == (b"2", 2, 3_000)


def test_a_retry_waits_for_its_delay_unless_a_submit_comes(lane: InMemoryLane, clock: Clock) -> None:
    lane.submit("a", delay_ms=0)
    lane.claim(1, "t")
    lane.settle("t", {"a": Retry(60_000, "down")})
    clock.ms += 10_000
    assert lane.claim(1, "u") == []

    lane.submit("a", b"new")
    clock.ms += 3_000

    assert [(run.payload, run.attempt) for run in lane.claim(1, "u")] == [(b"new", 1)]


def test_a_lease_ends_unless_it_is_extended(lane: InMemoryLane, clock: Clock) -> None:
    lane.submit_many([("a", b""), ("b", b"")], delay_ms=0)
    lane.claim(2, "t")
    clock.ms += 20_000
    lane.extend("t", ["a"])
    clock.ms += 10_000

    assert lane.sweep().returned == 1
    assert (lane.peek("a").state, lane.peek("b").state) == (EntryState.HELD, EntryState.WAITING)


def test_crashes_in_a_row_bury(lane: InMemoryLane, clock: Clock) -> None:
    lane.submit("a", delay_ms=0)
    for i in range(3):
        assert len(lane.claim(1, f"t{i}")) == 1
        clock.ms += 30_000
        swept = lane.sweep()

    assert [buried.key for buried in swept.buried] == ["a"]
    assert lane.submit("a", if_absent=True) is SubmitOutcome.DEAD
    assert lane.submit("a") is SubmitOutcome.REVIVED


def test_pokes_expire(lane: InMemoryLane, clock: Clock) -> None:
    assert lane.poke(10, 5_000, 8) == Pokes((), None)
    lane.submit("a")
    assert lane.poke(10, 5_000, 8) == Pokes((), 3_000)
    clock.ms += 3_000
    assert len(lane.poke(10, 5_000, 8).ids) == 1
    assert lane.poke(10, 5_000, 8) == Pokes((), 0)
    clock.ms += 5_000
    assert len(lane.poke(10, 5_000, 8).ids) == 1


def test_lag_is_measured_on_the_clock(lane: InMemoryLane, clock: Clock) -> None:
    lane.submit("a", delay_ms=0)
    clock.ms += 1_024
    lane.claim(1, "t")
    clock.ms += 512
    assert lane.settle("t", {"a": DONE}) == {"a": SettleOutcome.SETTLED}

    stats = lane.stats()

    assert stats.run.percentile_ms(1.0) == 512
    lag_ms = stats.lag.percentile_ms(1.0)
    assert lag_ms is not None
    assert 1_536 <= lag_ms < 1_536 * 1.19


def test_a_payload_is_limited_as_on_the_real_lane(lane: InMemoryLane) -> None:
    with pytest.raises(Exception, match="65537"):
        lane.submit("a", bytes(65_537))


def test_a_forgotten_run_is_superseded(lane: InMemoryLane) -> None:
    lane.submit("a", delay_ms=0)
    lane.claim(1, "t")

    assert lane.forget("a") is EntryState.HELD
    assert lane.settle("t", {"a": Dead("x")}) == {"a": SettleOutcome.SUPERSEDED}
    assert lane.forget("a") is EntryState.ABSENT
