"""The door to a lane: what it sends, and what it makes of the answers. The scripts are tested on a server."""

from typing import Any

import pytest

from coalescing.lane_client import MAX_ENTRIES, LaneClient, new_token
from coalescing.lanes import Lane
from coalescing.outcomes import Buried, EntryState, Pokes, SettleOutcome, Swept
from coalescing.scripts import SCRIPTS, BoundScript
from coalescing.verdicts import DONE


class Recorder:
    """Stands for a ScriptClient: keeps what is passed, and answers what it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[BoundScript, tuple[Any, ...]]] = []
        self.answers: dict[str, Any] = {}

    def run(self, script: BoundScript, *args: Any) -> Any:
        self.calls.append((script, args))
        answer = self.answers[script.script.name]
        return answer(args) if callable(answer) else answer

    def run_many(self, script: BoundScript, calls: Any) -> list[Any]:
        return [self.run(script, *args) for args in calls]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def lane(recorder: Recorder) -> LaneClient:
    policy = Lane(name="test", queue="test", key_form="any", window_ms=0, batch=10)
    return LaneClient(policy, recorder, "p")  # type: ignore[arg-type]


def test_every_call_passes_what_its_script_declares(lane: LaneClient, recorder: Recorder) -> None:
    recorder.answers = {
        "submit": 1,
        "claim": [],
        "settle": b"11",
        "extend": b"11",
        "sweep": [0],
        "poke": [-1],
        "peek": [0],
        "pause": 0,
        "stats": [0] * 8,
        "forget": 0,
    }
    lane.submit("a", b"x")
    lane.submit_many([("a", b"x"), ("b", b"y")], if_absent=True)
    lane.claim(1, "t", "poke")
    lane.settle("t", {"a": DONE, "b": DONE})
    lane.extend("t", ["a", "b"])
    lane.sweep()
    lane.poke(1, 1, 1)
    lane.pause()
    lane.resume()
    lane.peek("a")
    lane.stats()
    lane.forget("a")

    assert {script.script.name for script, _ in recorder.calls} == {script.name for script in SCRIPTS}
    for script, args in recorder.calls:
        header = script.script.header
        assert script.command[2] == len(script.command[3:]) == len(header.keys)
        repeated = len(args) - len(header.args)
        if header.repeated:
            assert repeated == 2 * len(header.repeated)
        else:
            assert repeated == 0


def test_what_is_asked_of_one_call_is_bounded(lane: LaneClient, recorder: Recorder) -> None:
    recorder.answers = {"claim": [], "sweep": [0], "poke": [-1]}
    lane.claim(10**9, "t")
    lane.sweep(10**9)
    lane.poke(1, 1, 10**9)

    for _, args in recorder.calls:
        assert MAX_ENTRIES in args
        assert 10**9 not in args


def test_a_large_settle_or_extend_is_several_calls(lane: LaneClient, recorder: Recorder) -> None:
    recorder.answers = {
        "settle": lambda args: b"1" * ((len(args) - 4) // 4),
        "extend": lambda args: b"1" * (len(args) - 2),
    }
    keys = [f"k{i}" for i in range(2 * MAX_ENTRIES + 1)]

    assert list(lane.settle("t", dict.fromkeys(keys, DONE))) == keys
    assert list(lane.extend("t", keys)) == keys
    assert [len(args) for _, args in recorder.calls] == [4004, 4004, 8, 1002, 1002, 3]


def test_each_settle_call_has_an_id_of_its_own(lane: LaneClient, recorder: Recorder) -> None:
    recorder.answers = {"settle": b"1"}
    for _ in range(100):
        lane.settle("t", {"a": DONE})

    assert len({args[1] for _, args in recorder.calls}) == 100


def test_answers_become_results(lane: LaneClient, recorder: Recorder) -> None:
    recorder.answers = {
        "settle": b"123",
        "sweep": [2, "ключ".encode(), b"too often"],
        "poke": [0, b"x:1", b"x:2"],
        "forget": 2,
    }

    assert list(lane.settle("t", {"a": DONE, "b": DONE, "c": DONE}).values()) == list(SettleOutcome)
    assert lane.sweep() == Swept(2, (Buried("ключ", "too often"),))
    assert lane.sweep().ended == 3
    assert lane.poke(1, 1, 1) == Pokes(("x:1", "x:2"), 0)
    assert lane.forget("a") is EntryState.HELD
    recorder.answers["poke"] = [-1]
    assert lane.poke(1, 1, 1) == Pokes((), None)


def test_a_poke_whose_answer_never_came_is_asked_for_again(lane: LaneClient) -> None:
    script, (poke_id, *rest) = lane.poke_call(10, 1_000, 5)
    assert (script.script.name, rest) == ("poke", [10, 1_000, 5])
    assert lane.poke_call(10, 1_000, 5)[1][0] == poke_id

    assert lane.poked([0, b"x:1"]) == Pokes(("x:1",), 0)

    assert lane.poke_call(10, 1_000, 5)[1][0] != poke_id


@pytest.mark.parametrize("call", ["claim", "settle", "extend"])
def test_an_empty_token_is_refused(lane: LaneClient, recorder: Recorder, call: str) -> None:
    with pytest.raises(ValueError, match="token"):
        {
            "claim": lambda: lane.claim(1, ""),
            "settle": lambda: lane.settle("", {"a": DONE}),
            "extend": lambda: lane.extend("", ["a"]),
        }[call]()
    assert recorder.calls == []


def test_tokens_differ() -> None:
    assert len({new_token() for _ in range(1_000)}) == 1_000
