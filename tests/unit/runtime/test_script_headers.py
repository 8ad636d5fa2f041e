"""The header of a script: read, and held to its form."""

import pytest

from runtime.script_headers import ScriptHeaderError, parse_header

HEADER = """#!lua flags=no-writes
-- Purpose: to show a header,
--   on two lines.
-- Guarantee: none.
-- KEYS:
--   1 entries: all of them
--   2 due: times
-- ARGV:
--   1 token: who asks
--   2+ key, verdict: once per key; some text with
--     7 numbers: in it
-- Answers: a list
--   1 SETTLED: good
--   2 RERUN: once more

return KEYS[1]
-- Purpose: not the header any more
"""


def test_a_header_says_what_a_script_is_for_and_takes() -> None:
    header = parse_header("x", HEADER)

    assert header.purpose == "to show a header, on two lines."
    assert header.guarantee == "none."
    assert header.keys == ("entries", "due")
    assert header.args == ("token",)
    assert header.repeated == ("key", "verdict")
    assert header.codes == {"SETTLED": 1, "RERUN": 2}


def test_a_script_may_take_no_arguments_and_have_no_codes() -> None:
    header = parse_header(
        "x",
        "#!lua\n-- Purpose: p\n-- Guarantee: g\n-- KEYS:\n--   1 due: x\n-- ARGV:\n-- Answers: a number\n",
    )

    assert (header.args, header.repeated, header.codes) == ((), (), {})


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("#!lua flags=no-writes\n", "", "first line"),
        ("-- Guarantee: none.\n", "", "must have"),
        ("-- Purpose: to show a header,\n--   on two lines.\n", "-- Purpose:\n", "Purpose says nothing"),
        ("--   2 due: times", "--   3 due: times", "KEYS 3 is out of order"),
        ("--   2 due: times", "--   2+ due: times", "number of KEYS is fixed"),
        ("--   1 token: who", "--   2 token: who", "ARGV 2 is out of order"),
        ("-- KEYS:", "-- Keys:", "must have"),
    ],
)
def test_a_malformed_header_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in HEADER
    with pytest.raises(ScriptHeaderError, match=complaint):
        parse_header("x", HEADER.replace(old, new))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ScriptHeaderError):
        parse_header("x", "")
