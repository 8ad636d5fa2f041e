"""What goes outside to one channel, held against a channel that remembers everything it was told."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.outgoing import Wish, is_at_least, once_withdrawn, while_it_stands
from storage.notifications import PastDelivery

ONE = PastDelivery(
    id=uuid4(),
    notification_id=uuid4(),
    channel_id=uuid4(),
    what="NEW",
    priority="NORMAL",
    round=0,
    status="SENT",
)


class Channel:
    """The outbox of one channel, as the lanes keep it."""

    def __init__(self) -> None:
        self.past: dict[tuple[str, int, str], PastDelivery] = {}
        self.heard: list[str] = []
        self.times_over = 0

    def stands(self, priority: str = "NORMAL", *, may_go_out: bool = True) -> None:
        decision = while_it_stands(
            self.past.values(), priority=priority, times_over=self.times_over, may_go_out=may_go_out
        )
        self._cancel(decision.cancel)
        self._owe(decision.send, priority)

    def withdrawn(self, *, was_wrong: bool = True) -> None:
        decision = once_withdrawn(self.past.values(), times_over=self.times_over, was_wrong=was_wrong)
        self._cancel(decision.cancel)
        self._owe(decision.send, "NORMAL")

    def over(self) -> None:
        self.withdrawn(was_wrong=False)
        self.times_over += 1

    def send(self) -> None:
        for name, each in self.past.items():
            if each.status == "OWED":
                self.heard.append(each.what)
                self.past[name] = replace(each, status="SENT")

    def _cancel(self, ids: object) -> None:
        for name, each in self.past.items():
            if each.id in list(ids):  # type: ignore[call-overload]
                assert each.status == "OWED"
                self.past[name] = replace(each, status="CANCELLED")

    def _owe(self, wish: Wish | None, priority: str) -> None:
        if wish is None:
            return
        name = (wish.what.value, wish.round, priority if wish.what == "NEW" else "")
        if name not in self.past or self.past[name].status == "CANCELLED":
            self.past[name] = replace(
                ONE, id=uuid4(), what=wish.what.value, round=wish.round, priority=priority, status="OWED"
            )


@pytest.fixture
def channel() -> Channel:
    return Channel()


def test_e1_the_same_news_goes_out_once(channel: Channel) -> None:
    for _ in range(3):
        channel.stands()
        channel.send()
    assert channel.heard == ["NEW"]


def test_raised_again_before_it_was_sent_it_goes_out_once(channel: Channel) -> None:
    channel.stands()
    channel.withdrawn()
    channel.stands()
    channel.send()
    assert channel.heard == ["NEW"]


def test_withdrawn_before_it_was_sent_nothing_goes_out(channel: Channel) -> None:
    channel.stands()
    channel.withdrawn()
    channel.send()
    assert channel.heard == []


def test_what_went_out_is_corrected_once(channel: Channel) -> None:
    channel.stands()
    channel.send()
    for _ in range(3):
        channel.withdrawn()
        channel.send()
    assert channel.heard == ["NEW", "CORRECTION"]


def test_raised_again_after_the_correction_it_is_news_again(channel: Channel) -> None:
    for _ in range(2):
        channel.stands()
        channel.send()
        channel.withdrawn()
        channel.send()
    assert channel.heard == ["NEW", "CORRECTION"] * 2


def test_raised_again_before_the_correction_was_sent_nothing_more_is_said(channel: Channel) -> None:
    channel.stands()
    channel.send()
    channel.withdrawn()
    channel.stands()
    channel.send()
    assert channel.heard == ["NEW"]
    channel.withdrawn()
    channel.send()
    assert channel.heard == ["NEW", "CORRECTION"]


def test_a_higher_priority_goes_out_once_more_and_a_lower_one_does_not(channel: Channel) -> None:
    for priority in ("NORMAL", "HIGH", "NORMAL", "HIGH", "LOW", "URGENT"):
        channel.stands(priority)
        channel.send()
    assert channel.heard == ["NEW"] * 3


def test_a_higher_priority_takes_the_place_of_what_waits(channel: Channel) -> None:
    channel.stands("NORMAL")
    channel.stands("HIGH")
    channel.send()
    assert channel.heard == ["NEW"]


def test_what_is_over_is_not_corrected_and_is_news_when_it_comes_again(channel: Channel) -> None:
    for _ in range(2):
        channel.stands()
        channel.send()
        channel.over()
        channel.send()
    assert channel.heard == ["NEW", "NEW"]


def test_what_was_given_up_is_not_tried_anew_by_a_run_of_the_lane(channel: Channel) -> None:
    channel.stands()
    name, given_up = next(iter(channel.past.items()))
    channel.past[name] = replace(given_up, status="DEAD")
    channel.stands()
    assert [each.status for each in channel.past.values()] == ["DEAD"]


def test_what_may_not_go_out_does_not_but_what_waits_already_does(channel: Channel) -> None:
    channel.stands(may_go_out=False)
    assert channel.past == {}
    channel.stands()
    channel.stands(may_go_out=False)
    channel.send()
    assert channel.heard == ["NEW"]


@given(st.lists(st.sampled_from(["stands", "withdrawn", "over", "send", "urgent"]), max_size=30))
def test_whatever_happens_the_last_word_is_right(steps: list[str]) -> None:
    """Nobody is left with news that were wrong, and no two corrections follow each other."""
    channel, state = Channel(), "none"
    for step in steps:
        if step in {"stands", "urgent"}:
            channel.stands("URGENT" if step == "urgent" else "NORMAL")
            state = "stands"
        elif step == "send":
            channel.send()
        elif state == "stands":
            getattr(channel, step)()
            state = step
    channel.send()
    last = channel.heard[-1:]
    if state == "stands":
        assert last == ["NEW"]
    elif state == "withdrawn":
        assert last in ([], ["CORRECTION"]) or channel.times_over
    assert "CORRECTION CORRECTION" not in " ".join(channel.heard)


def test_priorities_are_in_order() -> None:
    assert is_at_least("URGENT", "HIGH")
    assert is_at_least("HIGH", "HIGH")
    assert not is_at_least("LOW", "NORMAL")
