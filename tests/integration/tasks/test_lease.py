"""A lease lasts as long as its run is at work, and ends when its worker is gone."""

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient, new_token
from coalescing.outcomes import EntryState
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.lease import kept_lease
from tasks.reports import BatchReport
from tasks.work import Work
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)
MakeLane = Callable[..., LaneClient]


def test_a_slow_run_keeps_what_it_claimed(
    writer: CheckInWriter, make_lane: MakeLane, wait_until: WaitUntil
) -> None:
    """PostgreSQL is slow for several leases; a sweep would count that as a worker's death."""
    lane = make_lane(lease_ms=120)
    key = writer.key(writer.athlete(), DAY, mood=5)
    lane.submit(key)
    go_on = threading.Event()

    def slow(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        go_on.wait(10)
        return assess_check_ins(connection, work)

    drain = threading.Thread(target=run, args=(lane, slow))
    drain.start()
    try:
        claimed_ms = wait_until(lambda: lane.peek(key).claimed_ms, 5, "the run has begun")
        three_leases_later = claimed_ms + 3 * lane.lane.lease_ms
        wait_until(
            lambda: (lane.peek(key).lease_end_ms or 0) > three_leases_later, 5, "its lease is extended"
        )
        assert lane.sweep().ended == 0
    finally:
        go_on.set()
        drain.join()
    assert lane.peek(key).state is EntryState.ABSENT


def test_nobody_keeps_a_lease_after_the_run(make_lane: MakeLane, wait_until: WaitUntil) -> None:
    lane = make_lane(lease_ms=60)
    lane.submit("a")
    token = new_token()
    lane.claim(1, token)
    with pytest.raises(RuntimeError), kept_lease(lane, token, ["a"]):
        raise RuntimeError("the run failed in a way that nobody thought of")
    wait_until(lambda: lane.sweep().returned == 1, 5, "the lease has ended")


def test_one_lost_key_does_not_cost_the_others_their_lease(
    make_lane: MakeLane, wait_until: WaitUntil
) -> None:
    lane = make_lane(lease_ms=90)
    for key in "ab":
        lane.submit(key)
    token = new_token()
    lane.claim(2, token)
    lane.forget("a")
    with kept_lease(lane, token, ["a", "b"]):
        first_end = lane.peek("b").lease_end_ms or 0
        wait_until(lambda: (lane.peek("b").lease_end_ms or 0) > first_end + 180, 5, "the lease is extended")
