"""A signal is put off until a safe point, and never forgotten."""

import signal
from collections.abc import Iterator

import pytest

from ops.demo.stopping import stopping_at_safe_points
from ops.interruption import Interrupted, interruptible


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    with interruptible():
        yield


@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_for_the_next_safe_point(what: signal.Signals) -> None:
    reached = []

    def work() -> None:
        with stopping_at_safe_points() as stopping:
            stopping.check()
            signal.raise_signal(what)
            reached.append("what comes before the safe point")
            stopping.check()
            reached.append("what comes after it")

    with pytest.raises(Interrupted):
        work()
    assert reached == ["what comes before the safe point"]


def test_the_end_is_a_safe_point() -> None:
    with pytest.raises(Interrupted), stopping_at_safe_points():
        signal.raise_signal(signal.SIGINT)


def test_the_second_signal_does_not_wait() -> None:
    reached = []

    def work() -> None:
        with stopping_at_safe_points():
            signal.raise_signal(signal.SIGINT)
            reached.append("after the first")
            signal.raise_signal(signal.SIGINT)
            reached.append("after the second")

    with pytest.raises(Interrupted):
        work()
    assert reached == ["after the first"]


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopping_at_safe_points():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(Interrupted):
        signal.raise_signal(signal.SIGINT)


def test_an_error_of_its_own_is_not_hidden() -> None:
    def work() -> None:
        with stopping_at_safe_points():
            signal.raise_signal(signal.SIGINT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
