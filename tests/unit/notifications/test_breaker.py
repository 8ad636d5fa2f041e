"""A provider that fails is left in peace, longer each time, and is tried once before it is trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.breaker import LONGEST_PEACE, LONGEST_RETRY_AFTER, PEACE, Provider
from notifications.channels.outcome import SENT, TIMED_OUT, Outcome

NOW = datetime(2026, 3, 14, tzinfo=UTC)
REFUSED = Outcome(failure="HTTP status 403", is_refused=True)


def failed(times: int) -> Provider:
    provider = Provider("p")
    for _ in range(times):
        provider.note(TIMED_OUT, NOW)
    return provider


def test_it_takes_three_failures_in_a_row() -> None:
    assert failed(2).is_open(NOW)
    assert not failed(3).is_open(NOW)
    provider = failed(2)
    provider.note(SENT, NOW)
    provider.note(TIMED_OUT, NOW)
    assert provider.is_open(NOW)


def test_one_that_refuses_is_there() -> None:
    provider = failed(2)
    provider.note(REFUSED, NOW)
    assert provider.failures == 0


@pytest.mark.parametrize(
    ("times", "peace"), [(3, PEACE), (4, 2 * PEACE), (5, 4 * PEACE), (60, LONGEST_PEACE)]
)
def test_the_peace_doubles_up_to_a_limit(times: int, peace: timedelta) -> None:
    assert failed(times).wait(NOW) == peace


def test_when_the_peace_is_over_it_is_probed_and_one_answer_opens_it() -> None:
    provider = failed(3)
    assert not provider.is_to_be_probed(NOW)
    later = NOW + PEACE
    assert provider.is_to_be_probed(later)
    assert not provider.is_open(later)
    provider.note(SENT, later)
    assert provider.is_open(later)


def test_it_is_proven_by_its_last_call() -> None:
    provider = Provider("p")
    assert not provider.is_proven
    provider.note(SENT, NOW)
    assert provider.is_proven
    assert provider.is_changed  # and so written down, once
    provider.note(TIMED_OUT, NOW)
    assert not provider.is_proven


def test_it_is_written_down_only_if_something_changed() -> None:
    provider = Provider("p", is_known=True)
    provider.note(SENT, NOW)
    assert not provider.is_changed
    assert failed(1).is_changed


@pytest.mark.parametrize(("seconds", "wait"), [(60.0, timedelta(minutes=1)), (1e7, LONGEST_RETRY_AFTER)])
def test_who_asks_for_time_gets_it_within_reason(seconds: float, wait: timedelta) -> None:
    provider = Provider("p")
    provider.note(Outcome(failure="HTTP status 429", retry_after=seconds), NOW)
    assert provider.wait(NOW) == wait
    assert not provider.is_open(NOW)
    assert provider.is_open(NOW + wait)  # it did not fail, so nobody has to probe it
