"""A lane in memory: the protocol once more, in plain Python, with a clock that the test turns.

It has the doors of `LaneClient` and answers with the same types, so that what works with a lane can be tested
without Redis. The tests of this package run the same steps on both and compare.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from math import ceil

from coalescing.histogram import bucket_of
from coalescing.in_memory_entry import Entry, Timing
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
from coalescing.submission import LaneInput, submit_arguments, submit_outcome
from coalescing.verdicts import Dead, Done, Retry, Skipped, Verdict


class InMemoryLane:
    """One lane without Redis. Not for use by several threads."""

    def __init__(self, lane: Lane, clock_ms: Callable[[], int]) -> None:
        """An empty lane; `clock_ms` answers milliseconds since the epoch."""
        self.lane = lane
        self._now = clock_ms
        self._entries: dict[str, Entry] = {}
        self._claims: dict[str, list[str]] = {}
        self._pokes: OrderedDict[str, int] = OrderedDict()
        self._rests: dict[str, int] = {}
        self._paused_ms = 0
        self._counts: Counter[str] = Counter()

    def submit(
        self,
        key: str,
        payload: bytes = b"",
        *,
        revision: int = 0,
        if_absent: bool = False,
        delay_ms: int | None = None,
    ) -> SubmitOutcome:
        """See `LaneClient.submit`."""
        _, payload, _, _, _, window_ms, _ = submit_arguments(
            self.lane, key, payload, revision, if_absent=if_absent, delay_ms=delay_ms
        )
        is_leading = self.lane.leading and delay_ms is None
        timing = Timing(
            window_ms,
            self.lane.max_wait_ms or 0,
            self.lane.max_inputs or 0,
            self._rests.get(key, 0) if is_leading else None,
        )
        entry = self._entries.get(key)
        if entry is None:
            now = self._now()
            self._entries[key] = Entry(payload, now, timing.opening_due_ms(now), revision=revision)
            outcome = SubmitOutcome.OPENED
        elif if_absent and not (entry.state is EntryState.DEAD and 0 < entry.revision < revision):
            outcome = SubmitOutcome.DEAD if entry.state is EntryState.DEAD else SubmitOutcome.KNOWN
        elif not entry.take_in(self.lane, payload, revision):
            outcome = SubmitOutcome.REFUSED
        else:
            outcome = entry.count_in(timing, self._now())
            entry.revision = max(entry.revision, revision)
        still_dead = outcome is SubmitOutcome.DEAD
        self._counts["still_dead" if still_dead else outcome.name.lower()] += 1
        return submit_outcome(self.lane, key, outcome.value)

    def submit_many(
        self, inputs: Iterable[LaneInput], *, if_absent: bool = False, delay_ms: int | None = None
    ) -> list[SubmitOutcome]:
        """See `LaneClient.submit_many`."""
        return [
            self.submit(key, payload, revision=sum(revision), if_absent=if_absent, delay_ms=delay_ms)
            for key, payload, *revision in inputs
        ]

    def claim(
        self, n: int, token: str, poke_id: str | None = None, *, even_if_paused: bool = False
    ) -> list[ClaimedEntry]:
        """See `LaneClient.claim`."""
        if poke_id:
            self._pokes.pop(poke_id, None)
        is_closed = token in self._claims or (self._paused_ms and not even_if_paused)
        if not is_closed and (keys := self._claimable(min(n, MAX_ENTRIES))):
            now = self._now()
            for key in keys:
                entry = self._entries[key]
                entry.claimed_generation, entry.claimed_ms = entry.generation, now
                entry.token, entry.lease_end_ms = token, now + self.lane.lease_ms
                if self.lane.rest_ms:
                    self._rests[key] = now + self.lane.rest_ms
            self._claims[token] = keys
            self._counts["started"] += len(keys)
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
                entry.prepare_next_run(self.lane, now, is_finished=False)
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
        if not waiting or self._paused_ms:
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

    def pause(self) -> None:
        """See `LaneClient.pause`."""
        self._paused_ms = self._paused_ms or self._now()

    def resume(self) -> None:
        """See `LaneClient.resume`."""
        self._paused_ms = 0

    def flush(self) -> None:
        """Forget everything, as FLUSHALL does."""
        for kept in (self._entries, self._claims, self._pokes, self._rests, self._counts):
            kept.clear()
        self._paused_ms = 0

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
            paused_ms=self._paused_ms,
        )
        return LaneStats.of(gauges, self._counts)

    def forget(self, key: str) -> EntryState:
        """See `LaneClient.forget`."""
        self._rests.pop(key, None)
        entry = self._entries.get(key)
        if entry is None:
            return EntryState.ABSENT
        state = entry.state
        self._leave_claim(key, entry)
        del self._entries[key]
        self._counts["forgotten_dead" if state is EntryState.DEAD else "forgotten"] += 1
        return state

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
        self._count_span("run", now - (entry.claimed_ms or now))
        self._counts["failed"] += isinstance(verdict, Dead) or (isinstance(verdict, Retry) and verdict.counts)
        if entry.is_overtaken:
            entry.prepare_next_run(self.lane, now, is_finished=isinstance(verdict, Done | Skipped))
            self._counts["rerun"] += 1
            return SettleOutcome.RERUN
        match verdict:
            case Done() | Skipped():
                self._count_span("lag", now - entry.due_ms)
                self._counts["completed" if isinstance(verdict, Done) else "skipped"] += 1
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

    def _leave_claim(self, key: str, entry: Entry) -> None:
        if entry.token is not None:
            self._claims[entry.token].remove(key)
            if not self._claims[entry.token]:
                del self._claims[entry.token]
            entry.release()

    def _count_span(self, name: str, span_ms: int) -> None:
        self._counts[f"{name}:{bucket_of(span_ms)}"] += 1
        self._counts[f"{name}_sum_ms"] += max(0, span_ms)


def _claimed(key: str, entry: Entry) -> ClaimedEntry:
    return ClaimedEntry(
        key,
        entry.payload,
        entry.claimed_generation,
        entry.attempts + 1,
        entry.crashes,
        entry.first_submit_ms,
        entry.due_ms,
        entry.claimed_ms or 0,
        entry.revision,
    )
