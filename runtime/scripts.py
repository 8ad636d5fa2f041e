"""The Lua scripts of what the fleet shares: read, and checked against what their callers pass."""

from dataclasses import dataclass
from importlib.resources import files

from runtime.lua_source import read_lua
from runtime.script_headers import ScriptHeader, ScriptHeaderError, parse_header

_LUA = files("runtime") / "lua"


@dataclass(frozen=True, slots=True)
class RedisScript:
    """One script, with its includes put in. A client's `register_script` makes it callable."""

    name: str
    source: str
    header: ScriptHeader


def load_script(
    name: str, *, keys: tuple[str, ...], args: tuple[str, ...], repeated: tuple[str, ...] = ()
) -> RedisScript:
    """Read `lua/<name>.lua`, and hold its header against what the caller is going to pass.

    Args:
        name: name of the file, a verb.
        keys: names of the keys that the caller passes, in order.
        args: names of the arguments that the caller passes, in order.
        repeated: names of the arguments that follow, any number of times.

    Raises:
        ScriptHeaderError: the header is malformed, or declares something else.
    """
    source = read_lua(_LUA, name)
    header = parse_header(name, source)
    passed, declared = (keys, args, repeated), (header.keys, header.args, header.repeated)
    if passed != declared:
        raise ScriptHeaderError(f"{name}.lua declares {declared}, and its caller passes {passed}")
    return RedisScript(name, source, header)


ADMIT = load_script("admit", keys=("state",), args=("token", "probe_ms"))
JUDGE = load_script(
    "judge",
    keys=("state", "failures"),
    args=("token", "outcome", "failures", "span_ms", "open_ms", "longest_ms"),
)
RESERVE = load_script(
    "reserve",
    keys=("usage", "recent"),
    args=("token", "lease_ms", "guard_ms"),
    repeated=("name", "length_ms", "usual_limit", "permille"),
)
ACCOUNT = load_script(
    "account",
    keys=("usage", "recent"),
    args=("token", "guard_ms", "taken_ms", "answered_ms", "is_exhausted"),
    repeated=("name", "length_ms", "usual_limit", "limit", "used"),
)

SCRIPTS = (ADMIT, JUDGE, RESERVE, ACCOUNT)
