"""Modes, leading runs, payload policies and pauses, on the real scripts and a clock that the test turns."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalescing.errors import InvalidPayloadError, PayloadTooLargeError
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.outcomes import ClaimedEntry, EntryState, SettleOutcome, SubmitOutcome
from coalescing.payloads import combined
from coalescing.submission import MAX_PAYLOAD_BYTES
from coalescing.verdicts import DONE, SKIPPED, Dead, Retry
from tests.integration.coalescing.clocked import CLOCK, ClockedClient

pytestmark = pytest.mark.integration

START_MS = 1_000_000


class Clocked:
    """A lane at a time that the test says, counted in milliseconds from the start."""

    def __init__(self, lane: LaneClient, raw: "redis.Redis") -> None:
        self.lane, self._raw = lane, raw
        self._tokens = 0

    def at(self, ms: int) -> LaneClient:
        self._raw.set(CLOCK, START_MS + ms)
        return self.lane

    def due(self, key: str = "a") -> int:
        due_ms = self.lane.peek(key).due_ms
        assert due_ms is not None
        return due_ms - START_MS

    def claim(self, ms: int) -> tuple[str, list[ClaimedEntry]]:
        self._tokens += 1
        token = f"t{self._tokens}"
        return token, self.at(ms).claim(10, token)

    def run(self, ms: int) -> bytes:
        """Claim the one entry that is due and be done with it; answers its payload."""
        token, (entry,) = self.claim(ms)
        assert self.lane.settle(token, {entry.key: DONE}) == {entry.key: SettleOutcome.SETTLED}
        return entry.payload


Make = Callable[..., Clocked]


@pytest.fixture
def make(redis_url: str, redis_prefix: str, raw: "redis.Redis") -> Iterator[Make]:
    client = ClockedClient.connect(redis_url, timeout_ms=10_000)

    def make(**policy: Any) -> Clocked:
        base: dict[str, Any] = {"name": "test", "queue": "test", "key_form": "any", "batch": 10}
        lane = Lane(**(base | {"window_ms": 100, "lease_ms": 50} | policy))
        clocked = Clocked(LaneClient(lane, client, redis_prefix), raw)
        clocked.at(0)
        return clocked

    yield make
    client.close()


# --- window and debounce ---------------------------------------------------------------------------------


def test_a_window_is_not_moved_by_later_submits(make: Make) -> None:
    clocked = make()
    for ms in (0, 40, 99):
        clocked.at(ms).submit("a", b"%d" % ms)

    assert clocked.claim(99)[1] == []
    assert clocked.run(100) == b"99"


def test_each_submit_restarts_the_quiet_period(make: Make) -> None:
    clocked = make(mode="debounce", max_wait_ms=1_000)
    for ms in (0, 60, 120):
        clocked.at(ms).submit("a", b"%d" % ms)
        assert clocked.due() == ms + 100

    assert clocked.claim(219)[1] == []
    assert clocked.run(220) == b"120"


def test_a_burst_without_a_pause_runs_after_its_longest_wait(make: Make) -> None:
    clocked = make(mode="debounce", max_wait_ms=250)
    for ms in range(0, 250, 50):
        clocked.at(ms).submit("a", b"%d" % ms)

    assert clocked.due() == 250
    assert clocked.claim(249)[1] == []
    assert clocked.run(250) == b"200"
    clocked.at(260).submit("a")  # another burst, with a longest wait of its own
    assert clocked.due() == 360


def test_what_is_due_is_not_put_off_while_it_waits_for_a_worker(make: Make) -> None:
    clocked = make(mode="debounce", max_wait_ms=1_000)
    clocked.at(0).submit("a", b"old")
    clocked.at(150).submit("a", b"new")

    assert clocked.due() == 100
    assert clocked.run(150) == b"new"


def test_an_overtaking_input_has_a_quiet_period_of_its_own(make: Make) -> None:
    clocked = make(mode="debounce", max_wait_ms=250)
    clocked.at(0).submit("a", b"first")
    token, _ = clocked.claim(100)
    clocked.at(110).submit("a", b"during")
    clocked.at(150).submit("a", b"later")

    assert clocked.at(160).settle(token, {"a": DONE}) == {"a": SettleOutcome.RERUN}

    assert clocked.due() == 250
    clocked.at(240).submit("a", b"after")
    assert clocked.due() == 340
    clocked.at(330).submit("a", b"last")
    assert clocked.due() == 360  # 250 ms after the first input of this burst
    assert clocked.run(360) == b"last"


def test_an_overtaking_input_runs_at_once_after_a_long_run(make: Make) -> None:
    clocked = make(mode="debounce", max_wait_ms=250, lease_ms=1_000)
    clocked.at(0).submit("a")
    token, _ = clocked.claim(100)
    clocked.at(110).submit("a", b"during")

    clocked.at(900).settle(token, {"a": DONE})

    assert clocked.run(900) == b"during"


# --- leading runs ----------------------------------------------------------------------------------------


def test_the_first_input_runs_at_once_and_the_rest_of_the_burst_once_more(make: Make) -> None:
    clocked = make(leading=True)
    clocked.at(0).submit("a", b"0")
    assert clocked.run(0) == b"0"
    for ms in (5, 30, 70):
        assert clocked.at(ms).submit("a", b"%d" % ms) in {SubmitOutcome.OPENED, SubmitOutcome.COALESCED}

    assert clocked.claim(99)[1] == []
    assert clocked.run(100) == b"70"


def test_a_key_that_has_rested_runs_at_once_again(make: Make) -> None:
    clocked = make(leading=True)
    clocked.at(0).submit("a")
    clocked.run(0)
    clocked.at(100).submit("a", b"again")

    assert clocked.run(100) == b"again"
    clocked.at(101).submit("a")
    assert clocked.due() == 200  # the second run has been followed by a rest too


def test_an_input_during_the_leading_run_waits_for_the_end_of_the_rest(make: Make) -> None:
    clocked = make(leading=True)
    clocked.at(0).submit("a")
    token, _ = clocked.claim(10)
    clocked.at(20).submit("a", b"during")
    clocked.at(30).settle(token, {"a": DONE})

    assert clocked.due() == 110


def test_after_a_leading_run_a_burst_is_debounced(make: Make) -> None:
    clocked = make(leading=True, mode="debounce", max_wait_ms=250)
    clocked.at(0).submit("a", b"0")
    clocked.at(1).submit("a", b"1")  # before a worker has come: it is in the leading run
    assert clocked.run(2) == b"1"
    clocked.at(10).submit("a", b"10")
    clocked.at(80).submit("a", b"80")

    assert clocked.due() == 180
    assert clocked.run(180) == b"80"


def test_keys_rest_one_by_one_and_rests_leave_nothing_behind(make: Make, raw: "redis.Redis") -> None:
    clocked = make(leading=True)
    clocked.at(0).submit("a")
    clocked.run(0)
    clocked.at(50).submit("b", b"other")
    assert clocked.run(50) == b"other"
    (rests,) = raw.keys("*:rests")
    assert raw.zcard(rests) == 2

    clocked.at(200).sweep()

    assert raw.exists(rests) == 0


# --- payloads --------------------------------------------------------------------------------------------


def test_the_first_payload_of_a_burst_stays(make: Make) -> None:
    clocked = make(payload="first")
    for ms in (0, 10, 20):
        clocked.at(ms).submit("a", b"%d" % ms)
    token, (entry,) = clocked.claim(100)
    assert entry.payload == b"0"
    clocked.at(110).submit("a", b"110")
    clocked.at(120).submit("a", b"120")
    clocked.lane.settle(token, {"a": DONE})

    assert clocked.run(120) == b"110"


@pytest.mark.parametrize("how", ["retry", "crash"])
def test_the_first_payload_stays_until_a_run_has_done_it(make: Make, how: str) -> None:
    clocked = make(payload="first")
    clocked.at(0).submit("a", b"first")
    token, _ = clocked.claim(100)
    clocked.at(110).submit("a", b"during")
    if how == "retry":
        clocked.lane.settle(token, {"a": Retry(5, "failed")})
    else:
        clocked.at(150).sweep()

    assert clocked.run(150) == b"first"


def test_the_first_payload_after_a_death_is_the_new_one(make: Make) -> None:
    clocked = make(payload="first")
    clocked.at(0).submit("a", b"poison")
    token, _ = clocked.claim(100)
    clocked.lane.settle(token, {"a": Dead("poison")})
    clocked.at(110).submit("a", b"cure")

    assert clocked.run(210) == b"cure"


def test_payloads_are_merged_member_by_member(make: Make) -> None:
    clocked = make(payload="merge", merge_max=("revision", "n"))
    given = [
        {"revision": 9, "n": 10**30, "urgent": True, "text": "a", "list": [], "same": {"x": 1}},
        {"revision": 10, "n": 3, "urgent": False, "text": 'tab\t "quote" \n,', "other": 1.1},
        {"revision": 2, "list": [1, {}], "same": {"y": None}, "ключ": "ö"},
    ]
    for members in given:
        clocked.lane.submit("a", json.dumps(members).encode())

    assert json.loads(clocked.run(100)) == {
        "revision": 10,
        "n": 10**30,
        "urgent": True,
        "text": 'tab\t "quote" \n,',
        "list": [1, {}],
        "same": {"y": None},
        "other": 1.1,
        "ключ": "ö",
    }


def test_only_whole_names_are_maxima(make: Make) -> None:
    clocked = make(payload="merge", merge_max=('a"b', "max"))
    clocked.lane.submit("a", b'{"b": 9, "max": 9, "ax": 9, "a\\"b": 9}')
    clocked.lane.submit("a", b'{"b": 1, "max": 1, "ax": 1, "a\\"b": 1}')

    assert json.loads(clocked.run(100)) == {"b": 1, "max": 9, "ax": 1, 'a"b': 9}


def test_a_long_text_in_any_script_leaves_room_for_more(make: Make) -> None:
    clocked = make(payload="merge")
    text = "\u0444" * 30_000  # two bytes each
    clocked.lane.submit("a", json.dumps({"t": text}, ensure_ascii=False).encode())
    clocked.lane.submit("a", b"{}")
    clocked.lane.submit("a", b'{"n": 1}')

    assert json.loads(clocked.run(100)) == {"t": text, "n": 1}


def test_numbers_stay_as_they_were(make: Make) -> None:
    clocked = make(payload="merge")
    clocked.lane.submit("a", b'{"a": 0.12345678901234567890123, "b": 1e2, "c": 1}')
    clocked.lane.submit("a", b'{"c": -0.0, "d": [1E+2]}')

    assert clocked.run(100) == (
        b'{\n"a":\t0.12345678901234567890123,\n"b":\t1e2,\n"c":\t-0.0,\n"d":\t[1E+2]\n}'
    )


@given(
    inputs=st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "n", "\u2028\u0444", 'a"n', 'ta\tb"\n:,']),
            st.booleans()
            | st.integers(0, 10**25)
            | st.text(max_size=5)
            | st.just([])
            | st.floats(0, 1)
            | st.none(),
        ),
        min_size=1,
        max_size=6,
    ),
    numbers=st.lists(st.integers(0, 10**25), min_size=6, max_size=6),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_script_merges_as_the_definition_says(
    make: Make, inputs: list[dict[str, Any]], numbers: list[int]
) -> None:
    clocked = make(payload="merge", merge_max=("n", 'ph"n'))
    payloads = [
        json.dumps(members | {"n": number}).encode() for members, number in zip(inputs, numbers, strict=False)
    ]
    for payload in payloads:
        clocked.lane.submit("a", payload)

    assert clocked.run(100) == combined(clocked.lane.lane, "a", payloads)


def test_a_merged_payload_waits_for_a_run_that_finishes_it(make: Make) -> None:
    clocked = make(payload="merge")
    clocked.at(0).submit("a", b'{"a": 1}')
    token, _ = clocked.claim(100)
    clocked.at(110).submit("a", b'{"b": 2}')
    clocked.lane.settle(token, {"a": Retry(0, "failed")})
    token, (again,) = clocked.claim(110)
    assert json.loads(again.payload) == {"a": 1, "b": 2}
    clocked.at(120).submit("a", b'{"c": 3}')
    clocked.lane.settle(token, {"a": DONE})

    assert json.loads(clocked.run(120)) == {"c": 3}


def test_a_merged_payload_survives_its_death(make: Make) -> None:
    clocked = make(payload="merge")
    clocked.at(0).submit("a", b'{"a": 1}')
    token, _ = clocked.claim(100)
    clocked.lane.settle(token, {"a": Dead("no")})
    clocked.at(110).submit("a", b'{"b": 2}')

    assert json.loads(clocked.run(210)) == {"a": 1, "b": 2}


def test_what_would_grow_too_large_is_refused_and_changes_nothing(make: Make) -> None:
    clocked = make(payload="merge")
    half = MAX_PAYLOAD_BYTES // 2
    clocked.lane.submit("a", json.dumps({"a": "x" * half}).encode())
    before = clocked.lane.peek("a")

    with pytest.raises(PayloadTooLargeError, match="lane 'test', key 'a': together with what waits"):
        clocked.lane.submit("a", json.dumps({"b": "x" * half}).encode())

    assert clocked.lane.peek("a") == before
    assert clocked.lane.stats().counters.refused == 1


def test_what_cannot_be_merged_is_refused_before_it_is_sent(make: Make) -> None:
    clocked = make(payload="merge")
    with pytest.raises(InvalidPayloadError, match=r"lane 'test', key 'a'.*must be a JSON object.*list"):
        clocked.lane.submit("a", b"[1]")

    assert clocked.lane.peek("a").state is EntryState.ABSENT


def test_an_input_that_was_overtaken_on_its_way_replaces_nothing(make: Make) -> None:
    clocked = make()
    clocked.lane.submit("a", b"newer", revision=2)
    assert clocked.lane.submit("a", b"older", revision=1) is SubmitOutcome.COALESCED

    entry = clocked.lane.peek("a")
    assert (entry.payload, entry.revision, entry.generation) == (b"newer", 2, 2)
    token, _ = clocked.claim(100)
    clocked.lane.submit("a", b"older still", revision=1)
    clocked.lane.settle(token, {"a": DONE})
    assert clocked.run(100) == b"newer"  # once more, since nobody can know that it brought nothing


def test_lists_are_appended_in_their_order(make: Make) -> None:
    clocked = make(payload="append")
    for items in (b'[1, {"a": [ ]}]', b"[]", b"", b'["]"]'):
        clocked.lane.submit("a", items)
    token, (entry,) = clocked.claim(100)
    assert json.loads(entry.payload) == [1, {"a": []}, "]"]
    clocked.lane.submit("a", b"[2]")
    clocked.lane.settle(token, {"a": Retry(0, "failed")})

    assert json.loads(clocked.run(100)) == [1, {"a": []}, "]", 2]


@pytest.mark.parametrize("policy", [{}, {"mode": "debounce", "max_wait_ms": 500}])
def test_so_many_inputs_are_due_at_once(make: Make, policy: dict[str, Any]) -> None:
    clocked = make(max_inputs=3, **policy)
    clocked.at(0).submit("a", b"0")
    clocked.at(10).submit("a", b"10")
    assert clocked.due() > 10
    clocked.at(20).submit("a", b"20")
    assert clocked.due() == 20
    token, _ = clocked.claim(30)
    for ms in (40, 50, 60):  # they overtake, and are a burst of their own
        clocked.at(ms).submit("a", b"%d" % ms)
    clocked.lane.settle(token, {"a": DONE})
    assert clocked.due() <= 60
    assert clocked.run(60) == b"60"


# --- pauses ----------------------------------------------------------------------------------------------


def test_a_paused_lane_takes_in_and_gives_nothing_away(make: Make) -> None:
    clocked = make()
    clocked.lane.submit("held")
    token, _ = clocked.claim(100)
    clocked.at(110).pause()
    clocked.at(115).pause()
    assert clocked.lane.submit("a", b"meanwhile") is SubmitOutcome.OPENED

    assert clocked.claim(500)[1] == []
    assert clocked.lane.poke(1, 1_000, 5).ids == ()
    assert clocked.lane.stats().gauges.paused_ms == START_MS + 110
    assert clocked.lane.settle(token, {"held": SKIPPED}) == {"held": SettleOutcome.SETTLED}
    assert [entry.key for entry in clocked.lane.claim(10, "by hand", even_if_paused=True)] == ["a"]
    clocked.lane.settle("by hand", {"a": Retry(0, "again")})

    clocked.lane.resume()

    assert clocked.lane.stats().gauges.paused_ms == 0
    assert len(clocked.lane.poke(1, 1_000, 5).ids) == 1
    assert clocked.run(500) == b"meanwhile"
