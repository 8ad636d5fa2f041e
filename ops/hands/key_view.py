"""What both servers know of one key in one lane."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import InvalidPayloadError
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState, PeekedEntry
from coalescing.payloads import combined
from ops.errors import OpsError
from ops.hands.servers import LedgerError, RedisAwayError, Servers
from storage import ledger, pauses
from storage.debts import Debt
from storage.inspection import debts
from storage.pauses import Pause


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key in one lane. What a server that did not answer would have said is None."""

    key: str
    #: None if the lane is not declared (any more).
    lane: Lane | None
    name: str
    entry: PeekedEntry | None
    debt: Debt | None
    #: Payloads of the inputs that no run has covered, oldest first, of lanes that keep them in the ledger.
    inputs: tuple[bytes, ...]
    pause: Pause | None
    #: Redis's clock when it was asked, in ms since the epoch.
    now_ms: int | None

    @property
    def is_known(self) -> bool:
        """Whether either server has anything of the key."""
        return self.debt is not None or (self.entry is not None and self.entry.state is not EntryState.ABSENT)

    @property
    def due_in_seconds(self) -> float | None:
        """Until a waiting entry is due; below 0 if it has been for a while."""
        if self.entry is None or self.now_ms is None or self.entry.state is not EntryState.WAITING:
            return None
        return None if self.entry.due_ms is None else (self.entry.due_ms - self.now_ms) / 1000

    @property
    def lease_seconds(self) -> float | None:
        """Until the lease of a held entry ends; below 0 if it has."""
        if self.entry is None or self.now_ms is None or self.entry.lease_end_ms is None:
            return None
        return (self.entry.lease_end_ms - self.now_ms) / 1000

    @property
    def payload(self) -> bytes:
        """What the next run is given: what the lane makes of the ledger's inputs, else what Redis has."""
        if self.inputs:
            return self._combined()
        if self.entry is None:
            return b""
        return self.entry.next_payload or self.entry.payload

    def _combined(self) -> bytes:
        if self.lane is None:
            return self.inputs[-1]
        try:
            return combined(self.lane, self.key, self.inputs)
        except InvalidPayloadError:  # then a run cannot put them together either
            return self.inputs[-1]

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines. Payloads are text; what is not UTF-8 in them is escaped."""
        entry = None
        if self.entry is not None:
            entry = self.entry._asdict() | {
                "state": self.entry.state.name.lower(),
                "due_in_seconds": self.due_in_seconds,
                "lease_seconds": self.lease_seconds,
            }
        debt = None if self.debt is None else asdict(self.debt)
        return {
            "lane": self.name,
            "key": self.key,
            "redis": entry,
            "ledger": debt,
            "inputs": list(self.inputs),
            "payload": self.payload,
            "pause": self.pause and asdict(self.pause),
        }


@dataclass(frozen=True, slots=True)
class KeyViews:
    """The lanes that know a key, and what kept us from knowing more."""

    key: str
    views: tuple[KeyView, ...]
    redis_error: str | None
    ledger_error: str | None

    @property
    def is_complete(self) -> bool:
        """Whether both servers answered."""
        return self.redis_error is None and self.ledger_error is None


@dataclass(frozen=True, slots=True)
class _Books:
    debts: dict[str, Debt]
    inputs: dict[str, tuple[bytes, ...]]
    pauses: dict[str, Pause]


def look_at(servers: Servers, key: str, lanes: Sequence[Lane], *, others: bool) -> KeyViews:
    """Ask both servers about a key.

    Args:
        servers: Of the platform.
        key: What is coalesced on.
        lanes: The declared lanes to look in.
        others: Whether to look, too, in lanes that the ledger knows and nobody declares.

    Raises:
        OpsError: Neither server answers.
    """
    entries, now_ms, redis_error = _entries(servers, key, lanes)
    try:
        with servers.ledger() as connection:
            books = _books(connection, key, [lane.name for lane in lanes], others=others)
        ledger_error = None
    except LedgerError as error:
        books, ledger_error = _Books({}, {}, {}), str(error)
    if redis_error and ledger_error:
        raise OpsError(f"{redis_error}\n{ledger_error}")
    declared = {lane.name: lane for lane in lanes}
    views = [
        KeyView(
            key,
            declared.get(name),
            name,
            entries.get(name),
            books.debts.get(name),
            books.inputs.get(name, ()),
            books.pauses.get(name),
            now_ms,
        )
        for name in dict.fromkeys((*declared, *books.debts))
    ]
    return KeyViews(key, tuple(view for view in views if view.is_known), redis_error, ledger_error)


def _entries(
    servers: Servers, key: str, lanes: Sequence[Lane]
) -> tuple[dict[str, PeekedEntry], int | None, str | None]:
    try:
        with servers.redis("What follows is what the ledger knows.") as redis:
            return {lane.name: servers.lane(lane).peek(key) for lane in lanes}, redis.now_ms(), None
    except RedisAwayError as error:
        return {}, None, str(error)


def _books(connection: Connection[DictRow], key: str, names: Sequence[str], *, others: bool) -> _Books:
    wanted = dict.fromkeys((*names, *(ledger.gauges(connection) if others else ())))
    found = {name: debt for name in wanted if (debt := debts(connection, name, [key]).get(key)) is not None}
    owed = {name: ledger.owed(connection, name, [key]).get(key) for name in found}
    return _Books(
        found,
        {name: one.inputs for name, one in owed.items() if one is not None},
        pauses.paused(connection),
    )
