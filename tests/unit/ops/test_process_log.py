"""A process's log file is readable at once, and does not grow for ever."""

from pathlib import Path

from ops.process_log import ProcessLog


def test_lines_are_there_at_once_and_are_appended(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "api.log"
    first = ProcessLog(path)
    first.write("one")
    assert path.read_text() == "one\n"
    first.close()
    first.write("too late")
    second = ProcessLog(path)
    second.write("two")
    second.close()
    assert path.read_text() == "one\ntwo\n"


def test_a_full_file_makes_room(tmp_path: Path) -> None:
    path = tmp_path / "api.log"
    log = ProcessLog(path, limit=20)
    for number in range(10):
        log.write(f"line {number}")
    log.close()
    assert path.read_text() == "line 9\n"
    assert path.with_name("api.log.1").read_text() == "line 6\nline 7\nline 8\n"


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = ProcessLog(tmp_path / "file" / "api.log")
    log.write("lost")
    log.close()
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
