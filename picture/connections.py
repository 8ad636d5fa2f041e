"""How an athlete's connections with other services stand, as the athlete's page tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.providers import Provider
from picture.words import day_in_words, in_words


class Standing(StrEnum):
    """How one stands."""

    NEVER = "NEVER"
    CONNECTED = "CONNECTED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class ServiceConnection:
    """One service that can be connected. Where it never was, only the first two are known."""

    provider: Provider
    standing: Standing
    #: The athlete's local day.
    since: date | None = None
    #: The newest activity that is stored of it, and its day.
    newest: str | None = None
    fetched_at: datetime | None = None
    #: A sentence: why the last fetch failed, or why it has ended; None also if it was ended here.
    trouble: str | None = None
    #: Whether earlier activities are still to come, and whether that was given up.
    is_fetching: bool = False
    has_failed: bool = False

    @property
    def name(self) -> str:
        """As people write it."""
        return self.provider.title()


def service_connections(
    rows: Iterable[Mapping[str, Any]], providers: Sequence[Provider]
) -> tuple[ServiceConnection, ...]:
    """How these services stand; rows are those of `storage.connection_picture.PICTURE_CONNECTIONS`."""
    found = {row["provider"]: row for row in rows}
    return tuple(
        _of_row(each, found[each]) if each in found else ServiceConnection(each, Standing.NEVER)
        for each in providers
    )


def _of_row(provider: Provider, row: Mapping[str, Any]) -> ServiceConnection:
    newest = row["newest_type"] and f"{in_words(row['newest_type'])}, {day_in_words(row['newest_day'])}"
    return ServiceConnection(
        provider,
        Standing.CONNECTED if row["sync_enabled"] else Standing.ENDED,
        row["since"],
        newest,
        row["last_sync_at"],
        row["last_sync_error"] and _sentence(row["last_sync_error"]),
        row["is_fetching"],
        row["has_failed"],
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."
