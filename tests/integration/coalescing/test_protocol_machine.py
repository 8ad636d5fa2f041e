"""Random steps on the real scripts, on the model in memory, and on a ledger: nothing accepted is lost.

The scripts run on a clock that the machine turns, so answers, states, counters and all times must be the
model's. Around them is what the platform does: inputs are owed in a ledger before they are submitted, submits
get lost or come late and in another order, workers crash before and after they commit, Redis is flushed, and
reconcile repairs. Calls are delivered once, or twice as after a lost answer.
"""

from dataclasses import asdict, dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState, SettleOutcome, SubmitOutcome
from coalescing.payloads import combined
from coalescing.testing import InMemoryLane
from coalescing.verdicts import DONE, SKIPPED, Dead, Done, Retry, Skipped, Verdict
from tests.integration.coalescing.clocked import CLOCK, ClockedClient

pytestmark = pytest.mark.integration

KEYS = ["a", "b", "c"]
ACCEPTED = {SubmitOutcome.OPENED, SubmitOutcome.COALESCED, SubmitOutcome.OVERTAKEN, SubmitOutcome.REVIVED}
BASE: dict[str, Any] = {
    "name": "test",
    "queue": "test",
    "key_form": "any",
    "batch": 2,
    "lease_ms": 40,
    "max_crashes": 1,
    "max_attempts": 2,
}
POLICIES = [
    {"window_ms": 0},
    {"window_ms": 10},
    {"window_ms": 10, "leading": True, "payload": "merge"},
    {"window_ms": 10, "mode": "debounce", "max_wait_ms": 25},
    {"window_ms": 10, "mode": "debounce", "max_wait_ms": 25, "leading": True, "payload": "first"},
    {"window_ms": 10, "payload": "first", "max_inputs": 3},
    {"window_ms": 10, "mode": "debounce", "max_wait_ms": 25, "max_inputs": 2, "payload": "append"},
    {"window_ms": 10, "mode": "debounce", "max_wait_ms": 25, "payload": "merge", "merge_max": ("n",)},
]
PAYLOADS = [b'{"n": %d, "x": %d, "urgent": %s}' % (n, 9 - n, [b"true", b"false"][n % 2]) for n in range(9)]
PAYLOADS += [b"", b"{}", b'{"list": [], "text": "a\\tb,\\n", "n": 12345678901234567890}']

some_keys = st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS))
verdicts = st.one_of(
    *[st.just(DONE)] * 3,
    st.just(SKIPPED),
    st.builds(Retry, st.sampled_from([0, 7]), st.just("failed"), st.booleans()),
    st.just(Dead("no good")),
)


@dataclass
class Debt:
    """What the ledger says of one key."""

    revision: int = 0
    done_revision: int = 0
    is_dead: bool = False

    @property
    def is_owed(self) -> bool:
        return self.done_revision < self.revision and not self.is_dead


@dataclass
class Run:
    """One claimed entry, in the hands of a worker."""

    key: str
    #: Which of the key's inputs the run covers, by their place in `given`.
    inputs: int
    #: What was owed when its worker looked.
    revision: int


