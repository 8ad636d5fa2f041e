"""A lane in which a fixed number of keys is pending, before and after each measurement."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from random import Random
from typing import NamedTuple

from benchmarks.cpu_time import CpuTime
from coalescing.client import ScriptClient
from coalescing.keys import LaneKeys
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.outcomes import SettleOutcome, SubmitOutcome
from coalescing.scripts import FORGET
from coalescing.verdicts import DONE

PREFIX = "bench"

#: Keys that come in one call while a lane is filled.
FILLED_AT_ONCE = 5_000

#: Single calls that one measurement makes: few beside the smallest size, which has to stay what it is.
CALLS = 100
BATCH = 200


def key_of(number: int) -> str:
    """The key of that number, of the form `clientId:date`: always the same one, and as good as random."""
    digits = blake2b(b"%d" % number, digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}:2026-01-01"


class Cost(NamedTuple):
    """Microseconds a key."""

    #: As time went by for the caller.
    wall: float
    #: On the CPU of Redis alone.
    in_redis: float


class PendingLane:
    """The lane `checkins` on a server of its own.

    All that is pending is due, as in a backlog. What a measurement adds is taken out again, and what it takes
    out is put back, outside of the measured time.
    """

    def __init__(self, client: ScriptClient, redis_cpu: CpuTime, size: int) -> None:
        self.size = size
        self.lane = LaneClient(CHECKINS, client, PREFIX)
        self._client = client
        self._redis_cpu = redis_cpu
        self._forget = FORGET.bind(LaneKeys(PREFIX, CHECKINS.name))
        self._random = Random(size)
        self._next_number = size

    def fill(self) -> Iterator[int]:
        """Fill the lane; yields now and then how many keys are pending."""
        starts = range(0, self.size, FILLED_AT_ONCE)
        parts = [range(start, min(start + FILLED_AT_ONCE, self.size)) for start in starts]
        with ThreadPoolExecutor(2) as threads:  # one prepares while the other one waits for Redis
            for part, _ in zip(parts, threads.map(self._submit_part, parts), strict=True):
                yield part.stop

    def submit_new(self) -> Cost:
        """One call for each key, of keys that are absent."""
        keys = self._absent(CALLS)
        outcomes: list[SubmitOutcome] = []
        cost = self._cost(lambda: outcomes.extend([self.lane.submit(key, revision=1) for key in keys]), CALLS)
        _expect(SubmitOutcome.OPENED, outcomes)
        self._remove(keys)
        return cost

    def submit_coalesced(self) -> Cost:
        """One call for each key, of keys from anywhere among those that are pending."""
        keys = self._pending(CALLS)
        outcomes: list[SubmitOutcome] = []
        cost = self._cost(lambda: outcomes.extend([self.lane.submit(key, revision=2) for key in keys]), CALLS)
        _expect(SubmitOutcome.COALESCED, outcomes)
        return cost

    def submit_many(self) -> Cost:
        """A pipeline of keys that are absent."""
        inputs = [(key, b"", 1) for key in self._absent(BATCH)]
        outcomes: list[SubmitOutcome] = []
        cost = self._cost(lambda: outcomes.extend(self.lane.submit_many(inputs)), BATCH)
        _expect(SubmitOutcome.OPENED, outcomes)
        self._remove([key for key, *_ in inputs])
        return cost

    def claim_and_settle(self) -> Cost:
        """A batch that is claimed and done."""
        keys: list[str] = []
        outcomes: list[SettleOutcome] = []

        def batch() -> None:
            token = new_token()
            keys.extend(entry.key for entry in self.lane.claim(BATCH, token))
            outcomes.extend(self.lane.settle(token, dict.fromkeys(keys, DONE)).values())

        cost = self._cost(batch, BATCH)
        if len(keys) != BATCH:
            raise RuntimeError(f"claimed {len(keys)} entries instead of {BATCH}")
        _expect(SettleOutcome.SETTLED, outcomes)
        self._submit_due(keys)
        return cost

    def _absent(self, count: int) -> list[str]:
        first, self._next_number = self._next_number, self._next_number + count
        return [key_of(number) for number in range(first, self._next_number)]

    def _pending(self, count: int) -> list[str]:
        return [key_of(number) for number in self._random.sample(range(self.size), count)]

    def _submit_part(self, numbers: range) -> None:
        self._submit_due([key_of(number) for number in numbers])

    def _submit_due(self, keys: list[str]) -> None:
        outcomes = self.lane.submit_many([(key, b"", 1) for key in keys], delay_ms=0)
        _expect(SubmitOutcome.OPENED, outcomes)

    def _remove(self, keys: list[str]) -> None:
        self._client.run_many(self._forget, [(key,) for key in keys])

    def _cost(self, call: Callable[[], None], keys: int) -> Cost:
        on_cpu, began = self._redis_cpu.milliseconds(), time.perf_counter()
        call()
        ended = time.perf_counter()
        used_ms = self._redis_cpu.milliseconds() - on_cpu
        return Cost((ended - began) * 1e6 / keys, used_ms * 1e3 / keys)


def _expect(expected: object, outcomes: Sequence[object]) -> None:
    if others := set(outcomes) - {expected}:
        raise RuntimeError(f"{others} where all should be {expected}, so this would measure something else")
