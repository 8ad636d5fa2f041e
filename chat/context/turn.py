"""One question on its way to a context: who asks, what may be read, and in which version it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chat.context.asked import ContextAsk
from chat.context.errors import ContextRefusedError
from chat.context.reading import Reader
from picture.athlete import days_to_read
from picture.span import FEWEST_DAYS
from storage.chat_versions import VERSIONS

#: Days of an athlete that are told, and that must be read for it.
SHOWN_DAYS = FEWEST_DAYS
DAYS_READ = days_to_read(SHOWN_DAYS)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that may be asked, with the versions of all that it may be answered by."""

    ask: ContextAsk
    #: Parameters of the statements that decide what may be read.
    parameters: Mapping[str, Any]
    #: The row of `storage.chat_versions.VERSIONS`.
    versions: Mapping[str, Any]

    @property
    def today(self) -> date | None:
        """The athlete's local day; None where it is about none."""
        day: date | None = self.versions["today"]
        return day

    @property
    def people(self) -> str:
        """The version of the people whose names must not be told."""
        return str(self.versions["people"])

    @property
    def documents(self) -> list[tuple[str, int]]:
        """Id and version of each document that may be searched."""
        return [(name, version) for name, version in self.versions["documents"] or ()]


async def turn_of(ask: ContextAsk, reader: Reader) -> Turn:
    """Look up who asks and all versions: one statement.

    Raises:
        ContextRefusedError: no such user; an athlete or a document that the user may not see.
        Exception: what the reader raises.
    """
    parameters = {
        "caller_id": ask.user_id,
        "client_id": ask.client_id,
        "business_id": ask.business_id,
        "named_id": ask.named_id,
        "document_ids": tuple(str(each) for each in ask.document_ids),
        "days": DAYS_READ,
    }
    (versions,) = await reader.rows(VERSIONS, parameters)
    if versions["caller_id"] is None:
        raise ContextRefusedError("user")
    if ask.client_id is not None and not versions["allowed"]:
        raise ContextRefusedError("athlete")
    turn = Turn(ask, parameters, versions)
    wanted = {str(each) for each in ask.document_ids}
    if wanted and wanted != {name for name, _ in turn.documents}:
        raise ContextRefusedError("documents")
    return turn
