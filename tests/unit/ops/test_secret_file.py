"""Secrets are made once, are long, and are readable by their owner only."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ops.secret_file import kept_secret, write_private


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = kept_secret(path)
    assert kept_secret(path) == first
    assert len(first.encode()) >= 48
    assert kept_secret(tmp_path / "other") != first


def test_it_is_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    kept_secret(tmp_path / "secret")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_all_who_ask_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: kept_secret(tmp_path / "secret"), range(64)))
    assert len(set(answers)) == 1


def test_a_file_that_was_open_to_all_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("a longer text than the next one")
    path.chmod(0o644)
    write_private(path, "private")
    assert path.read_text() == "private"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
