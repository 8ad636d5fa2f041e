"""A lane in memory: the protocol once more, in plain Python, with a clock that the test turns.

It has the doors of `LaneClient` and answers with the same types, so that what works with a lane can be tested
without Redis. The tests of this package run the same steps on both and compare.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from coalescing.histogram import bucket_of
from coalescing.lane_client import MAX_CLAIM_BYTES, MAX_ENTRIES, new_token
from coalescing.lanes import Lane
from coalescing.outcomes import (
    Buried,
    ClaimedEntry,
    EntryState,
    ExtendOutcome,
    PeekedEntry,
    Pokes,
    SettleOutcome,
    SubmitOutcome,
    Swept,
)
from coalescing.stats import Gauges, LaneStats
from coalescing.submission import submit_arguments
from coalescing.verdicts import Dead, Done, Retry, Verdict


@dataclass(slots=True)
class _Entry:
    payload: bytes
    first_submit_ms: int
    due_ms: int
    generation: int = 1
    claimed_generation: int = 0
    attempts: int = 0
    crashes: int = 0
    claimed_ms: int | None = None
    lease_end_ms: int | None = None
    died_ms: int | None = None
    token: str | None = None
    reason: str | None = None

    @property
    def state(self) -> EntryState:
        if self.died_ms is not None:
            return EntryState.DEAD
        return EntryState.WAITING if self.token is None else EntryState.HELD

    @property
    def is_overtaken(self) -> bool:
        return self.generation != self.claimed_generation

    def release(self) -> None:
        self.token = self.lease_end_ms = None

    def start_afresh(self) -> None:
        self.attempts, self.reason = 0, None


class InMemoryLane:
    """One lane without Redis. Not for use by several threads."""

    def __init__(self, lane: Lane, clock_ms: Callable[[], int]) -> None:
        """An empty lane; `clock_ms` answers milliseconds since the epoch."""
        self.lane = lane
        self._now = clock_ms
        self._entries: dict[str, _Entry] = {}
        self._claims: dict[str, list[str]] = {}
        self._pokes: OrderedDict[str, int] = OrderedDict()
        self._counts: Counter[str] = Counter()

    def submit(
        self, key: str, payload: bytes = b"", *, if_absent: bool = False, delay_ms: int | None = None
    ) -> SubmitOutcome:
        """See `LaneClient.submit`."""
        _, _, window_ms, *_ = submit_arguments(
            self.lane, key, payload, if_absent=if_absent, delay_ms=delay_ms
        )
        entry = self._entries.get(key)
        if entry is None:
            now = self._now()
            self._entries[key] = _Entry(payload, now, now + window_ms)
            outcome = SubmitOutcome.OPENED
        elif if_absent:
            outcome = SubmitOutcome.DEAD if entry.state is EntryState.DEAD else SubmitOutcome.KNOWN
        else:
            outcome = self._take_over(entry, window_ms)
            entry.payload = payload
            entry.generation += 1
        still_dead = outcome is SubmitOutcome.DEAD
        self._counts["still_dead" if still_dead else outcome.name.lower()] += 1
        return outcome

    def submit_many(
        self, inputs: Iterable[tuple[str, bytes]], *, if_absent: bool = False, delay_ms: int | None = None
    ) -> list[SubmitOutcome]:
        """See `LaneClient.submit_many`."""
        return [self.submit(key, payload, if_absent=if_absent, delay_ms=delay_ms) for key, payload in inputs]

    def claim(self, n: int, token: str, poke_id: str | None = None) -> list[ClaimedEntry]:
        """See `LaneClient.claim`."""
        if poke_id:
            self._pokes.pop(poke_id, None)
        if token not in self._claims and (keys := self._claimable(min(n, MAX_ENTRIES))):
            now = self._now()
            for key in keys:
                entry = self._entries[key]
                entry.claimed_generation, entry.claimed_ms = entry.generation, now
                entry.token, entry.lease_end_ms = token, now + self.lane.lease_ms
            self._claims[token] = keys
            self._counts["claimed"] += len(keys)
        return [_claimed(key, self._entries[key]) for key in self._claims.get(token, [])]

    def settle(self, token: str, verdicts: Mapping[str, Verdict]) -> dict[str, SettleOutcome]:
        """See `LaneClient.settle`."""
        return {key: self._settle_one(token, key, verdict) for key, verdict in verdicts.items()}

    def extend(self, token: str, keys: Iterable[str]) -> dict[str, ExtendOutcome]:
        """See `LaneClient.extend`."""
        outcomes = {}
        for key in keys:
            outcomes[key] = ExtendOutcome.LOST
            entry = self._entries.get(key)
            if entry is not None and entry.token == token:
                entry.lease_end_ms = self._now() + self.lane.lease_ms
                outcomes[key] = ExtendOutcome.HELD
        return outcomes

    def sweep(self, limit: int = MAX_ENTRIES) -> Swept:
        """See `LaneClient.sweep`."""
        now = self._now()
        ended = sorted(
            (entry.lease_end_ms, key)
            for key, entry in self._entries.items()
            if entry.lease_end_ms is not None and entry.lease_end_ms <= now
        )[: min(limit, MAX_ENTRIES)]
        buried: list[Buried] = []
        for _, key in ended:
            entry = self._entries[key]
            self._leave_claim(key, entry)
            entry.crashes += 1
            if entry.is_overtaken:
                entry.start_afresh()
                entry.due_ms = now
            elif entry.crashes > self.lane.max_crashes:
                entry.reason = f"its lease ended without a settle {entry.crashes} times in a row"
                entry.died_ms = now
                buried.append(Buried(key, entry.reason))
        returned = len(ended) - len(buried)
        self._counts["swept"] += returned
        self._counts["buried"] += len(buried)
        return Swept(returned, tuple(buried))

    def poke(self, batch: int, ttl_ms: int, at_most: int, *, poke_id: str | None = None) -> Pokes:
        """See `LaneClient.poke`."""
        waiting = self._waiting()
        if not waiting:
            return Pokes((), None)
        now = self._now()
        if waiting[0][0] > now:
            return Pokes((), waiting[0][0] - now)
        self._pokes = OrderedDict((name, expiry) for name, expiry in self._pokes.items() if expiry > now)
        prefix = poke_id or new_token()
        ids = [name for i in range(1, at_most + 1) if (name := f"{prefix}:{i}") in self._pokes]
        if not ids:
            missing = ceil(sum(due <= now for due, _ in waiting) / batch) - len(self._pokes)
            ids = [f"{prefix}:{i}" for i in range(1, min(missing, at_most) + 1)]
            self._pokes.update(dict.fromkeys(ids, now + ttl_ms))
            self._counts["poked"] += len(ids)
        return Pokes(tuple(ids), 0)

    def peek(self, key: str) -> PeekedEntry:
        """See `LaneClient.peek`."""
        entry = self._entries.get(key)
        if entry is None:
            return PeekedEntry(key, EntryState.ABSENT)
        details = {name: getattr(entry, name) for name in PeekedEntry._fields if name not in {"key", "state"}}
        return PeekedEntry(key, entry.state, **(details | {"reason": entry.reason or None}))

    def stats(self) -> LaneStats:
        """See `LaneClient.stats`."""
        now = self._now()
        waiting = self._waiting()
        held = [entry for entry in self._entries.values() if entry.lease_end_ms is not None]
        gauges = Gauges(
            waiting=len(waiting),
            due=sum(due <= now for due, _ in waiting),
            held=len(held),
            overdue=sum(entry.lease_end_ms <= now for entry in held if entry.lease_end_ms is not None),
            dead=sum(entry.state is EntryState.DEAD for entry in self._entries.values()),
            pokes=sum(expiry > now for expiry in self._pokes.values()),
            oldest_due_age_ms=max(0, now - waiting[0][0]) if waiting else 0,
        )
        return LaneStats.of(gauges, self._counts)

    def forget(self, key: str) -> EntryState:
        """See `LaneClient.forget`."""
        entry = self._entries.get(key)
        if entry is None:
            return EntryState.ABSENT
        state = entry.state
        self._leave_claim(key, entry)
        del self._entries[key]
        self._counts["forgotten_dead" if state is EntryState.DEAD else "forgotten"] += 1
        return state

    def _take_over(self, entry: _Entry, window_ms: int) -> SubmitOutcome:
        now = self._now()
        if entry.state is EntryState.DEAD:
            entry.start_afresh()
            entry.crashes, entry.died_ms = 0, None
            entry.first_submit_ms, entry.due_ms = now, now + window_ms
            return SubmitOutcome.REVIVED
        if entry.state is EntryState.HELD:
            if not entry.is_overtaken:
                entry.first_submit_ms = now
            return SubmitOutcome.OVERTAKEN
        if entry.reason is not None:
            entry.start_afresh()
            entry.due_ms = min(entry.due_ms, now + window_ms)
        return SubmitOutcome.COALESCED

    def _waiting(self) -> list[tuple[int, str]]:
        waiting = ((key, entry) for key, entry in self._entries.items() if entry.state is EntryState.WAITING)
        return sorted((entry.due_ms, key) for key, entry in waiting)

    def _claimable(self, n: int) -> list[str]:
        keys: list[str] = []
        payload_bytes = 0
        for due_ms, key in self._waiting()[:n]:
            entry = self._entries[key]
            payload_bytes += len(entry.payload)
            is_last_chance = entry.crashes >= self.lane.max_crashes
            if due_ms > self._now() or (keys and (is_last_chance or payload_bytes > MAX_CLAIM_BYTES)):
                break
            keys.append(key)
            if is_last_chance:
                break
        return keys

    def _settle_one(self, token: str, key: str, verdict: Verdict) -> SettleOutcome:
        entry = self._entries.get(key)
        if entry is None or entry.token != token:
            self._counts["superseded"] += 1
            return SettleOutcome.SUPERSEDED
        now = self._now()
        self._leave_claim(key, entry)
        entry.crashes = 0
        if entry.is_overtaken:
            entry.start_afresh()
            entry.due_ms = now
            self._counts["rerun"] += 1
            return SettleOutcome.RERUN
        match verdict:
            case Done():
                self._count_span("lag", now - entry.due_ms)
                self._count_span("run", now - (entry.claimed_ms or now))
                self._counts["done"] += 1
                del self._entries[key]
            case Retry():
                entry.attempts += verdict.counts
                entry.due_ms, entry.reason = now + verdict.delay_ms, verdict.reason
                self._counts["retried" if verdict.counts else "postponed"] += 1
            case Dead():
                entry.attempts += 1
                entry.died_ms, entry.reason = now, verdict.reason
                self._counts["died"] += 1
        return SettleOutcome.SETTLED

    def _leave_claim(self, key: str, entry: _Entry) -> None:
        if entry.token is not None:
            self._claims[entry.token].remove(key)
            if not self._claims[entry.token]:
                del self._claims[entry.token]
            entry.release()

    def _count_span(self, name: str, span_ms: int) -> None:
        self._counts[f"{name}:{bucket_of(span_ms)}"] += 1


def _claimed(key: str, entry: _Entry) -> ClaimedEntry:
    return ClaimedEntry(
        key,
        entry.payload,
        entry.claimed_generation,
        entry.attempts + 1,
        entry.crashes,
        entry.first_submit_ms,
        entry.due_ms,
    )
