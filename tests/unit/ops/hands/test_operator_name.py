"""The audit's name: as said, else as set, else the account and its machine."""

import getpass
import socket

import pytest

from ops.hands.operator_name import operator_name
from runtime.settings import Settings


def test_what_is_said_wins_over_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWRITE_OPERATOR", "night shift")
    assert operator_name("Ann", Settings()) == "Ann"
    assert operator_name(None, Settings()) == "night shift"


def test_else_it_is_the_account_and_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "machine")
    monkeypatch.setattr(getpass, "getuser", lambda: "kim")
    assert operator_name(None, Settings()) == "kim@machine"


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", nameless)
    monkeypatch.setattr("os.getuid", lambda: 4711)
    assert operator_name(None, Settings()).startswith("uid4711@")
