"""A batch of script calls: sent once, and once more for what Redis forgot."""

from redis.exceptions import NoScriptError, ResponseError

from coalescing.batch import ScriptBatch
from coalescing.keys import LaneKeys
from coalescing.scripts import FORGET, PEEK

KEYS = LaneKeys("p", "test")
PEEK_BOUND, FORGET_BOUND = PEEK.bind(KEYS), FORGET.bind(KEYS)


def test_all_known_is_one_round() -> None:
    batch = ScriptBatch([(PEEK_BOUND, ("a",)), (FORGET_BOUND, ("b",))])

    assert batch.next_commands() == [(*PEEK_BOUND.command, "a"), (*FORGET_BOUND.command, "b")]
    batch.take([1, 2])

    assert batch.next_commands() == []
    assert batch.answers == [1, 2]


def test_what_was_forgotten_is_sent_again_behind_its_source() -> None:
    batch = ScriptBatch([(PEEK_BOUND, ("a",)), (FORGET_BOUND, ("b",)), (FORGET_BOUND, ("c",))])
    batch.next_commands()
    batch.take([1, NoScriptError(), NoScriptError()])

    assert batch.next_commands() == [
        FORGET.load_command,
        (*FORGET_BOUND.command, "b"),
        (*FORGET_BOUND.command, "c"),
    ]
    batch.take([b"sha", 2, 3])

    assert batch.next_commands() == []
    assert batch.answers == [1, 2, 3]


def test_it_does_not_go_on_for_ever() -> None:
    batch = ScriptBatch([(PEEK_BOUND, ("a",))])
    batch.next_commands()
    batch.take([NoScriptError()])
    batch.next_commands()
    batch.take([b"sha", NoScriptError()])

    assert batch.next_commands() == []
    assert isinstance(batch.answers[0], NoScriptError)


def test_a_refusal_is_not_sent_again() -> None:
    refusal = ResponseError("OOM")
    batch = ScriptBatch([(PEEK_BOUND, ("a",))])
    batch.next_commands()
    batch.take([refusal])

    assert batch.next_commands() == []
    assert batch.answers == [refusal]
