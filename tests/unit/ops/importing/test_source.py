"""The file is known by its content, and can be read again, wherever it comes from."""

import hashlib
import os
import threading
from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.importing.source import opened

CONTENT = b"date,mood\n2021-05-24,7\n" * 1_000


def test_a_file_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_bytes(CONTENT)
    with opened(path) as source:
        assert (source.size, source.digest) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
        assert [source.from_the_beginning().read() for _ in range(2)] == [CONTENT, CONTENT]


def test_a_pipe_is_kept_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[CONTENT])
    writer.start()
    with opened(path) as source:
        assert (source.size, source.digest) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
        assert source.from_the_beginning().read() == CONTENT
    writer.join()


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(OpsError, match=r"none.csv cannot be read: No such file"),
        opened(tmp_path / "none.csv"),
    ):
        pass
    with pytest.raises(OpsError, match="cannot be read: Is a directory"), opened(tmp_path):
        pass
