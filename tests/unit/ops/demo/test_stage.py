"""The demo's folder is fresh, and nothing of the caller's settings reaches the demo's processes."""

import os
from pathlib import Path

import pytest

from ops.demo.stage import _closed_to_the_outside, _settings, folder
from ops.errors import OpsError
from runtime.settings import Settings, get_settings


def test_a_temporary_folder_is_removed_whatever_happens() -> None:
    seen: list[Path] = []

    def interrupted() -> None:
        with folder(None) as made:
            seen.append(made)
            (made / "deep").mkdir()
            (made / "deep" / "file").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not seen[0].exists()


def test_a_folder_to_keep_is_kept_and_must_be_fresh(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    with folder(keep) as made:
        made.mkdir()
        (made / "file").touch()
    assert (keep / "file").exists()
    with pytest.raises(OpsError, match="is not empty"), folder(keep):
        pass


def test_the_callers_settings_are_hidden_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/main")
    monkeypatch.setenv("AFTERWRITE_REDIS_URL", "redis://production/0")
    monkeypatch.setenv("AFTERWRITE_JWT_JWKS_URL", "https://login.example.org/keys")
    monkeypatch.setenv("TMPDIR", "/var/tmp")
    monkeypatch.setenv("HOME_OF_SOMETHING_ELSE", "stays")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("REDIS_URL=redis://production/1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    with _closed_to_the_outside(tmp_path / "data"):
        seen = Settings()
        assert (seen.database_url, seen.redis_url, seen.jwt_jwks_url) == (None, None, None)
        assert os.environ["HOME_OF_SOMETHING_ELSE"] == "stays"
        assert Path(os.environ["TMPDIR"]).parent == tmp_path / "data"
    assert os.environ["DATABASE_URL"] == "postgresql://production/main"
    assert os.environ["TMPDIR"] == "/var/tmp"
    assert Path.cwd() == tmp_path
    assert Settings().redis_url is not None


def test_only_the_programs_are_taken_from_the_callers_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/main")
    monkeypatch.setenv("AFTERWRITE_VALKEY_SERVER", "bin/valkey-server")
    monkeypatch.setenv("AFTERWRITE_RECONCILE_INTERVAL_SECONDS", "1")
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    settings = _settings(tmp_path / "data", {})
    assert settings.database_url is None
    assert settings.valkey_server == tmp_path / "bin" / "valkey-server", "the demo changes its folder"
    assert settings.reconcile_interval_seconds == 15.0, "the figures are those of a fresh installation"
    assert settings.api_port == 0
