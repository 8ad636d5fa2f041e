"""One breaker for all processes: G9, shared, in a row, and with one probe."""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ops.valkey import EmbeddedValkey
from runtime.patient_redis import PatientRedis
from runtime.shared_breaker import (
    Admission,
    AsyncSharedBreaker,
    CircuitOpenError,
    Outcome,
    Patience,
    SharedBreaker,
)
from runtime.worker_redis import WorkerRedis
from tests.integration.runtime.asking import QUICK, ask_breaker
from tests.integration.runtime.clocked import ClockedRedis

pytestmark = pytest.mark.integration

ANSWERED, FAILED, UNKNOWN = Outcome.ANSWERED, Outcome.FAILED, Outcome.UNKNOWN
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def clocked(redis_url: str) -> Iterator[ClockedRedis]:
    with closing(ClockedRedis(redis_url)) as made:
        made.now_ms = 1_000_000
        yield made


@pytest.fixture
def breaker(clocked: ClockedRedis, redis_prefix: str) -> SharedBreaker:
    return SharedBreaker(clocked, redis_prefix, "somebody")


def tell(breaker: SharedBreaker, outcome: Outcome, times: int = 1) -> float:
    admissions = [breaker.admit() for _ in range(times)]
    return [breaker.tell(admission, outcome) for admission in admissions][-1]


def wait_of(breaker: SharedBreaker) -> float:
    with pytest.raises(CircuitOpenError) as refused:
        breaker.admit()
    return refused.value.wait_seconds


def test_g9_five_failures_in_a_row_open_it_and_one_probe_shuts_it(
    breaker: SharedBreaker, clocked: ClockedRedis
) -> None:
    assert tell(breaker, FAILED, 4) == 0
    assert tell(breaker, FAILED) == 30
    assert wait_of(breaker) == 30
    clocked.now_ms += 30_000
    probe = breaker.admit()
    assert probe.is_probe
    assert wait_of(breaker) > 0
    assert breaker.tell(probe, ANSWERED) == 0
    assert not breaker.admit().is_probe


def test_g9_failures_that_are_not_in_a_row_do_not_open_it(breaker: SharedBreaker) -> None:
    for _ in range(5):
        assert tell(breaker, FAILED, 4) == 0
        assert tell(breaker, ANSWERED) == 0


def test_failures_over_more_than_a_minute_do_not_open_it(
    breaker: SharedBreaker, clocked: ClockedRedis
) -> None:
    for _ in range(12):
        assert tell(breaker, FAILED) == 0
        clocked.now_ms += 15_000


def test_a_probe_that_fails_keeps_it_open_for_longer_and_longer(
    breaker: SharedBreaker, clocked: ClockedRedis
) -> None:
    peace = [tell(breaker, FAILED, 5)]
    for _ in range(7):
        clocked.now_ms += round(peace[-1] * 1000)
        peace.append(tell(breaker, FAILED))
    assert peace == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_probe_that_says_nothing_or_is_never_heard_of_lets_another_one_find_out(
    breaker: SharedBreaker, clocked: ClockedRedis
) -> None:
    tell(breaker, FAILED, 5)
    clocked.now_ms += 30_000
    silent = breaker.admit()
    breaker.tell(silent, UNKNOWN)
    dead = breaker.admit()
    assert silent.is_probe
    assert dead.is_probe
    clocked.now_ms += round(wait_of(breaker) * 1000)
    assert breaker.admit().is_probe
    breaker.tell(dead, ANSWERED)  # too late
    assert wait_of(breaker)


@dataclass
class Model:
    """The breaker as it is described, in a few lines."""

    patience: Patience
    failures: list[int] = field(default_factory=list)
    open_until: int | None = None
    openings: int = 0
    probe: Admission | None = None
    probe_until: int = 0

    def wait(self, now: int) -> int | Literal["probe", "go"]:
        if self.open_until is None:
            return "go"
        blocked = max(self.open_until, self.probe_until)
        return blocked - now if now < blocked else "probe"

    def tell(self, admission: Admission, outcome: Outcome, now: int) -> int:
        if self.open_until is not None:
            if self.probe is not None and self.probe.token == admission.token:
                self.probe, self.probe_until = None, 0
                if outcome is ANSWERED:
                    self.open_until, self.openings = None, 0
                    return 0
                if outcome is FAILED:
                    return self.open(now)
            return max(0, self.open_until - now)
        if outcome is ANSWERED:
            self.failures = []
        elif outcome is FAILED:
            self.failures.append(now)
            last = self.failures[-self.patience.failures :]
            if len(last) == self.patience.failures and now - last[0] < self.patience.span_ms:
                return self.open(now)
        return 0

    def open(self, now: int) -> int:
        peace = min(self.patience.open_ms * 2**self.openings, self.patience.longest_ms)
        self.failures, self.open_until, self.openings = [], now + peace, self.openings + 1
        return peace


