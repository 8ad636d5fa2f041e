"""What a load test is set to."""

from pathlib import Path

import pytest

from benchmarks.load_test.given import SCRIPTS, env_file, given


def test_an_env_file_is_read_as_shells_read_it() -> None:
    text = """
# a comment

SCALE=0.5 # half
BEARER_TOKEN='a=b # c'  # quoted
AUTH_COOKIE="x%3D1"
no equals sign
CLIENT_ID = spaced
"""
    assert env_file(text) == {
        "SCALE": "0.5",
        "BEARER_TOKEN": "a=b # c",
        "AUTH_COOKIE": "x%3D1",
        "CLIENT_ID": "spaced",
    }


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "k6"
    file.write_text("SCALE=0.5\nUSERS=70\n", encoding="ascii")
    made = given("stress", {"K6_ENV_PATH": str(file), "SCALE": "0.7"})
    assert (made.variables["SCALE"], made.users) == ("0.7", 70)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_there_and_few_short_runs_are_held_to_a_warm_cache(script: str) -> None:
    assert given(script, {}).path.is_file()
    is_held = given(script, {}).variables["GATE_CACHE"]
    assert is_held == ("true" if script == "baseline" else "false")  # which asks often enough
    whole = given(script, {"SCALE": "1", "DURATION_SCALE": "1"})
    assert whole.variables["GATE_CACHE"] == "true"


def test_an_unknown_script_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="prod-shape"):
        given("spike", {})


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        given("smoke", {"K6_ENV_PATH": str(tmp_path / "nowhere")})
