"""Commands as bytes: what redis-py would send."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.connection import Connection
from redis.exceptions import DataError

from coalescing.packing import PIECE_BYTES, packed

CONNECTION = Connection()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
arguments = texts | st.binary(max_size=5) | st.integers()


@given(st.lists(st.lists(arguments, max_size=5).map(lambda rest: ("EVALSHA", *rest)), min_size=1, max_size=5))
def test_the_bytes_are_those_of_redis_py(commands: list[Any]) -> None:
    assert b"".join(packed(CONNECTION, commands)) == b"".join(CONNECTION.pack_commands(commands))


def test_what_is_large_is_sent_in_pieces() -> None:
    commands = [("SET", "a", b"x" * PIECE_BYTES)] * 3

    pieces = packed(CONNECTION, commands)

    assert [len(piece) for piece in pieces[:-1]] == [PIECE_BYTES] * 3
    assert b"".join(pieces) == b"".join(CONNECTION.pack_commands(commands))


@pytest.mark.parametrize("payload", [bytearray(b"x"), memoryview(b"x")])
def test_bytes_of_other_kinds_are_sent_too(payload: Any) -> None:
    assert b"".join(packed(CONNECTION, [("SET", "a", payload)])) == b"".join(
        packed(CONNECTION, [("SET", "a", b"x")])
    )


def test_what_cannot_be_sent_is_an_error_of_redis_py() -> None:
    with pytest.raises(DataError):
        packed(CONNECTION, [("SET", "a", None)])  # type: ignore[list-item]


INTERRUPTED = """
import signal
from redis.connection import Connection
from coalescing.packing import packed

class Interrupted(Exception):
    pass

def handle(*_):
    raise Interrupted

signal.signal(signal.SIGALRM, handle)
connection, commands = Connection(), [("EVALSHA", *range(1_000_000, 1_000_200))] * 200
for _ in range(50):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.003)
        while True:
            packed(connection, commands)
    except Interrupted:
        continue
"""


def test_a_signal_whose_handler_raises_ends_it_in_order() -> None:
    """Of a process that crashes nothing is left to say what was stored."""
    ended = subprocess.run([sys.executable, "-c", INTERRUPTED], check=False, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
