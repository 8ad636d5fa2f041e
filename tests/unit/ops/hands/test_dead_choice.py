"""Nobody replays or forgets everything by leaving something out."""

from datetime import UTC, datetime

import pytest

from ops.errors import OpsError, WrongArgumentError
from ops.hands.dead_choice import DeadChoice
from storage.debts import Debt

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def debt(key: str) -> Debt:
    return Debt("checkins", key, 1, 0, NOW, None, "no", NOW)


def test_everything_must_be_said() -> None:
    with pytest.raises(WrongArgumentError, match="say --all"):
        DeadChoice.of(None, None, None).require_intent(everything=False)
    with pytest.raises(WrongArgumentError, match="stands alone"):
        DeadChoice.of(None, "checkins", None).require_intent(everything=True)
    DeadChoice.of([], None, None).require_intent(everything=True)
    for narrow in (["k"], None, None), (None, "checkins", None), (None, None, "2h"):
        DeadChoice.of(*narrow).require_intent(everything=False)


def test_an_age_is_read_and_a_wrong_one_is_named() -> None:
    assert DeadChoice.of(None, None, "2h").older_than_seconds == 7_200
    with pytest.raises(WrongArgumentError, match="--older-than: '2x'"):
        DeadChoice.of(None, None, "2x")


def test_keys_that_are_not_dead_are_told_and_if_none_is_it_is_an_error() -> None:
    choice = DeadChoice.of(["a", "b", "a"], None, None)
    assert choice.missing([debt("b")]) == ["a"]
    with pytest.raises(OpsError, match="Not dead: 'a', 'b'"):
        choice.missing([])
    assert DeadChoice.of(None, "checkins", "1d").missing([]) == []


def test_a_lane_that_has_nothing_dead_may_be_misspelt() -> None:
    with pytest.raises(WrongArgumentError, match="'checkin' is not declared; known lanes: "):
        DeadChoice.of(None, "checkin", None).missing([])
    assert DeadChoice.of(None, "gone", None).missing([debt("a")]) == []


def test_the_audit_says_how_they_were_chosen() -> None:
    assert DeadChoice.of(["a"], "checkins", None).for_audit() == {"chosen by": "key, lane"}
    assert DeadChoice.of(None, None, "1m").for_audit() == {"chosen by": "age", "older_than_seconds": 60}
    assert DeadChoice.of(None, None, None).for_audit() == {"chosen by": "all"}
