"""Logs: one JSON object a line on stderr, ours and the libraries'. Each test in a process of its own."""

import json
import subprocess
import sys
from typing import Any

SCRIPT = """
import logging, sys
import structlog
from runtime.logs import configure_logs
from runtime.settings import Settings
configure_logs(Settings(_env_file=None, log_format=sys.argv[1], log_level=sys.argv[2]), "api")
structlog.contextvars.bind_contextvars(correlation_id="c-1")
structlog.get_logger("ours").info("an event", client="7")
logging.getLogger("theirs").warning("%s of %s", 1, 2)
logging.getLogger("psycopg.pool").info("connection requested")
logging.getLogger("psycopg.pool").warning("discarding")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger("ours").exception("a defect")
"""


def lines(form: str, level: str = "INFO") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, form, level], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def logged(level: str = "INFO") -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("json", level)]


def test_our_lines_and_theirs_have_one_form() -> None:
    ours, theirs, pool, defect = logged()
    assert ours.items() >= {
        "event": "an event", "level": "info", "logger": "ours", "client": "7", "process": "api",
        "correlation_id": "c-1",
    }.items()  # fmt: skip
    assert (
        theirs.items()
        >= {"event": "1 of 2", "level": "warning", "logger": "theirs", "process": "api"}.items()
    )
    assert pool["event"] == "discarding"
    assert "ZeroDivisionError" in defect["exception"]
    assert ours["timestamp"].endswith("Z")


def test_the_level_holds_for_all() -> None:
    assert [line["event"] for line in logged("ERROR")] == ["a defect"]
    assert "connection requested" not in str(logged("DEBUG"))


def test_people_get_words() -> None:
    assert any("an event" in line and not line.startswith("{") for line in lines("console"))
