"""What replay and forget have in common: the ledger and the audit in one transaction, then Redis."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.declared import declared_lanes
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState
from ops.errors import OpsError
from ops.hands.dead_choice import DeadChoice
from ops.hands.operator_name import operator_name
from ops.hands.servers import RedisAwayError, Servers
from storage import audit, ledger
from storage.debts import Debt

Action = Literal["replay", "forget"]

_AFTER_A_LOST_REPLAY = (
    "What is owed is submitted within half a minute of its return; what is still dead there is listed as dead"
    " again then: replay that once more."
)


@dataclass(slots=True)
class Report:
    """What an action did, or would do."""

    action: Action
    who: str
    is_dry_run: bool
    debts: list[Debt]
    #: Keys that were named and are not dead.
    not_dead: list[str]
    #: What was shown, and has changed before it could be acted upon.
    left_alone: list[Debt] = field(default_factory=list)
    #: What of it is still to come, and why.
    redis_error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        return {
            "action": self.action,
            "who": self.who,
            "dry_run": self.is_dry_run,
            "keys": [
                {"lane": debt.lane, "key": debt.key, "revision": debt.revision, "reason": debt.last_error}
                for debt in self.debts
            ],
            "not_dead": self.not_dead,
            "left_alone": [
                {"lane": debt.lane, "key": debt.key, "revision": debt.revision} for debt in self.left_alone
            ],
            "redis_error": self.redis_error,
        }


@dataclass(frozen=True, slots=True)
class DeadAction:
    """Replay or forget what was chosen, as somebody."""

    servers: Servers
    choice: DeadChoice
    as_name: str | None = None
    who: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", operator_name(self.as_name, self.servers.settings))

    def replay(self, *, dry_run: bool) -> Report:
        """Owe it again, and submit it, due at once and with fresh attempts.

        Raises:
            OpsError: None of the named keys is dead, nobody would do the work, or PostgreSQL is away.
        """
        report = self._in_ledger("replay", ledger.replay, dry_run=dry_run)
        if not dry_run:
            with self._in_redis(report, _AFTER_A_LOST_REPLAY):
                for lane, debts in _by_lane(report.debts).items():
                    inputs = [(debt.key, b"", debt.revision) for debt in debts]
                    self._client(lane).submit_many(inputs, delay_ms=0)
        return report

    def forget(self, *, dry_run: bool, shown: Report | None = None) -> Report:
        """Put it out of sight, in the ledger and in Redis.

        Args:
            dry_run: Change nothing.
            shown: The dry run that somebody has agreed to: only what it named is forgotten, and of that only
                what is still dead with the same revision.

        Raises:
            OpsError: None of the named keys is dead, or PostgreSQL is away.
        """
        report = self._in_ledger("forget", ledger.forget, dry_run=dry_run, shown=shown)
        if not dry_run:
            with self._in_redis(report, "The ledger has forgotten them; Redis still lists them as dead."):
                for lane, debts in _by_lane(report.debts).items():
                    if lane in declared_lanes():
                        _remove_dead(self._client(lane), [debt.key for debt in debts])
        return report

    def _in_ledger(
        self,
        action: Action,
        change: Callable[..., list[Debt]],
        *,
        dry_run: bool,
        shown: Report | None = None,
    ) -> Report:
        choice = self.choice
        only = {} if shown is None else {"shown": shown.debts}
        with self.servers.ledger() as connection:
            debts = change(
                connection,
                choice.lane,
                keys=choice.keys,
                older_than_seconds=choice.older_than_seconds,
                **only,
            )
            if shown is None:
                report = Report(action, self.who, dry_run, debts, choice.missing(debts))
            else:
                report = Report(action, self.who, dry_run, debts, shown.not_dead, _others(shown.debts, debts))
            if action == "replay":
                _require_handlers(debts)
            self._write_down(connection, action, debts)
            if action == "replay" and not dry_run:
                self._forget_deaths(debts)
            if dry_run:
                connection.rollback()  # what was done inside the transaction is what would be done
        return report

    def _forget_deaths(self, debts: Sequence[Debt]) -> None:
        """Before the commit: else, should the submit get lost, reconcile would meet the old deaths again."""
        with suppress(RedisAwayError), self.servers.redis(_AFTER_A_LOST_REPLAY):
            for lane, of_lane in _by_lane(debts).items():
                _remove_dead(self._client(lane), [debt.key for debt in of_lane])

    def _write_down(self, connection: Connection[DictRow], action: Action, debts: Sequence[Debt]) -> None:
        for lane, of_lane in _by_lane(debts).items():
            keys = [debt.key for debt in of_lane]
            audit.write(connection, self.who, action, lane=lane, keys=keys, details=self.choice.for_audit())

    def _client(self, lane: str) -> LaneClient:
        return self.servers.lane(declared_lanes()[lane])

    @contextmanager
    def _in_redis(self, report: Report, advice: str) -> Iterator[None]:
        """The ledger has committed: what Redis misses is told, and undoes nothing."""
        try:
            with self.servers.redis(advice):
                yield
        except RedisAwayError as error:
            report.redis_error = str(error)


def _remove_dead(client: LaneClient, keys: Sequence[str]) -> None:
    for key in keys:
        # A new input may have revived it meanwhile.
        if client.peek(key).state is EntryState.DEAD:
            client.forget(key)


def _others(shown: Sequence[Debt], done: Sequence[Debt]) -> list[Debt]:
    names = {(debt.lane, debt.key) for debt in done}
    return [debt for debt in shown if (debt.lane, debt.key) not in names]


def _by_lane(debts: Sequence[Debt]) -> Mapping[str, list[Debt]]:
    lanes: dict[str, list[Debt]] = {}
    for debt in debts:
        lanes.setdefault(debt.lane, []).append(debt)
    return lanes


def _require_handlers(debts: Sequence[Debt]) -> None:
    unknown = sorted({debt.lane for debt in debts} - declared_lanes().keys())
    if unknown:
        known = ", ".join(sorted(declared_lanes()))
        raise OpsError(
            f"Nobody would do the work of lane {', '.join(map(repr, unknown))}, which is not declared:"
            f" nothing was replayed. Name another with --lane; known lanes: {known}."
        )
