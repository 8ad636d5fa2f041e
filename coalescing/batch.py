"""A batch of script calls for one pipeline: what to send, and what to send again after a NOSCRIPT."""

from collections.abc import Sequence
from typing import Any

from redis.exceptions import NoScriptError

from coalescing.scripts import Argument, BoundScript, Command

ScriptCall = tuple[BoundScript, tuple[Argument, ...]]


class ScriptBatch:
    """Does no I/O, so that the sync and the async client can share it: they exchange, it keeps the answers.

    First all calls are sent by their hash. Redis may have forgotten the scripts (a restart, SCRIPT FLUSH, a
    failover): then those calls alone are sent once more, behind a SCRIPT LOAD in the same pipeline.
    """

    def __init__(self, calls: Sequence[ScriptCall]) -> None:
        """A batch in which nothing is sent yet."""
        self._calls = calls
        self._unanswered: Sequence[int] = range(len(calls))
        self._loads: list[Command] = []
        self._is_second_round = False
        #: One answer per call, in order; a `ResponseError` where Redis refused it.
        self.answers: list[Any] = [None] * len(calls)

    def next_commands(self) -> list[Command]:
        """The commands to send now; empty when the batch is finished."""
        calls = [self._calls[i] for i in self._unanswered]
        if self._is_second_round:
            self._loads = list(dict.fromkeys(script.script.load_command for script, _ in calls))
        return self._loads + [script.command + args for script, args in calls]

    def take(self, responses: Sequence[Any]) -> None:
        """Keep the responses to the latest commands."""
        for i, response in zip(self._unanswered, responses[len(self._loads) :], strict=True):
            self.answers[i] = response
        forgotten = [i for i in self._unanswered if isinstance(self.answers[i], NoScriptError)]
        self._unanswered = [] if self._is_second_round else forgotten
        self._loads = []
        self._is_second_round = True
