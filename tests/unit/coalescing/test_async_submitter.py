"""The async submitter sends what the sync door sends."""

import asyncio
from typing import Any

import pytest

from coalescing.async_submitter import AsyncSubmitter
from coalescing.errors import InvalidKeyError
from coalescing.lanes import CHECKINS
from coalescing.outcomes import SubmitOutcome
from coalescing.scripts import BoundScript


class Recorder:
    def __init__(self) -> None:
        self.calls: list[tuple[BoundScript, tuple[Any, ...]]] = []

    async def run(self, script: BoundScript, *args: Any) -> int:
        self.calls.append((script, args))
        return 5


def test_a_submit_passes_what_the_script_declares() -> None:
    recorder = Recorder()
    submitter = AsyncSubmitter(CHECKINS, recorder, "p")  # type: ignore[arg-type]

    outcome = asyncio.run(submitter.submit("a", b"x", if_absent=True, delay_ms=5))

    assert outcome is SubmitOutcome.KNOWN
    ((script, args),) = recorder.calls
    assert script.script.name == "submit"
    assert script.command[3] == b"{p:checkins}:entries"
    assert len(args) == len(script.script.header.args)
    assert (args[0], args[1], args[4], args[5]) == ("a", b"x", 1, 5)


def test_a_bad_key_is_refused_before_anything_is_sent() -> None:
    recorder = Recorder()

    with pytest.raises(InvalidKeyError):
        asyncio.run(AsyncSubmitter(CHECKINS, recorder, "p").submit(""))  # type: ignore[arg-type]

    assert recorder.calls == []
