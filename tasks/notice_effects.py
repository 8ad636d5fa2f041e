"""The kind of effect that tells somebody something."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Because, Standing, Wanted
from domain.notices import NOTICE, notice_content
from storage.notices import owe_notices, raise_notices, withdraw_notices

__all__ = ["NOTICE", "NoticeEffects", "notice_content"]


class NoticeEffects:
    """A `tasks.effects.Kind` for one run: what it has raised and withdrawn is owed to the lane `notices`."""

    def __init__(self) -> None:
        self._touched: list[UUID] = []

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Raise them; they change nothing that was there before."""
        self._touched += raise_notices(connection, wanted)
        return {}

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        """Withdraw them; nobody touches a notice."""
        self._touched += withdraw_notices(connection, withdrawn)
        return ()

    def owe(self, connection: Connection[DictRow]) -> dict[str, dict[str, int]]:
        """Owe what was raised and withdrawn, for `BatchReport.owed`. Once, at the end of the run."""
        return owe_notices(connection, list(dict.fromkeys(self._touched)))
