"""One entry of a lane in memory, and when it is due: what `testing.InMemoryLane` is made of."""

from dataclasses import dataclass

from coalescing.lanes import Lane
from coalescing.outcomes import EntryState, SubmitOutcome
from coalescing.payloads import combine
from coalescing.submission import MAX_PAYLOAD_BYTES


@dataclass(frozen=True, slots=True)
class Timing:
    """When what a submit opens, joins or overtakes is due; all in milliseconds."""

    window_ms: int
    #: 0 in mode `window`.
    max_wait_ms: int
    #: 0 for any number.
    max_inputs: int
    #: Until when the key rests; None in a lane without leading runs.
    rest_end_ms: int | None

    def opening_due_ms(self, now: int) -> int:
        """Of an entry that opens."""
        if self.rest_end_ms is None or (self.rest_end_ms > now and self.max_wait_ms):
            return now + self.window_ms
        return max(now, self.rest_end_ms)

    def quiet_ms(self, now: int, first_submit_ms: int) -> int:
        """Of a burst that is debounced."""
        return min(now + self.window_ms, first_submit_ms + self.max_wait_ms)

    def rerun_due_ms(self, now: int, first_submit_ms: int) -> int:
        """Of an input that overtakes a run, at the earliest."""
        if self.max_wait_ms:
            return self.quiet_ms(now, first_submit_ms)
        return now if self.rest_end_ms is None else self.opening_due_ms(now)


@dataclass(slots=True)
class Entry:
    """The fields are those of `PeekedEntry`."""

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
    revision: int = 0
    next_payload: bytes | None = None

    @property
    def state(self) -> EntryState:
        """Where it is in its life."""
        if self.died_ms is not None:
            return EntryState.DEAD
        return EntryState.WAITING if self.token is None else EntryState.HELD

    @property
    def is_overtaken(self) -> bool:
        """Whether it was submitted since it was claimed."""
        return self.generation != self.claimed_generation

    def release(self) -> None:
        """Nobody holds it any more."""
        self.token = self.lease_end_ms = None

    def start_afresh(self) -> None:
        """Earlier failures do not count."""
        self.attempts, self.reason = 0, None

    def take_in(self, lane: Lane, payload: bytes, revision: int) -> bool:
        """Take a payload in by the lane's policy; answers whether it is not too large now."""
        if lane.payload == "latest" and 0 < revision < self.revision:
            return True
        is_held = self.state is EntryState.HELD
        is_new_burst = self.state is EntryState.DEAD and lane.payload == "first"
        earlier = self.next_payload if is_held else self.payload
        combination = payload if earlier is None or is_new_burst else combine(lane, earlier, payload)
        if len(combination) > MAX_PAYLOAD_BYTES:
            return False
        if is_held:
            self.next_payload = combination
        else:
            self.payload = combination
        return True

    def count_in(self, timing: Timing, now: int) -> SubmitOutcome:
        """What one more submit makes of its due time and its failures."""
        outcome = self._join(timing, now)
        inputs = self.generation - self.claimed_generation
        if outcome is not SubmitOutcome.REVIVED and 0 < timing.max_inputs <= inputs:
            self.due_ms = min(self.due_ms, now)
        return outcome

    def _join(self, timing: Timing, now: int) -> SubmitOutcome:
        self.generation += 1
        match self.state:
            case EntryState.DEAD:
                self.start_afresh()
                self.crashes, self.died_ms = 0, None
                self.first_submit_ms, self.due_ms = now, timing.opening_due_ms(now)
                return SubmitOutcome.REVIVED
            case EntryState.HELD:
                if self.generation == self.claimed_generation + 1:
                    self.first_submit_ms = now
                self.due_ms = timing.rerun_due_ms(now, self.first_submit_ms)
                return SubmitOutcome.OVERTAKEN
        if self.reason is not None:
            self.start_afresh()
            self.due_ms = min(self.due_ms, now + timing.window_ms)
        elif timing.max_wait_ms and self.due_ms > now:
            self.due_ms = max(self.due_ms, timing.quiet_ms(now, self.first_submit_ms))
        return SubmitOutcome.COALESCED

    def prepare_next_run(self, lane: Lane, now: int, *, is_finished: bool) -> None:
        """Give the next run what has come in, and what this run was given unless it has finished that."""
        if self.next_payload is not None:
            waiting, self.next_payload = self.next_payload, None
            self.payload = waiting if is_finished else combine(lane, self.payload, waiting)
        self.start_afresh()
        self.due_ms = max(now, self.due_ms)
