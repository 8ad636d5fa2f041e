"""Every Lua script says what it is for and takes, and does what it says."""

import re
from enum import Enum
from pathlib import Path

import pytest

from coalescing import scripts as coalescing_scripts
from coalescing.keys import KEY_KINDS
from coalescing.outcomes import EntryState, ExtendOutcome, SettleOutcome, SubmitOutcome
from coalescing.scripts import SCRIPTS, Script
from runtime.script_headers import parse_header

pytestmark = pytest.mark.contract

LUA = Path(coalescing_scripts.__file__).parent / "lua"
FILES = sorted(path.stem for path in LUA.glob("*.lua"))
BY_NAME = {script.name: script for script in SCRIPTS}

#: The codes in a script's answer, and the enum that a door turns them into.
CODES: dict[str, type[Enum]] = {
    "submit": SubmitOutcome,
    "settle": SettleOutcome,
    "extend": ExtendOutcome,
    "peek": EntryState,
    "forget": EntryState,
}
#: What a script may call: in Redis 7.0 and in Valkey, and never more work than the entries it is asked for.
#: `LRANGE` reads the 128 latest settles, `HGETALL` the counters, `ZREMRANGEBYSCORE` drops expired pokes;
#: `GET`, `SET`, `DEL` and `EXISTS` are for the one string, which says that a lane is paused.
COMMANDS = {
    *("TIME", "HGET", "HMGET", "HSET", "HDEL", "HINCRBY", "HGETALL"),
    *("ZADD", "ZREM", "ZRANGE", "ZCARD", "ZCOUNT", "ZSCORE", "ZREMRANGEBYSCORE"),
    *("LPUSH", "LTRIM", "LRANGE"),
    *("GET", "SET", "DEL", "EXISTS"),
}
WRITES = {"HSET", "HDEL", "HINCRBY", "ZADD", "ZREM", "ZREMRANGEBYSCORE", "LPUSH", "LTRIM", "SET", "DEL"}


def code_of(script: Script) -> str:
    """The script without its comments."""
    return re.sub(r"--.*", "", script.source)


def calls_of(script: Script) -> list[tuple[str, str]]:
    """Each command that the script calls, with the expression that stands for its key."""
    calls = re.findall(r"redis\.call\('(\w+)'(?:, ([^,)]+))?", code_of(script))
    return calls + re.findall(r"\bflush\('(\w+)', (\w+)", code_of(script))


def key_locals(script: Script) -> dict[str, int]:
    """Locals that stand for a KEYS place: name -> place."""
    assignment = re.search(
        r"^local ([\w, ]+?) =\s+(KEYS\[\d\](?:, KEYS\[\d\])*)$", code_of(script), re.MULTILINE
    )
    assert assignment, f"{script.name}.lua names its KEYS in one statement"
    places = [int(place) for place in re.findall(r"\d+", assignment[2])]
    return dict(zip(assignment[1].split(", "), places, strict=True))


def test_every_file_is_a_script_with_a_door() -> None:
    assert sorted(BY_NAME) == FILES


@pytest.mark.parametrize("name", FILES)
def test_the_header_is_complete(name: str) -> None:
    header = parse_header(name, (LUA / f"{name}.lua").read_text())

    assert header == BY_NAME[name].header
    assert len(header.purpose) > 10
    assert len(header.guarantee) > 10


@pytest.mark.parametrize("name", FILES)
def test_declared_keys_are_the_lanes_and_say_what_they_hold(name: str) -> None:
    header = BY_NAME[name].header

    assert set(header.keys) <= set(KEY_KINDS)
    assert len(set(header.keys)) == len(header.keys)


