"""The data folder belongs to one platform at a time, and says where that one is."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ops.data_folder import DataFolder
from ops.errors import DataFolderError

HOLD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from ops.data_folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
with folder.locked():
    folder.publish({"database_url": "postgresql://gone"})
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_only_one_platform_at_a_time(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert not folder.is_locked()
    with folder.locked():
        assert folder.is_locked()
        refused = pytest.raises(DataFolderError, match=rf"process {os.getpid()}.*AFTERWRITE_DATA_DIR")
        with refused, DataFolder(tmp_path / "data").locked():
            pass
    with folder.locked():
        assert folder.is_locked()


def test_addresses_are_there_while_it_runs(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.published() == {}
    with folder.locked():
        assert folder.published() == {}
        folder.publish({"redis_url": "redis://here"})
        assert DataFolder(tmp_path).published() == {"redis_url": "redis://here"}
    assert folder.published() == {}


def test_what_a_killed_platform_left_counts_for_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", HOLD_AND_DIE, tmp_path], check=False)
    folder = DataFolder(tmp_path)
    assert (tmp_path / "servers.json").exists()
    assert folder.published() == {}
    with folder.locked():
        assert folder.is_locked()


def test_secrets_are_kept_and_nothing_is_committed_by_accident(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert folder.secret("jwt") == folder.secret("jwt") != folder.secret("flower")
    assert stat.S_IMODE((folder.path / "secrets").stat().st_mode) == 0o700
    assert (folder.path / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match="AFTERWRITE_DATA_DIR"):
        DataFolder(tmp_path / "file" / "data").secret("jwt")
