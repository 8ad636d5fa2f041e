"""A batch of script calls for one pipeline: what to send, and what to send again after a NOSCRIPT."""

from collections.abc import Sequence
from typing import Any

from redis.exceptions import NoScriptError

from coalescing.scripts import Argument, BoundScript

ScriptCall = tuple[BoundScript, tuple[Argument, ...]]


class ScriptBatch:
    """Does no I/O, so that the sync and the async client can share it: they send, and hand over the answers.

    First all calls are sent by their hash. Redis may have forgotten the scripts (a restart, SCRIPT FLUSH, a
    failover): then those calls alone are sent once more, behind a SCRIPT LOAD in the same pipeline.
    """

    def __init__(self, calls: Sequence[ScriptCall]) -> None:
        """A batch in which nothing is sent yet."""
        self._calls = calls
        self._unanswered = list(range(len(calls)))
        self._rounds = 0
        self._loads = 0
        #: One answer per call, in order; an exception where Redis refused it.
        self.answers: list[Any] = [None] * len(calls)

    def next_commands(self) -> list[tuple[Argument, ...]]:
        """The commands to send now; empty when the batch is finished."""
        self._rounds += 1
        commands = [self._calls[i][0].command + self._calls[i][1] for i in self._unanswered]
        if self._rounds > 1:
            sources = dict.fromkeys(self._calls[i][0].script.source for i in self._unanswered)
            commands = [("SCRIPT LOAD", source) for source in sources] + commands
            self._loads = len(sources)
        return commands

    def take(self, responses: Sequence[Any]) -> None:
        """Keep the responses to the latest commands."""
        for i, response in zip(self._unanswered, responses[self._loads :], strict=True):
            self.answers[i] = response
        if self._rounds > 1:
            self._unanswered = []
        else:
            self._unanswered = [i for i in self._unanswered if isinstance(self.answers[i], NoScriptError)]