#: Ask; tell of one of the calls under way; or let time pass.
steps = st.lists(
    st.one_of(
        *[st.just("admit")] * 3,
        *[st.tuples(st.integers(0, 5), st.sampled_from([*[FAILED] * 4, ANSWERED, UNKNOWN]))] * 2,
        st.sampled_from([1, 900, 4_000, 10_000]),
    ),
    min_size=30,
    max_size=60,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_it_is_as_its_model_whatever_happens(
    clocked: ClockedRedis, redis_prefix: str, happened: list[str | int | tuple[int, Outcome]]
) -> None:
    patience = Patience(failures=3, span_ms=10_000, open_ms=5_000, longest_ms=18_000, probe_ms=8_000)
    clocked.flush()
    clocked.now_ms = 1_000_000
    breaker, model = SharedBreaker(clocked, redis_prefix, "x", patience), Model(patience)
    under_way: list[Admission] = []
    for step in happened:
        if isinstance(step, int):
            clocked.now_ms += step
        elif isinstance(step, tuple):
            if under_way:
                admission = under_way.pop(step[0] % len(under_way))
                told = breaker.tell(admission, step[1])
                assert round(told * 1000) == model.tell(admission, step[1], clocked.now_ms)
        else:
            expected = model.wait(clocked.now_ms)
            if isinstance(expected, int):
                assert round(wait_of(breaker) * 1000) == expected
                continue
            admission = breaker.admit()
            assert admission.is_probe is (expected == "probe")
            under_way.append(admission)
            if admission.is_probe:
                model.probe, model.probe_until = admission, clocked.now_ms + patience.probe_ms


def test_g9_of_two_processes_one_thread_is_the_probe(redis_url: str, redis_prefix: str) -> None:
    """Failures of one process open it for the others, and of all their threads one finds out."""
    with closing(WorkerRedis(redis_url)) as redis, SPAWN.Pool(2) as processes:
        breaker = SharedBreaker(redis, redis_prefix, "somebody", QUICK)
        told = processes.starmap(ask_breaker, [(redis_url, redis_prefix, 4, 0.05)] * 2)
        assert [set(each) for each in told] == [{"go"}] * 2
        tell(breaker, FAILED, 5)
        told = processes.starmap(ask_breaker, [(redis_url, redis_prefix, 4, 0.8)] * 2)
        assert sum(told, Counter())["probe"] == 1
        assert sum(told, Counter())["go"] == 0
        assert all(each["wait"] for each in told)


def test_a_block_that_calls_tells_by_what_it_raises(breaker: SharedBreaker) -> None:
    for raised in [TimeoutError, *[ConnectionError] * 3, KeyError, *[TimeoutError] * 4, KeyboardInterrupt]:
        with pytest.raises(raised), breaker.call(failures=(OSError,)):
            raise raised
    with pytest.raises(OSError), breaker.call(failures=(OSError,)):  # noqa: PT011
        raise OSError
    assert wait_of(breaker)


def test_without_redis_everybody_calls(valkey_server: EmbeddedValkey, redis_prefix: str) -> None:
    away = valkey_server.url.rpartition(":")[0] + ":1/0"
    with closing(WorkerRedis(away)) as redis:
        breaker = SharedBreaker(redis, redis_prefix, "somebody")
        for _ in range(7):
            assert breaker.tell(breaker.admit(), FAILED) == 0


def test_coroutines_share_it_with_threads(redis_url: str, redis_prefix: str) -> None:
    async def play() -> float:
        patient = PatientRedis(redis_url, timeout_ms=1_000)
        twin = AsyncSharedBreaker(patient, redis_prefix, "somebody")
        try:
            opened = [await twin.tell(await twin.admit(), FAILED) for _ in range(5)]
            with pytest.raises(CircuitOpenError) as refused:
                await twin.admit()
        finally:
            await patient.close()
        assert opened == [0, 0, 0, 0, 30]
        return refused.value.wait_seconds

    assert 29 < asyncio.run(play()) <= 30
    with closing(WorkerRedis(redis_url)) as redis:
        assert 25 < wait_of(SharedBreaker(redis, redis_prefix, "somebody")) <= 30
