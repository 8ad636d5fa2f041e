"""Commands as bytes on the wire."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from hiredis import pack_command

from coalescing.scripts import Command

#: Bytes that are handed to the socket at once; the timeout is for each such piece.
PIECE_BYTES = 64 * 1024

#: Its stub means a tuple of any length, and says one of length one.
_pack: Callable[[Command], bytes] = cast("Any", pack_command)


def packed(connection: Any, commands: Sequence[Command]) -> list[bytes]:
    """The commands, in pieces for the `send_packed_command` of a connection of redis-py.

    redis-py looks at each argument in Python before hiredis does; here nearly all are text, bytes or whole
    numbers. Text and bytes hiredis takes as they are. It would take numbers too, but has Python write them,
    which lets a signal's handler run; and if that raises, as for Ctrl-C, it crashes.

    Raises:
        redis.exceptions.DataError: an argument cannot be sent.
    """
    try:
        data = b"".join(map(_pack, map(_without_numbers, commands)))
    except TypeError:  # what only redis-py knows how to send, or to refuse
        return list(connection.pack_commands(commands))
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]


def _without_numbers(command: Command) -> Command:
    return tuple([str(argument) if type(argument) is int else argument for argument in command])
