"""Waiting ends when the thing is true, or at the deadline."""

import time

from ops.waiting import wait_until


def test_it_asks_at_least_once() -> None:
    assert wait_until(lambda: True, timeout=0)
    assert not wait_until(lambda: False, timeout=0)


def test_it_ends_as_soon_as_it_is_true() -> None:
    answers = iter([False, False, True])
    assert wait_until(lambda: next(answers), timeout=60, interval=0.001)


def test_it_gives_up_at_the_deadline() -> None:
    began = time.monotonic()
    assert not wait_until(lambda: False, timeout=0.05, interval=10)
    assert time.monotonic() - began < 5
