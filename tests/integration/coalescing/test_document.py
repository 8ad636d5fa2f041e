"""What docs/coalescing.md says in code, in tables and in numbers."""

import re
from pathlib import Path

import pytest
import redis

from coalescing.client import PIPELINE_CALLS
from coalescing.keys import KEY_KINDS
from coalescing.lane_client import MAX_CLAIM_BYTES, MAX_ENTRIES, LaneClient
from coalescing.outcomes import ExtendOutcome, SettleOutcome, SubmitOutcome
from coalescing.scripts import SCRIPTS
from coalescing.submission import MAX_KEY_CHARS, MAX_PAYLOAD_BYTES
from coalescing.verdicts import MAX_REASON_CHARS

pytestmark = pytest.mark.integration

PAGE = (Path(__file__).parents[3] / "docs" / "coalescing.md").read_text()


def test_the_example_runs(redis_url: str, raw: "redis.Redis") -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

    exec(example.replace("redis://127.0.0.1:6379/0", redis_url), {})

    assert raw.zcard("{afterwrite:checkins}:due") == 1


def test_the_table_of_keys_is_complete() -> None:
    assert set(re.findall(r"^\| `(?:\{prefix:lane\}|…):(\w+)`", PAGE, re.MULTILINE)) == set(KEY_KINDS)


def test_every_script_has_its_door_in_the_table() -> None:
    doors = re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)

    assert set(doors) == {script.name for script in SCRIPTS} | {"submit_many"}
    assert all(hasattr(LaneClient, door) for door in doors)


def test_every_outcome_is_named() -> None:
    names = {outcome.name for kind in (SubmitOutcome, SettleOutcome, ExtendOutcome) for outcome in kind}

    assert {name for name in names if not re.search(rf"\b{name}\b", PAGE)} == set()


def test_limits_are_those_of_the_code() -> None:
    assert f"Payload {MAX_PAYLOAD_BYTES // 1024} KiB" in PAGE
    assert f"key {MAX_KEY_CHARS} characters" in PAGE
    assert f"reason {MAX_REASON_CHARS} characters" in PAGE
    assert f"up to {MAX_ENTRIES:,} entries or {MAX_CLAIM_BYTES // 1024 // 1024} MiB" in PAGE
    assert f"pipelines of {PIPELINE_CALLS}" in PAGE
