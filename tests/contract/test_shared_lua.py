"""The fleet's Lua scripts say what they are for and take, and do what they say."""

import re
from importlib.resources import files

import pytest

from runtime.script_headers import ScriptHeaderError
from runtime.scripts import SCRIPTS, RedisScript, load_script

pytestmark = pytest.mark.contract

BY_NAME = {script.name: script for script in SCRIPTS}
#: In Redis 7.0 and in Valkey, and of bounded work: lists have a handful of items, and sorted sets the calls
#: that are under way.
COMMANDS = {
    *("TIME", "HMGET", "HSET", "HDEL", "HINCRBY", "DEL", "PEXPIRE"),
    *("LPUSH", "LTRIM", "LINDEX", "ZADD", "ZCOUNT", "ZSCORE", "ZREMRANGEBYSCORE"),
}


def code_of(script: RedisScript) -> str:
    return re.sub(r"--.*", "", script.source)


def test_every_file_is_a_script_that_is_loaded() -> None:
    there = {file.name.removesuffix(".lua") for file in (files("runtime") / "lua").iterdir()}
    assert there - {"includes"} == set(BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_code_uses_what_the_header_declares_and_nothing_else(name: str) -> None:
    script, code = BY_NAME[name], code_of(BY_NAME[name])
    assert {int(place) for place in re.findall(r"KEYS\[(\d)\]", code)} == set(
        range(1, len(script.header.keys) + 1)
    )
    places = {int(place) for place in re.findall(r"ARGV\[(\d)\]", code)}
    assert places == set(range(1, len(script.header.args) + 1))
    if script.header.repeated:
        first, step = len(script.header.args) + 1, len(script.header.repeated)
        assert f"for i = {first}, #ARGV, {step} do" in code
    calls = re.findall(r"redis\.call\('(\w+)'(?:, (\w+))?", code)
    assert {command for command, _ in calls} <= COMMANDS
    assert {key for command, key in calls if command != "TIME"} <= set(script.header.keys)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_clock_is_redis_time_and_what_is_made_ends_by_itself(name: str) -> None:
    code = code_of(BY_NAME[name])
    assert "'TIME'" in code
    assert not re.search(r"os\.(time|clock)", code)
    assert ("'PEXPIRE'" in code) is (name != "admit")  # which writes to what is there only


def test_a_caller_that_passes_something_else_is_refused() -> None:
    with pytest.raises(ScriptHeaderError, match=r"admit\.lua declares"):
        load_script("admit", keys=("state",), args=("probe_ms", "token"))
