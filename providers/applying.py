"""Making a change true: an activity is stored or removed, or a connection ends."""

from dataclasses import dataclass
from datetime import timedelta

from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity_types import ActivitySource
from domain.event_outcomes import EventOutcome
from providers.changes import Change, Nothing, Recorded, Removed, Revoked
from storage.activities import record_activity, remove_activity
from storage.activity_erasure import erase_activities
from storage.connections import end_account
from storage.provider_accounts import Account, athletes_of
from storage.provider_inbox import empty_events

#: Providers tell times in whole seconds: who connects and disconnects in the same second has disconnected.
_SECOND = timedelta(seconds=1)

_NOT_IN_USE = "the account is not connected any more"


@dataclass(frozen=True, slots=True)
class Applied:
    """What has become of a change."""

    outcome: EventOutcome
    detail: str | None = None
    #: New revision of the athletes' training loads, by athlete, where there is one.
    loads: dict[str, int] | None = None


def apply(
    connection: Connection[DictRow],
    change: Change,
    account: Account,
    source: ActivitySource,
    name: str,
    *,
    erase: bool,
) -> Applied:
    """Apply one change.

    Args:
        connection: in a transaction that holds the account (`hold_accounts`): it cannot end meanwhile.
        change: what an adapter has found out.
        account: as it is held.
        source: the provider, as activities name it.
        name: the provider, as the inbox names it.
        erase: whether a revocation takes the athlete's activities from there with it.
    """
    if isinstance(change, Nothing):
        return Applied(EventOutcome.VOID, change.reason)
    if isinstance(change, Revoked):
        return _revoke(connection, change, account, source, name, erase=erase)
    if not account.is_in_use:
        return Applied(EventOutcome.VOID, _NOT_IN_USE)
    if isinstance(change, Recorded):
        return _record(connection, change, account, source)
    return _remove(connection, change, account, source)


def _record(
    connection: Connection[DictRow], change: Recorded, account: Account, source: ActivitySource
) -> Applied:
    row = record_activity(
        connection,
        account.client_id,
        change.started_at,
        source=source,
        source_type=change.source_type,
        duration_seconds=change.duration_seconds,
        external_id=change.external_id,
        event_at=change.event_at,
        **change.measured,
    )
    if row is None:
        return Applied(EventOutcome.VOID, "there is no such athlete any more")
    return Applied(EventOutcome.APPLIED, loads=_loads(row))


def _remove(
    connection: Connection[DictRow], change: Removed, account: Account, source: ActivitySource
) -> Applied:
    row = remove_activity(
        connection, account.client_id, change.event_at, source=source, external_id=change.external_id
    )
    if row is None:
        return Applied(EventOutcome.LATE)
    return Applied(EventOutcome.APPLIED, change.detail, loads=_loads(row))


def _revoke(
    connection: Connection[DictRow],
    change: Revoked,
    account: Account,
    source: ActivitySource,
    name: str,
    *,
    erase: bool,
) -> Applied:
    if account.is_in_use and change.event_at + _SECOND <= account.connected_at:
        return Applied(EventOutcome.LATE, "the athlete has connected the account again since")
    end_account(
        connection,
        source.value,
        account.account,
        f"the athlete has withdrawn the access at {change.event_at:%Y-%m-%d %H:%M} UTC",
    )
    if not erase:
        return Applied(EventOutcome.APPLIED, "the activities are kept")
    empty_events(connection, name, account.account)
    loads: dict[str, int] = {}
    count = 0
    for athlete in athletes_of(connection, source.value, account.account):
        erased, revision = erase_activities(connection, athlete, source)
        count += erased
        if revision is not None:
            loads[str(athlete)] = revision
    return Applied(
        EventOutcome.APPLIED, f"{count:,} {'activity' if count == 1 else 'activities'} erased", loads
    )


def _loads(row: DictRow) -> dict[str, int]:
    return {str(row["client_id"]): row["revision"]} if row["changed"] else {}
