"""What a drain calls: one handler a lane."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from psycopg import Connection
from psycopg.rows import DictRow

from tasks.checkins import assess_check_ins
from tasks.reports import BatchReport


class Handler(Protocol):
    """Does the deferred work of a batch of keys, in the transaction of the connection that it is given."""

    def __call__(self, connection: Connection[DictRow], keys: Sequence[str]) -> BatchReport:
        """Do the work and say which revision of each key is now done."""


HANDLERS: Mapping[str, Handler] = MappingProxyType({"checkins": assess_check_ins})
