"""The real scripts on a clock that a test turns: where they ask for the time, they read a key."""

from collections.abc import Iterable
from hashlib import sha1
from typing import Any

from coalescing.client import ScriptClient
from coalescing.scripts import Argument, BoundScript, Script

CLOCK = "clock-of-the-test"

#: The only clock of the protocol, in `lua/includes/clock.lua`.
_REAL = "  local time = redis.call('TIME')\n  return time[1] * 1000 + math.floor(time[2] / 1000)\n"
_TURNED = f"  return tonumber(redis.call('GET', '{CLOCK}'))\n"


class ClockedClient(ScriptClient):
    """Runs scripts at the time in `CLOCK`, and each of them twice when told so, as after a lost answer."""

    twice = False

    def run(self, script: BoundScript, *args: Argument) -> Any:
        answer = super().run(clocked(script), *args)
        return super().run(clocked(script), *args) if self.twice else answer

    def run_many(self, script: BoundScript, calls: Iterable[tuple[Argument, ...]]) -> list[Any]:
        return super().run_many(clocked(script), calls)


def clocked(script: BoundScript) -> BoundScript:
    """The script with the clock replaced; the same one where it asks for no time."""
    replaced = _REPLACED.get(script.script.sha) or _REPLACED.setdefault(
        script.script.sha, _clocked(script.script)
    )
    return BoundScript(replaced, ("EVALSHA", replaced.sha, *script.command[2:]))


_REPLACED: dict[str, Script] = {}


def _clocked(script: Script) -> Script:
    source = script.source.replace(_REAL, _TURNED)
    assert "'TIME'" not in source, "there is another clock"
    return Script(script.name, source, sha1(source.encode()).hexdigest(), script.header)