def test_a_key_is_described_alike_in_all_headers() -> None:
    described: dict[str, set[str]] = {}
    for name in FILES:
        keys_section = (LUA / f"{name}.lua").read_text().split("-- KEYS:")[1].split("-- ARGV:")[0]
        for key, text in re.findall(r"^--   \d+ (\w+): (.*)$", keys_section, re.MULTILINE):
            described.setdefault(key, set()).add(text)

    assert set(described) == set(KEY_KINDS)
    assert {key: texts for key, texts in described.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("name", FILES)
def test_the_code_names_its_keys_as_the_header_does(name: str) -> None:
    script = BY_NAME[name]

    assert list(key_locals(script).items()) == [
        (key, place) for place, key in enumerate(script.header.keys, start=1)
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_code_uses_the_arguments_that_the_header_declares(name: str) -> None:
    script = BY_NAME[name]
    declared = len(script.header.args)

    used = {int(place) for place in re.findall(r"ARGV\[(\d+)\]", code_of(script))}

    assert used == set(range(1, declared + 1))
    assert ("#ARGV" in code_of(script)) is bool(script.header.repeated)
    if script.header.repeated:
        first = declared + 1
        step = f", {len(script.header.repeated)}" if len(script.header.repeated) > 1 else ""
        assert f"for i = {first}, #ARGV{step} do" in code_of(script)


@pytest.mark.parametrize("name", FILES)
def test_only_declared_keys_are_touched_by_allowed_commands(name: str) -> None:
    script = BY_NAME[name]
    declared = key_locals(script)

    for command, key in calls_of(script):
        assert command in COMMANDS
        assert command == "TIME" or key in declared, f"{command} on {key!r}"


@pytest.mark.parametrize("name", FILES)
def test_every_declared_key_is_used(name: str) -> None:
    script = BY_NAME[name]
    body = code_of(script).split("KEYS[", 1)[1]

    assert {key for key in script.header.keys if not re.search(rf"\b{key}\b", body)} == set()


@pytest.mark.parametrize("name", FILES)
def test_a_script_that_writes_nothing_says_so(name: str) -> None:
    script = BY_NAME[name]
    flags = script.source.splitlines()[0]

    assert ("no-writes" in flags) is not any(command in WRITES for command, _ in calls_of(script))


@pytest.mark.parametrize("name", FILES)
def test_only_what_takes_up_more_room_stops_when_redis_is_full(name: str) -> None:
    """With no memory left, what was accepted can still be worked off; only new input is refused."""
    flags = BY_NAME[name].source.splitlines()[0]

    assert ("allow-oom" in flags or "no-writes" in flags) is (name != "submit")


@pytest.mark.parametrize("name", FILES)
def test_nothing_expires_and_the_clock_is_redis_time(name: str) -> None:
    code = code_of(BY_NAME[name]).upper()

    assert not re.search(r"EXPIRE|'EX'|'PX'|SETEX|OS\.TIME|OS\.CLOCK", code)


@pytest.mark.parametrize("name", sorted(CODES))
def test_codes_are_those_of_the_enum(name: str) -> None:
    codes = {member.name: member.value for member in CODES[name]}

    assert dict(BY_NAME[name].header.codes) == codes
    assignment = re.search(r"^local ([A-Z, ]+) = ([\d, ]+)$", code_of(BY_NAME[name]), re.MULTILINE)
    assert assignment
    assert dict(zip(assignment[1].split(", "), map(int, assignment[2].split(", ")), strict=True)) == codes


@pytest.mark.parametrize("name", sorted(set(FILES) - set(CODES)))
def test_other_scripts_answer_no_codes(name: str) -> None:
    assert BY_NAME[name].header.codes == {}


def test_no_lua_hides_in_python() -> None:
    modules = Path(coalescing_scripts.__file__).parent.glob("*.py")

    assert [path.name for path in modules if "redis.call" in path.read_text()] == []


def test_scripts_are_run_from_one_file() -> None:
    modules = Path(coalescing_scripts.__file__).parent.glob("*.py")

    assert [path.name for path in modules if '"EVALSHA"' in path.read_text()] == ["scripts.py"]
