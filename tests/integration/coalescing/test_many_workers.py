"""Many threads submit and drain one lane at the same time, and some workers die with what they hold."""

import threading
from collections import defaultdict
from collections.abc import Callable
from random import Random

import pytest

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient, new_token
from coalescing.outcomes import SettleOutcome
from coalescing.verdicts import DONE, Retry

pytestmark = pytest.mark.integration

SUBMITTERS, KEYS_EACH, INPUTS_EACH = 3, 20, 600


class Platform:
    """What the threads share: one door, and what became of every key."""

    def __init__(self, lane: LaneClient, dying: LaneClient) -> None:
        self.lane, self.dying = lane, dying
        self.last_input: dict[str, bytes] = {}
        self.runs_done: dict[str, list[bytes]] = defaultdict(list)
        self.all_submitted = threading.Event()

    def submit(self, seed: int) -> None:
        rng = Random(seed)
        for i in range(INPUTS_EACH):
            key, payload = f"{seed}:{rng.randrange(KEYS_EACH)}", b"%d" % i
            self.lane.submit(key, payload)
            self.last_input[key] = payload

    def work(self, seed: int) -> None:
        rng = Random(seed)
        while True:
            is_over = self.all_submitted.is_set()
            token, dies = new_token(), rng.random() < 0.1
            runs = (self.dying if dies else self.lane).claim(rng.randint(1, 20), token)
            self.lane.sweep()
            if dies:
                continue
            verdicts = {run.key: DONE if rng.random() < 0.9 else Retry(0, "again") for run in runs}
            outcomes = self.lane.settle(token, verdicts)
            for run in runs:
                assert outcomes[run.key] is not SettleOutcome.SUPERSEDED
                if verdicts[run.key] is DONE and outcomes[run.key] is SettleOutcome.SETTLED:
                    self.runs_done[run.key].append(run.payload)
            gauges = self.lane.stats().gauges
            if is_over and gauges.waiting == gauges.held == 0:
                return


def run_all(*targets: Callable[[], None]) -> None:
    errors: list[BaseException] = []

    def guarded(target: Callable[[], None]) -> None:
        try:
            target()
        except BaseException as error:  # noqa: BLE001  the main thread reports it
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(target,), daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)


def test_every_last_input_is_done_and_nothing_is_left(
    make_lane: Callable[..., LaneClient], client: ScriptClient
) -> None:
    platform = Platform(make_lane(client), make_lane(client, lease_ms=1, max_crashes=1_000))

    def submit_all() -> None:
        try:
            run_all(*(lambda seed=seed: platform.submit(seed) for seed in range(SUBMITTERS)))
        finally:
            platform.all_submitted.set()

    run_all(submit_all, *(lambda seed=seed: platform.work(seed) for seed in range(100, 103)))

    done = platform.runs_done
    assert {key for key, payload in platform.last_input.items() if payload not in done[key]} == set()
    stats = platform.lane.stats()
    counters = stats.counters
    assert counters.enqueued == SUBMITTERS * INPUTS_EACH
    assert counters.completed == counters.opened == sum(map(len, platform.runs_done.values()))
    assert (stats.gauges.waiting, stats.gauges.held, stats.gauges.dead) == (0, 0, 0)
    assert counters.swept > 0
