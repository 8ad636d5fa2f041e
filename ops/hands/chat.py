"""`afterwrite chat`: what the assistant answers without a model. Nothing is sent or stored."""

import asyncio
from collections.abc import Mapping
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from chat.builtin.answering import answer
from chat.builtin.facts import read_facts
from domain.languages import LanguageCode
from ops.errors import OpsError
from ops.hands.output import console
from ops.hands.servers import ledger_transaction
from ops.hands.which_athlete import athlete_called
from runtime.settings import Settings
from storage.statements import Statement

_USUAL_WIDTH = 80


class _Reader:
    """Reads on a command's own connection."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        self._connection = connection

    async def rows(self, statement: Statement, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `chat.context.reading.Reader`."""
        return self._connection.execute(statement.text, parameters).fetchall()


def chat(client: str, question: str, *, settings: Settings | None = None) -> None:
    """Answer a question about an athlete, in the language in which it is asked.

    Args:
        client: The athlete's id, or a name that only one athlete has.
        question: In English or Swedish.
        settings: Those of the process when not given.

    Raises:
        OpsError: There is no such athlete, or more than one; or PostgreSQL cannot be used.
    """
    with ledger_transaction(settings) as connection:
        client_id = athlete_called(connection, client)
        facts = asyncio.run(read_facts(_Reader(connection), client_id))
    if facts is None:
        raise OpsError(f"There is no athlete with the id {client_id}.")
    screen = console(_USUAL_WIDTH)
    for number, paragraph in enumerate(answer(question, facts, LanguageCode.ENGLISH)):
        screen.print(*[""] * bool(number), paragraph, sep="\n", markup=False, highlight=False)
