"""The breaker: when it opens, whom it lets through, when it closes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from coalescing.breaker import Breaker
from coalescing.errors import RedisUnavailableError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(open_seconds=1.0, failures_to_open=3, clock=clock)


def is_admitted(admit: Callable[[], None]) -> bool:
    try:
        admit()
    except RedisUnavailableError:
        return False
    return True


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.admit()
        breaker.failed()


def test_it_stays_closed_below_the_limit(breaker: Breaker) -> None:
    fail(breaker, 2)

    assert is_admitted(breaker.admit)
    assert not breaker.is_open


def test_a_success_starts_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)

    assert is_admitted(breaker.admit)


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 3)

    assert breaker.is_open
    assert not is_admitted(breaker.admit)


def test_one_call_is_let_through_when_the_time_is_over(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0

    assert not breaker.is_open
    assert [is_admitted(breaker.admit) for _ in range(3)] == [True, False, False]


def test_the_call_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0
    breaker.admit()
    breaker.succeeded()

    assert all(is_admitted(breaker.admit) for _ in range(3))


def test_the_call_that_fails_keeps_it_open_for_another_while(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0
    fail(breaker, 1)
    clock.now += 0.9

    assert not is_admitted(breaker.admit)
    clock.now += 0.1
    assert is_admitted(breaker.admit)


def test_a_call_that_never_returns_does_not_keep_it_open_for_ever(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0
    breaker.admit()  # and nothing is heard of it
    clock.now += 1.0

    assert is_admitted(breaker.admit)


def test_of_many_threads_one_is_let_through(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0

    with ThreadPoolExecutor(16) as threads:
        admitted = list(threads.map(lambda _: is_admitted(breaker.admit), range(200)))

    assert sum(admitted) == 1
