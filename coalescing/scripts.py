"""The Lua scripts: read, checked against what their callers pass, and bound to a lane's keys."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from coalescing.keys import KEY_KINDS, LaneKeys
from runtime.lua_source import read_lua
from runtime.script_headers import ScriptHeader, ScriptHeaderError, parse_header

#: What a script takes and redis-py can send.
Argument = str | int | bytes
Command = tuple[Argument, ...]

_LUA = files("coalescing") / "lua"


@dataclass(frozen=True, slots=True)
class Script:
    """One script, with its includes put in."""

    name: str
    source: str
    #: SHA-1 of the source: what EVALSHA calls it.
    sha: str
    header: ScriptHeader

    @property
    def load_command(self) -> Command:
        """What makes Redis know the script."""
        return ("SCRIPT", "LOAD", self.source)

    def bind(self, keys: LaneKeys) -> "BoundScript":
        """The script on one lane's keys."""
        names = keys.named(self.header.keys)
        return BoundScript(self, ("EVALSHA", self.sha, len(names), *names))


@dataclass(frozen=True, slots=True)
class BoundScript:
    """A script on one lane's keys: all that is the same in every call is put together once."""

    script: Script
    #: The command up to its ARGV.
    command: Command


def load_script(
    name: str, *, keys: tuple[str, ...], args: tuple[str, ...], repeated: tuple[str, ...] = ()
) -> Script:
    """Read `lua/<name>.lua`, and hold its header against what the caller is going to pass.

    Args:
        name: Name of the file, a verb.
        keys: Names of the keys that the caller passes, in order.
        args: Names of the arguments that the caller passes, in order.
        repeated: Names of the arguments that follow, once per entry.

    Raises:
        ScriptHeaderError: the header is malformed, or declares something else.
    """
    source = read_lua(_LUA, name)
    header = parse_header(name, source)
    passed, declared = (keys, args, repeated), (header.keys, header.args, header.repeated)
    if passed != declared:
        raise ScriptHeaderError(f"{name}.lua declares {declared}, and its caller passes {passed}")
    if unknown := set(keys) - set(KEY_KINDS):
        raise ScriptHeaderError(f"{name}.lua: a lane has no keys {sorted(unknown)}")
    sha = hashlib.sha1(source.encode()).hexdigest()  # noqa: S324 - what Redis names scripts by
    return Script(name, source, sha, header)


SUBMIT = load_script(
    "submit",
    keys=("entries", "due", "held", "dead", "rests", "stats"),
    args=("key", "payload", "revision", "submit_id", "if_absent", "window_ms", "rules"),
)
CLAIM = load_script(
    "claim",
    keys=("entries", "due", "held", "claims", "pokes", "rests", "paused", "stats"),
    args=("token", "n", "max_bytes", "lease_ms", "max_crashes", "poke_id", "rest_ms", "even_if_paused"),
)
SETTLE = load_script(
    "settle",
    keys=("entries", "due", "held", "dead", "claims", "settled", "stats"),
    args=("token", "settle_id", "policy", "maxima"),
    repeated=("key", "verdict", "delay_ms", "reason"),
)
EXTEND = load_script("extend", keys=("entries", "held"), args=("token", "lease_ms"), repeated=("key",))
SWEEP = load_script(
    "sweep",
    keys=("entries", "due", "held", "dead", "claims", "rests", "stats"),
    args=("limit", "max_crashes", "policy", "maxima"),
)
POKE = load_script(
    "poke", keys=("due", "pokes", "paused", "stats"), args=("poke_id", "batch", "ttl_ms", "at_most")
)
PAUSE = load_script("pause", keys=("paused",), args=("on",))
PEEK = load_script("peek", keys=("entries", "held"), args=("key",))
STATS = load_script("stats", keys=("due", "held", "dead", "pokes", "paused", "stats"), args=())
FORGET = load_script(
    "forget", keys=("entries", "due", "held", "dead", "claims", "rests", "stats"), args=("key",)
)

SCRIPTS = (SUBMIT, CLAIM, SETTLE, EXTEND, SWEEP, POKE, PAUSE, PEEK, STATS, FORGET)