class Protocol(RuleBasedStateMachine):
    """Both lanes, and the platform around them."""

    tokens = Bundle("tokens")
    pokes = Bundle("pokes")

    def __init__(self, raw: "redis.Redis", client: ClockedClient) -> None:
        super().__init__()
        self.raw, self.client, self.prefix = raw, client, f"m{uuid4().hex}"
        #: Names are the same in every replay of the same steps.
        self.numbers = count(1)
        self.now_ms = 1_000_000
        self.ledger = {key: Debt() for key in KEYS}
        #: Owed, and on their way to Redis.
        self.on_their_way: list[tuple[str, bytes, int]] = []
        #: Keys that Redis may not know of, until the next reconcile.
        self.unknown: set[str] = set()
        #: Inputs of each key that reached Redis and that no finished run has covered, with their revisions.
        self.given: dict[str, list[tuple[int, bytes]]] = {key: [] for key in KEYS}
        self.runs: dict[str, dict[str, Run]] = {}
        #: Keys whose last worker died between its commit and its settle.
        self.buried_when_paid: set[str] = set()

    @initialize(policy=st.sampled_from(POLICIES))
    def begin(self, policy: dict[str, Any]) -> None:
        self.lane = Lane(**(BASE | policy))
        self.model = InMemoryLane(self.lane, lambda: self.now_ms)
        self.lane_client = LaneClient(self.lane, self.client, self.prefix)
        self.advance(0)

    def real(self, *, twice: bool = False) -> LaneClient:
        self.client.twice = twice
        return self.lane_client

    # ------------------------------------------------------------------ time, and what a server may do

    @rule(ms=st.sampled_from([1, 5, 9, 10, 25, 41]))
    def advance(self, ms: int) -> None:
        self.now_ms += ms
        self.raw.set(CLOCK, self.now_ms)

    @rule(what=st.sampled_from(["scripts", *["nothing"] * 4, "everything"]))
    def forget(self, what: str) -> None:
        if what == "scripts":
            self.raw.script_flush()
        if what != "everything":  # a lane that is emptied all the time has no interesting states
            return
        self.raw.flushall()
        self.raw.set(CLOCK, self.now_ms)
        self.model.flush()
        self.unknown.update(KEYS)
        self.given = {key: [] for key in KEYS}
        self.runs = {}  # their workers go on, and settle nothing: `settle_anything` has their tokens

    # ------------------------------------------------------------------ intake

    @rule(
        key=st.sampled_from(KEYS),
        payload=st.sampled_from(PAYLOADS),
        is_slow=st.sampled_from([False, False, True]),
    )
    def accept(self, key: str, payload: bytes, *, is_slow: bool) -> None:
        debt = self.ledger[key]
        debt.revision, debt.is_dead = debt.revision + 1, False
        if payload and self.lane.payload == "append":
            payload = b"[%b]" % payload
        self.on_their_way.append((key, payload, debt.revision))
        if not is_slow:
            self.submit(self.on_their_way.pop(), twice=False)

    @rule(burst=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(PAYLOADS)), min_size=2, max_size=5))
    def accept_a_burst(self, burst: list[tuple[str, bytes]]) -> None:
        for key, payload in burst:
            self.accept(key, payload, is_slow=False)

    @precondition(lambda self: self.on_their_way)
    @rule(data=st.data(), is_lost=st.sampled_from([False, False, True]), twice=st.booleans())
    def deliver(self, data: st.DataObject, *, is_lost: bool, twice: bool) -> None:
        place = data.draw(st.integers(0, len(self.on_their_way) - 1))
        given = self.on_their_way.pop(place)
        if is_lost:
            self.unknown.add(given[0])
        else:
            self.submit(given, twice=twice)

    def submit(
        self,
        given: tuple[str, bytes, int],
        *,
        twice: bool,
        if_absent: bool = False,
        delay_ms: int | None = None,
    ) -> SubmitOutcome:
        key, payload, revision = given
        flavour: dict[str, Any] = {"revision": revision, "if_absent": if_absent, "delay_ms": delay_ms}

        outcome = self.real(twice=twice).submit(key, payload, **flavour)

        expected = self.model.submit(key, payload, **flavour)
        if twice and expected not in ACCEPTED:  # asked twice, told twice
            self.model.submit(key, payload, **flavour)
        assert outcome is expected
        if outcome is SubmitOutcome.REVIVED and self.lane.payload == "first":
            self.given[key] = []
        if outcome in ACCEPTED:
            self.given[key].append((revision, payload))
        return outcome

    # ------------------------------------------------------------------ workers

    @rule(
        target=tokens, n=st.integers(1, 3), twice=st.booleans(), by_hand=st.sampled_from([False, False, True])
    )
    def claim(self, n: int, *, twice: bool, by_hand: bool) -> str:
        token = f"token {next(self.numbers):04}"
        self.claim_with(token, n, None, twice=twice, by_hand=by_hand)
        return token

    @rule(data=st.data(), twice=st.booleans(), overtaken=st.booleans())
    def drain(self, data: st.DataObject, *, twice: bool, overtaken: bool) -> None:
        """As a rule: claim all that is due, work on it, settle all of it."""
        token = self.claim(5, twice=twice, by_hand=False)
        if token in self.runs:
            self.finish(token, data, twice=twice, overtaken=overtaken)

    @rule(token=tokens, poke_id=st.one_of(st.none(), pokes), twice=st.booleans())
    def claim_again(self, token: str, poke_id: str | None, *, twice: bool) -> None:
        self.claim_with(token, 3, poke_id, twice=twice, by_hand=False)

    def claim_with(self, token: str, n: int, poke_id: str | None, *, twice: bool, by_hand: bool) -> None:
        entries = self.real(twice=twice).claim(n, token, poke_id, even_if_paused=by_hand)

        assert entries == self.model.claim(n, token, poke_id, even_if_paused=by_hand)
        for entry in entries:
            holder = self.holder(entry.key)
            assert holder in {None, token}, "two claims hold the same key"
            if holder is None:
                inputs = self.given[entry.key]
                assert entry.payload == self.expected_payload(inputs)
                run = Run(entry.key, len(inputs), self.ledger[entry.key].revision)
                self.runs.setdefault(token, {})[entry.key] = run

    def holder(self, key: str) -> str | None:
        return next((token for token, runs in self.runs.items() if key in runs), None)

    def expected_payload(self, inputs: list[tuple[int, bytes]]) -> bytes:
        """By the policy's definition, from all that no finished run has covered."""
        if self.lane.payload == "latest":  # of equal revisions the one that came last
            return max(enumerate(inputs), key=lambda numbered: (numbered[1][0], numbered[0]))[1][1]
        return combined(self.lane, "", [payload for _, payload in inputs])

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), twice=st.booleans(), overtaken=st.booleans())
    def finish_a_claim(self, data: st.DataObject, *, twice: bool, overtaken: bool) -> None:
        token = data.draw(st.sampled_from(sorted(self.runs)))
        self.finish(token, data, twice=twice, overtaken=overtaken)

    def finish(self, token: str, data: st.DataObject, *, twice: bool, overtaken: bool) -> None:
        """What a worker does: commit, or write down the failure, and settle."""
        runs = self.runs[token]
        if overtaken:
            self.accept(next(iter(runs)), data.draw(st.sampled_from(PAYLOADS)), is_slow=False)
        chosen = {key: self.committed(run, data.draw(verdicts)) for key, run in runs.items()}
        self.settle_with(token, chosen, twice=twice)

    def committed(self, run: Run, verdict: Verdict) -> Verdict:
        debt = self.ledger[run.key]
        if isinstance(verdict, Done | Skipped):
            debt.done_revision = max(debt.done_revision, run.revision)
        if isinstance(verdict, Dead) and debt.done_revision == debt.revision:
            return SKIPPED  # another run has paid meanwhile
        if isinstance(verdict, Dead) and debt.revision != run.revision:
            return Retry(0, "a newer input is owed", counts=False)
        if isinstance(verdict, Dead) and debt.is_owed:
            debt.is_dead = True
        return verdict

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), commits=st.booleans())
    def crash(self, data: st.DataObject, *, commits: bool) -> None:
        """The worker is gone, before it committed or after. Its lease is left to end."""
        token = data.draw(st.sampled_from(sorted(self.runs)))
        for run in self.runs[token].values():
            if commits:
                self.committed(run, DONE)

    @rule(token=tokens, keys=some_keys, data=st.data(), twice=st.booleans())
    def settle_anything(self, token: str, keys: list[str], data: st.DataObject, *, twice: bool) -> None:
        runs = self.runs.get(token, {})
        chosen = {key: data.draw(verdicts) for key in keys}
        chosen = {key: self.committed(runs[key], it) if key in runs else it for key, it in chosen.items()}
        self.settle_with(token, chosen, twice=twice)

    def settle_with(self, token: str, chosen: dict[str, Verdict], *, twice: bool) -> None:
        outcomes = self.real(twice=twice).settle(token, chosen)

        assert outcomes == self.model.settle(token, chosen)
        for key, outcome in outcomes.items():
            if outcome is SettleOutcome.SUPERSEDED:
                assert key not in self.runs.get(token, {})
                continue
            run = self.runs[token].pop(key)
            overtaking = self.given[key][run.inputs :]
            if isinstance(chosen[key], Done | Skipped):
                self.given[key] = overtaking
            if outcome is SettleOutcome.RERUN:
                assert overtaking, "it runs again without a new input"
            elif isinstance(chosen[key], Done | Skipped):
                assert not overtaking, "done, but an input came after the claim"
        self.runs = {token: runs for token, runs in self.runs.items() if runs}

    @rule(token=tokens, keys=some_keys, twice=st.booleans())
    def extend(self, token: str, keys: list[str], *, twice: bool) -> None:
        assert self.real(twice=twice).extend(token, keys) == self.model.extend(token, keys)

    @rule(target=pokes, batch=st.integers(1, 3), at_most=st.integers(1, 4), twice=st.booleans())
    def poke(self, batch: int, at_most: int, *, twice: bool) -> str | None:
        poke_id = f"poke {next(self.numbers)}"
        pokes = self.real(twice=twice).poke(batch, 15, at_most, poke_id=poke_id)

        assert pokes == self.model.poke(batch, 15, at_most, poke_id=poke_id)
        return pokes.ids[0] if pokes.ids else None

    @rule(limit=st.integers(1, 5))
    def sweep(self, limit: int) -> None:
        lane = self.real()
        swept = lane.sweep(limit)

        assert swept == self.model.sweep(limit)
        for buried in swept.buried:
            if not self.mark_dead(buried.key) and not self.ledger[buried.key].is_owed:
                self.buried_when_paid.add(buried.key)
        for runs in self.runs.values():
            for key in [key for key in runs if lane.peek(key).state is not EntryState.HELD]:
                del runs[key]
        self.runs = {token: runs for token, runs in self.runs.items() if runs}

    # ------------------------------------------------------------------ operators and beat

    @rule(key=st.sampled_from(KEYS), payload=st.sampled_from(PAYLOADS), times=st.integers(2, 4))
    def submit_just_before_it_is_due(self, key: str, payload: bytes, times: int) -> None:
        for _ in range(times):
            self.accept(key, payload, is_slow=False)
            self.advance(9)

    @rule(n=st.integers(1, 3))
    def claim_while_paused(self, n: int) -> None:
        self.pause_or_resume(on=True)
        self.claim(n, twice=False, by_hand=False)
        self.pause_or_resume(on=False)

    @rule(on=st.sampled_from([True, False, False]))
    def pause_or_resume(self, *, on: bool) -> None:
        for lane in (self.real(twice=True), self.model):
            lane.pause() if on else lane.resume()

    @rule(key=st.sampled_from(KEYS))
    def replay(self, key: str) -> None:
        debt = self.ledger[key]
        if debt.is_dead:
            debt.is_dead = False
            self.submit((key, b"", debt.revision), twice=False, delay_ms=0)

    @rule()
    def reconcile(self) -> None:
        for key in [key for key, debt in self.ledger.items() if debt.is_owed]:
            revision = self.ledger[key].revision
            outcome = self.submit((key, b"", revision), twice=False, if_absent=True, delay_ms=0)
            if outcome is SubmitOutcome.DEAD:
                assert self.mark_dead(key), "it died of another revision, and was not revived"
        self.unknown.clear()

    def mark_dead(self, key: str) -> bool:
        """What burial does: an entry's death is not that of a newer debt."""
        debt = self.ledger[key]
        is_that_one = debt.is_owed and debt.revision == self.real().peek(key).revision
        debt.is_dead = debt.is_dead or is_that_one
        return is_that_one

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def nothing_accepted_is_lost(self) -> None:
        on_their_way = {key for key, *_ in self.on_their_way}
        for key in KEYS:
            entry = self.real().peek(key)
            assert entry == self.model.peek(key)
            assert (entry.state is EntryState.HELD) == (self.holder(key) is not None)
            if self.ledger[key].is_owed and key not in on_their_way | self.unknown:
                assert entry.state is not EntryState.ABSENT
            if entry.state is EntryState.WAITING:
                assert entry.payload == self.expected_payload(self.given[key])

    @invariant()
    def counters_add_up(self) -> None:
        stats, expected = self.real().stats(), self.model.stats()
        gauges, counters = stats.gauges, stats.counters
        assert asdict(counters) | {"redelivered": 0} == asdict(expected.counters)
        assert (gauges, stats.lag, stats.run) == (expected.gauges, expected.lag, expected.run)
        finished = counters.completed + counters.skipped
        assert gauges.waiting + gauges.held == counters.opened + counters.revived - finished - counters.dead
        assert gauges.dead == counters.dead - counters.revived
        settled = finished + counters.retried + counters.postponed + counters.died + counters.rerun
        assert counters.started == settled + counters.swept + counters.buried + gauges.held
        assert stats.lag.total == finished
        assert stats.run.total == settled

    def teardown(self) -> None:
        """Once the faults are over, all that is owed is done, by runs that began after the last input."""
        if not hasattr(self, "lane"):
            return
        for given in self.on_their_way:
            self.submit(given, twice=False)
        self.on_their_way = []
        self.pause_or_resume(on=False)
        for _ in range(20):
            self.advance(60)
            self.sweep(10)
            self.reconcile()
            token = f"token {next(self.numbers):04}"
            self.claim_with(token, 10, None, twice=False, by_hand=False)
            runs = self.runs.get(token, {})
            self.settle_with(
                token, {key: self.committed(run, DONE) for key, run in runs.items()}, twice=False
            )
        for key, debt in self.ledger.items():
            assert not debt.is_owed
            if not debt.is_dead:
                assert debt.done_revision == debt.revision
                state = self.real().peek(key).state
                assert state is EntryState.ABSENT or (
                    state is EntryState.DEAD and key in self.buried_when_paid
                )


def test_the_scripts_do_what_the_model_does(raw: "redis.Redis", redis_url: str) -> None:
    client = ClockedClient.connect(redis_url, timeout_ms=10_000)
    run_state_machine_as_test(
        lambda: Protocol(raw, client),
        settings=settings(
            max_examples=100,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    client.close()
