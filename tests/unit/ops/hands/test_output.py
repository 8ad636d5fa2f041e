"""What is written is one JSON document, or text that steers no terminal."""

import json
from datetime import UTC, datetime

import pytest

from ops.hands.output import console, printable, write_json


def test_what_would_steer_a_terminal_is_written_out() -> None:
    assert printable("a\x1b[31mb\n\x07 ü✓") == "a\\x1b[31mb\\n\\x07 ü✓"


def test_times_and_bytes_can_be_said_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"at": datetime(2026, 3, 2, 6, 0, tzinfo=UTC), "payload": b'{"a": "\xff"}'}, in_one_line=True)
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {"at": "2026-03-02T06:00:00+00:00", "payload": '{"a": "\\xff"}'}


def test_what_json_cannot_say_is_a_defect_that_is_seen() -> None:
    with pytest.raises(TypeError, match="object cannot be said"):
        write_json({"x": object()})


def test_a_pipe_is_not_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console().width == 200
    monkeypatch.setenv("COLUMNS", "90")
    assert console().width == 90
