"""Loading scripts, and binding them to a lane's keys."""

import hashlib

import pytest

from coalescing.keys import LaneKeys
from coalescing.scripts import PEEK, SCRIPTS, SUBMIT, load_script
from runtime.script_headers import ScriptHeaderError


def test_a_bound_script_is_a_command_on_the_keys_of_one_lane() -> None:
    bound = PEEK.bind(LaneKeys("afterwrite", "checkins"))

    assert bound.command == (
        "EVALSHA",
        PEEK.sha,
        2,
        b"{afterwrite:checkins}:entries",
        b"{afterwrite:checkins}:held",
    )


def test_a_script_is_named_by_its_hash_and_loaded_by_its_source() -> None:
    assert SUBMIT.sha == hashlib.sha1(SUBMIT.source.encode()).hexdigest()
    assert SUBMIT.load_command == ("SCRIPT", "LOAD", SUBMIT.source)


def test_includes_are_put_in() -> None:
    assert "function now_ms()" in SUBMIT.source
    assert "\n  local function combine(" in SUBMIT.source, "where it is included, indented alike"
    assert not any("-- include:" in script.source for script in SCRIPTS)


@pytest.mark.parametrize(
    ("keys", "args"),
    [
        (("entries",), ("key",)),
        (("held", "entries"), ("key",)),
        (("entries", "held"), ()),
        (("entries", "held"), ("key", "more")),
    ],
)
def test_a_script_that_declares_something_else_is_refused(
    keys: tuple[str, ...], args: tuple[str, ...]
) -> None:
    with pytest.raises(ScriptHeaderError, match=r"peek\.lua declares"):
        load_script("peek", keys=keys, args=args)


def test_repeated_arguments_are_checked_too() -> None:
    with pytest.raises(ScriptHeaderError, match=r"extend\.lua declares"):
        load_script("extend", keys=("entries", "held"), args=("token", "lease_ms"))
