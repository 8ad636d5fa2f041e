"""`afterwrite audit` tells who did what, and when."""

from typing import Any

import pytest

pytestmark = pytest.mark.integration


def test_it_tells_who_did_what_newest_first(type_: Any, kill: Any) -> None:
    assert type_("audit").out == "Nothing was done by hand.\n"
    kill("a", "b")
    type_("pause", "checkins", "--reason", "a deploy", "--as", "Ann")
    type_("dead", "replay", "--older-than", "0s")
    newest = type_("audit", "--json").json
    assert [(one["who"], one["action"], one["key"]) for one in newest] == [
        ("night shift", "replay", "b"),
        ("night shift", "replay", "a"),
        ("Ann", "pause", None),
    ]
    assert newest[0]["details"] == {"chosen by": "age", "older_than_seconds": 0.0}
    said = type_("audit").out
    assert "reason: a deploy" in said
    assert said.index("night shift") < said.index("Ann")
    assert [one["key"] for one in type_("audit", "--key", "a", "--json").json] == ["a"]
    assert len(type_("audit", "--lane", "checkins", "--limit", "2", "--json").json) == 2
    misspelt = type_("audit", "--lane", "chekins")
    assert (misspelt.code, "'chekins' is not declared" in misspelt.err) == (2, True)
