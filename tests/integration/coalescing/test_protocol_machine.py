"""Random steps on the real scripts and on the model in memory: same answers, same states, same counts.

The clock of the scripts is Redis's own and cannot be turned. So windows, leases and delays are either over by
the next step or last an hour, each step begins in a millisecond of its own, and the model is given Redis's
time. Calls are delivered once, or twice as after a lost answer.
"""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState, PeekedEntry, SettleOutcome, SubmitOutcome
from coalescing.testing import InMemoryLane
from coalescing.verdicts import DONE, Dead, Done, Retry, Verdict

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
KEYS = ["a", "b", "c"]
ACCEPTED = {SubmitOutcome.OPENED, SubmitOutcome.COALESCED, SubmitOutcome.OVERTAKEN, SubmitOutcome.REVIVED}

some_keys = st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS))
delays_ms = st.sampled_from([0, 0, 0, HOUR_MS])
leases_ms = st.sampled_from([1, HOUR_MS, HOUR_MS])
verdicts = st.one_of(
    st.just(DONE),
    st.just(DONE),
    st.builds(Retry, delays_ms, st.just("failed"), st.booleans()),
    st.just(Dead("no good")),
)


class Protocol(RuleBasedStateMachine):
    """Both lanes, and a ledger of what was put in and what was finished."""

    tokens = Bundle("tokens")
    pokes = Bundle("pokes")

    def __init__(self, raw: "redis.Redis", once: ScriptClient, twice: ScriptClient) -> None:
        super().__init__()
        self.raw, self.clients, self.prefix = raw, (once, twice), f"m{uuid4().hex}"
        self.now_ms = 0
        self.model = InMemoryLane(self.lane_of(HOUR_MS), lambda: self.now_ms)
        self.inputs = 0
        #: What every key was given last and no run has covered yet.
        self.owed: dict[str, bytes] = {}
        #: Which token holds a key, and what that run was given.
        self.runs: dict[str, tuple[str, bytes]] = {}

    def lane_of(self, lease_ms: int) -> Lane:
        return Lane(
            name="test",
            queue="test",
            key_form="any",
            window_ms=0,
            batch=2,
            lease_ms=lease_ms,
            max_crashes=1,
        )

    def real(self, *, twice: bool = False, lease_ms: int = HOUR_MS) -> LaneClient:
        """The real lane, in a new millisecond; the model has the same policy and the same time."""
        lane = self.model.lane = self.lane_of(lease_ms)
        self.wait_for_a_new_millisecond()
        return LaneClient(lane, self.clients[twice], self.prefix)

    def wait_for_a_new_millisecond(self) -> None:
        before = self.redis_ms()
        while (now := self.redis_ms()) == before:
            pass
        self.now_ms = now

    def redis_ms(self) -> int:
        seconds, microseconds = self.raw.time()
        return seconds * 1000 + microseconds // 1000

    # ------------------------------------------------------------------ steps

    @rule(
        key=st.sampled_from(KEYS),
        delay_ms=delays_ms,
        if_absent=st.sampled_from([False, False, False, True]),
        twice=st.booleans(),
    )
    def submit(self, key: str, delay_ms: int, *, if_absent: bool, twice: bool) -> None:
        payload = b"input %d" % self.inputs
        self.inputs += 1

        outcome = self.real(twice=twice).submit(key, payload, if_absent=if_absent, delay_ms=delay_ms)

        expected = self.model.submit(key, payload, if_absent=if_absent, delay_ms=delay_ms)
        if twice and expected not in ACCEPTED:  # asked twice, told twice
            self.model.submit(key, payload, if_absent=if_absent, delay_ms=delay_ms)
        assert outcome is expected
        if outcome in ACCEPTED:
            self.owed[key] = payload

    @rule(burst=st.lists(st.tuples(st.sampled_from(KEYS), delays_ms), min_size=1, max_size=5))
    def submit_a_burst(self, burst: list[tuple[str, int]]) -> None:
        for key, delay_ms in burst:
            self.submit(key, delay_ms, if_absent=False, twice=False)

    @rule(target=tokens, n=st.integers(1, 3), lease_ms=leases_ms, twice=st.booleans())
    def claim(self, n: int, lease_ms: int, *, twice: bool) -> str:
        token = uuid4().hex
        self.claim_with(token, n, None, lease_ms=lease_ms, twice=twice)
        return token

    @rule(token=tokens, poke_id=st.one_of(st.none(), pokes), lease_ms=leases_ms, twice=st.booleans())
    def claim_again(self, token: str, poke_id: str | None, lease_ms: int, *, twice: bool) -> None:
        self.claim_with(token, 3, poke_id, lease_ms=lease_ms, twice=twice)

    def claim_with(self, token: str, n: int, poke_id: str | None, *, lease_ms: int, twice: bool) -> None:
        runs = self.real(twice=twice, lease_ms=lease_ms).claim(n, token, poke_id)

        expected = self.model.claim(n, token, poke_id)
        assert [run[:5] for run in runs] == [run[:5] for run in expected]
        for run in runs:
            holder, payload = self.runs.get(run.key, (token, run.payload))
            assert holder == token, "two claims hold the same key"
            self.runs[run.key] = (token, payload)

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), twice=st.booleans())
    def settle_a_run(self, data: st.DataObject, *, twice: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.runs)))
        self.settle_with(self.runs[key][0], {key: data.draw(verdicts)}, twice=twice)

    @rule(data=st.data(), overtaken=st.sampled_from([None, None, *KEYS]), twice=st.booleans())
    def drain(self, data: st.DataObject, overtaken: str | None, *, twice: bool) -> None:
        """What a worker does as a rule: claim all that is due, work on it, settle all."""
        token = self.claim(5, HOUR_MS, twice=twice)
        held = [key for key, (holder, _) in self.runs.items() if holder == token]
        if overtaken:
            self.submit(overtaken, 0, if_absent=False, twice=twice)
        self.settle_with(token, {key: data.draw(verdicts) for key in held}, twice=twice)

    @rule(token=tokens, keys=some_keys, data=st.data(), twice=st.booleans())
    def settle_anything(self, token: str, keys: list[str], data: st.DataObject, *, twice: bool) -> None:
        self.settle_with(token, {key: data.draw(verdicts) for key in keys}, twice=twice)

    def settle_with(self, token: str, chosen: dict[str, Verdict], *, twice: bool) -> None:
        outcomes = self.real(twice=twice).settle(token, chosen)

        assert outcomes == self.model.settle(token, chosen)
        for key, outcome in outcomes.items():
            if outcome is SettleOutcome.SUPERSEDED:
                continue
            holder, payload = self.runs.pop(key)
            assert holder == token
            if outcome is SettleOutcome.RERUN:
                assert payload != self.owed[key], "it runs again without a new input"
            elif isinstance(chosen[key], Done):
                assert payload == self.owed.pop(key), "done, but on an input that was not the last"

    @rule(token=tokens, keys=some_keys, lease_ms=leases_ms, twice=st.booleans())
    def extend(self, token: str, keys: list[str], lease_ms: int, *, twice: bool) -> None:
        outcomes = self.real(twice=twice, lease_ms=lease_ms).extend(token, keys)

        assert outcomes == self.model.extend(token, keys)

    @precondition(lambda self: self.runs)
    @rule(limit=st.integers(1, 5))
    def sweep(self, limit: int) -> None:
        lane = self.real()

        assert lane.sweep(limit) == self.model.sweep(limit)

        for key in list(self.runs):
            if lane.peek(key).state is not EntryState.HELD:
                del self.runs[key]

    @rule(
        target=pokes,
        batch=st.integers(1, 3),
        ttl_ms=leases_ms,
        at_most=st.integers(1, 4),
        twice=st.booleans(),
    )
    def poke(self, batch: int, ttl_ms: int, at_most: int, *, twice: bool) -> str | None:
        poke_id = uuid4().hex

        twice = twice and ttl_ms > 1  # or the poke may be over before its second delivery
        ids, next_due_ms = self.real(twice=twice).poke(batch, ttl_ms, at_most, poke_id=poke_id)

        expected_ids, expected_ms = self.model.poke(batch, ttl_ms, at_most, poke_id=poke_id)
        assert ids == expected_ids
        assert (next_due_ms is None, next_due_ms == 0) == (expected_ms is None, expected_ms == 0)
        return ids[0] if ids else None

    @rule(key=st.sampled_from(KEYS), what=st.sampled_from(["scripts", "nothing", "scripts", "key"]))
    def forget(self, key: str, what: str) -> None:
        if what == "scripts":
            self.raw.script_flush()
        if what != "key":  # a lane that is emptied all the time has no interesting states
            return
        assert self.real().forget(key) is self.model.forget(key)
        self.owed.pop(key, None)
        self.runs.pop(key, None)

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def no_input_is_lost_and_all_adds_up(self) -> None:
        lane = self.real()
        self.both_lanes_are_alike_and_no_input_is_lost(lane)
        self.counters_add_up(lane)

    def both_lanes_are_alike_and_no_input_is_lost(self, lane: LaneClient) -> None:
        for key in KEYS:
            entry = lane.peek(key)
            assert self.without_times(entry) == self.without_times(self.model.peek(key))
            if key in self.owed:
                assert entry.payload == self.owed[key]
            else:
                assert entry.state is EntryState.ABSENT
            assert (entry.state is EntryState.HELD) == (key in self.runs)

    def without_times(self, entry: PeekedEntry) -> dict[str, Any]:
        """All of an entry but its times: of these, whether there is one, and how many hours off it is."""
        details = entry._asdict()
        for name in [name for name in details if name.endswith("_ms")]:
            details[name] = details[name] and round((details[name] - self.now_ms) / HOUR_MS)
        return details

    def counters_add_up(self, lane: LaneClient) -> None:
        stats = lane.stats()
        gauges, counters = stats.gauges, stats.counters
        expected = self.model.stats()
        assert asdict(counters) | {"redelivered": 0} == asdict(expected.counters)
        assert asdict(gauges) | {"oldest_due_age_ms": 0} == asdict(expected.gauges) | {"oldest_due_age_ms": 0}
        ended = counters.done + counters.died + counters.buried + counters.forgotten
        assert gauges.waiting + gauges.held == counters.opened + counters.revived - ended
        assert gauges.dead == (counters.died + counters.buried - counters.revived - counters.forgotten_dead)
        assert stats.lag.total == stats.run.total == counters.done
        runs_ended = counters.done + counters.retried + counters.postponed + counters.died + counters.rerun
        assert counters.claimed >= runs_ended + counters.swept + counters.buried


def test_the_scripts_do_what_the_model_does(
    raw: "redis.Redis", client: ScriptClient, twice: ScriptClient
) -> None:
    run_state_machine_as_test(
        lambda: Protocol(raw, client, twice),
        settings=settings(
            max_examples=60,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
