"""Both servers in one data folder: held by one platform at a time, and found by other commands."""

import stat
from pathlib import Path

import psycopg
import pytest
import redis

from ops.connected import connected_settings
from ops.data_folder import DataFolder
from ops.embedded import EmbeddedServers
from ops.errors import DataFolderError, ServerError
from runtime.settings import Settings, SettingsError


def settings_of(folder: Path, **others: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, **others})


def test_other_commands_find_the_servers_while_they_run(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with EmbeddedServers(folder, durable=False):
        found = connected_settings(settings_of(folder))
        with psycopg.connect(found.require_database_url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with redis.Redis.from_url(found.require_redis_url()) as client:
            assert client.ping()
        assert stat.S_IMODE((folder / "servers.json").stat().st_mode) == 0o600
    with pytest.raises(SettingsError, match="afterwrite up"):
        connected_settings(settings_of(folder))


def test_a_second_platform_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False) as first:
        with pytest.raises(DataFolderError, match="is in use"), EmbeddedServers(tmp_path):
            pass
        assert first.postgres.is_running()
        assert connected_settings(settings_of(tmp_path)).database_url == first.database_url
    with EmbeddedServers(tmp_path, durable=False) as again:
        assert again.valkey.is_running()


def test_what_has_an_address_already_is_not_started(tmp_path: Path, database_url: str) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "DATABASE_URL": database_url})
    with EmbeddedServers(tmp_path, settings) as servers:
        assert servers.database_url == database_url
        assert servers.valkey.is_running()
        with pytest.raises(ServerError, match="DATABASE_URL is set"):
            _ = servers.postgres
        assert not (tmp_path / "postgres").exists()


def test_a_failed_start_leaves_nothing_running_and_nothing_locked(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, valkey_server="/bin/false")
    servers = EmbeddedServers(tmp_path, settings, durable=False)
    with pytest.raises(ServerError, match="Valkey did not start"), servers:
        pass
    assert not servers.postgres.is_running()
    assert not DataFolder(tmp_path).is_locked()
