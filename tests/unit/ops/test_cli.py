"""The command line explains itself and its errors."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops import cli

PLATFORM = ("up", "token", "athlete", "show", "engine", "env", "demo", "migrate", "version")
HANDS = ("lanes", "peek", "conserve", "audit", "pause", "resume", "drain", "dead")
OF_THE_DEAD = ("list", "show", "replay", "forget")
COMMANDS = (*PLATFORM, *HANDS)


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from ops.cli import main; main()", *arguments]
    environment["AFTERWRITE_DATA_DIR"] = str(folder)
    # In the folder, where there is no `.env` of the developer's.
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=folder)


def test_help_lists_the_commands_each_with_a_sentence() -> None:
    said = CliRunner().invoke(cli.app, ["--help"]).stdout
    for command in COMMANDS:
        assert f"│ {command} " in said


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    answer = CliRunner().invoke(cli.app, [command, "--help"])
    assert answer.exit_code == 0
    assert f"Usage: root {command}" in answer.stdout


@pytest.mark.parametrize("command", OF_THE_DEAD)
def test_each_command_for_the_dead_has_help(command: str) -> None:
    answer = CliRunner().invoke(cli.app, ["dead", command, "--help"])
    assert answer.exit_code == 0
    assert f"Usage: root dead {command}" in answer.stdout


def test_version() -> None:
    assert CliRunner().invoke(cli.app, ["version"]).stdout == f"afterwrite {version('afterwrite')}\n"


@pytest.mark.parametrize("command", ["migrate", "token"])
def test_without_servers_it_says_what_to_do(command: str, tmp_path: Path) -> None:
    answer = run(tmp_path, command)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: DATABASE_URL not set")
    assert "afterwrite up" in answer.stderr


def test_a_wrong_setting_is_explained(tmp_path: Path) -> None:
    answer = run(tmp_path, "up", AFTERWRITE_API_PORT="eighty")
    assert answer.returncode == 1
    assert "api_port" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_does_not_answer_is_explained(tmp_path: Path) -> None:
    url = "postgresql://somebody:hunter2@127.0.0.1:1/db"
    answer = run(tmp_path, "migrate", DATABASE_URL=url)
    assert answer.returncode == 1
    assert "PostgreSQL cannot be used" in answer.stderr
    assert "hunter2" not in answer.stderr + answer.stdout


@pytest.mark.parametrize("url", ["mysql://somebody@host/db", "nonsense"])
def test_a_url_that_is_not_of_postgresql_is_explained(url: str, tmp_path: Path) -> None:
    answer = run(tmp_path, "migrate", DATABASE_URL=url)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: DATABASE_URL must begin with postgresql://")
