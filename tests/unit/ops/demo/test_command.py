"""The command's exit code is the verdict, and with --json standard output is one JSON object alone."""

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ops import cli
from ops.demo import command
from ops.demo.options import Options
from ops.demo.outcome import Outcome
from ops.demo.screen import Screen
from storage.conservation import LaneBalance
from tests.unit.ops.demo.mistakes import MISTAKE

GOOD = Outcome(Options(), balances=[LaneBalance("checkins", 1, 2, 2, 0, 0)], mistake=MISTAKE)
BAD = replace(GOOD, balances=[LaneBalance("checkins", 1, 2, 1, 0, 0, lost=1)])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have the demo end with an outcome instead of running it; the options that it was given."""
    given: list[Options] = []

    def end_with(outcome: Outcome) -> list[Options]:
        def tell(options: Options, screen: Screen, _hurry: object) -> Outcome:
            given.append(options)
            screen.say("for people")
            return outcome

        monkeypatch.setattr(command, "tell", tell)
        return given

    return end_with


@pytest.mark.parametrize(("outcome", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_exit_code_is_the_verdict(told: Any, outcome: Outcome, code: int) -> None:
    told(outcome)
    result = CliRunner().invoke(cli.app, ["demo"])
    assert result.exit_code == code
    assert ("Nothing was lost." in result.stdout) == (code == 0)
    assert ("Something is wrong." in result.stdout) == (code == 1)


def test_json_is_alone_on_standard_output(told: Any) -> None:
    told(BAD)
    result = CliRunner().invoke(cli.app, ["demo", "--json"])
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert document["balances"][0]["lost"] == 1
    assert "for people" in result.stderr
    assert "Something is wrong." in result.stderr


def test_options_arrive(told: Any, tmp_path: Path) -> None:
    given = told(GOOD)
    keep = str(tmp_path / "kept")
    arguments = ["--athletes", "7", "--writes", "3", "--seed", "9", "--no-faults", "--keep", keep]
    result = CliRunner().invoke(cli.app, ["demo", *arguments])
    assert given == [Options(athletes=7, writes=3, seed=9, faults=False, keep=Path(keep))]
    assert keep in " ".join(result.stdout.split())


@pytest.mark.parametrize("wrong", [["--athletes", "0"], ["--writes", "0"], ["--seed", "-1"]])
def test_what_makes_no_sense_is_refused(told: Any, wrong: list[str]) -> None:
    given = told(GOOD)
    assert CliRunner().invoke(cli.app, ["demo", *wrong]).exit_code == 2
    assert given == []


def test_an_interrupt_is_told_and_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Outcome:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the signal has raised")

    monkeypatch.setattr(command, "tell", interrupted)
    result = CliRunner().invoke(cli.app, ["demo"])
    assert result.exit_code == 130
    assert "Everything is stopped" in result.stdout
