"""What `afterwrite up` prints is for people, and without secrets."""

import io

import pytest
from rich.console import Console

from ops.up import _for_people, _Printer, _without_password
from runtime.settings import Settings


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql://user:p%40ss@host:5432/db?sslmode=require",
            "postgresql://host:5432/db?sslmode=require",
        ),
        ("redis://:pa@ss@127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("redis://localhost/0", "redis://localhost/0"),
    ],
)
def test_addresses_are_shown_without_passwords(url: str, shown: str) -> None:
    assert _without_password(url) == shown


def test_logs_are_for_people_unless_a_setting_says_otherwise() -> None:
    assert _for_people(Settings()).log_format == "console"
    assert _for_people(Settings(log_format="json")).log_format == "json"


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [(False, "     api | [bold]a [ b\n    beat | died\n"), (True, "    beat | died\n")],
)
def test_lines_carry_a_name_and_are_printed_as_they_are(expected: str, *, quiet: bool) -> None:
    output = io.StringIO()
    printer = _Printer(Console(file=output, width=20), quiet=quiet)
    printer.line("api", "[bold]a [ b")
    printer.event("beat", "died")
    assert output.getvalue() == expected
