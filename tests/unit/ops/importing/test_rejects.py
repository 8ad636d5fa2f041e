"""The first rejected rows are shown, all are written, and what is kept does not grow with the file."""

import csv
from pathlib import Path

import pytest

from ops.errors import OpsError, WrongArgumentError
from ops.importing.faults import Fault
from ops.importing.rejects import SHOWN, Rejects, check_writable


def fault(line: int) -> Fault:
    return Fault(line, "mood", 'much, "very"', "a whole number from 1 to 10")


def test_all_are_written_and_the_first_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("line,field,value,rule\nof an earlier import")
    check_writable(path)
    with Rejects.into(path, ("person", "mood")) as rejects:
        for line in range(100):
            rejects.add([fault(line), fault(line)], ("Kim", "much"))
    assert (rejects.rows, len(rejects.first)) == (100, SHOWN)
    assert rejects.rules == {("mood", "a whole number from 1 to 10"): 200}
    rows = list(csv.reader(path.read_text().splitlines()))
    assert len(rows) == 201
    assert rows[:2] == [
        ["line", "field", "value", "rule", "person", "mood"],
        ["0", "mood", 'much, "very"', "must be a whole number from 1 to 10", "Kim", "much"],
    ]


def test_without_a_file_nothing_is_written() -> None:
    with Rejects.into(None) as rejects:
        rejects.add([fault(1)])
    assert rejects.rows == 1


def test_only_an_earlier_file_of_rejects_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    check_writable(path)
    path.touch()
    check_writable(path)
    check_writable(Path("/dev/null"))
    check_writable(tmp_path)
    for content in (b"my notes", b"line", b"\xff\xfe"):
        path.write_bytes(content)
        with pytest.raises(WrongArgumentError, match="exists, and is no earlier file of rejects"):
            check_writable(path)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(OpsError, match=r"--rejects .* cannot be written: Is a directory"),
        Rejects.into(tmp_path),
    ):
        pass
