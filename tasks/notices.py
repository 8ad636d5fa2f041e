"""The lane notices: finds out who is to be told, writes it into the app, and owes what goes outside.

A function of what is stored, so that it may run any number of times.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import DELIVERIES
from domain.notices import Audience
from notifications.addressing import Addressing
from notifications.recipients import Recipient, recipients
from storage import ledger
from storage.addressing import Addressed, Physio, lock_notices, people, physios_of
from storage.notifications import lock_deliveries, told_before, write
from storage.put_off import owe_at
from tasks.reports import BatchReport
from tasks.work import Work


def address(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Tell, or withdraw, these notices; those that are gone are void."""
    ids, failed = _ids(work)
    notices = lock_notices(connection, list(ids.values()))
    if not notices:
        return BatchReport(void=frozenset(ids), failed=failed)
    standing = [notice for notice in notices if notice.withdrawn_at is None]
    to_tell = _recipients(connection, standing)
    told = told_before(connection, [notice.id for notice in notices])
    deliveries = lock_deliveries(connection, [each.id for each in told])
    users = {each.user_id for its in to_tell.values() for each in its} | {each.recipient_id for each in told}
    addressing = Addressing(people(connection, users), told, deliveries)
    for notice in notices:
        if notice.withdrawn_at is None:
            addressing.tell(notice, to_tell[notice.id])
        else:
            addressing.withdraw(notice)
    owed = _owe(connection, write(connection, addressing.changes))
    found = {notice.id for notice in notices}
    done = {each.key: each.revision for each in work if ids.get(each.key) in found}
    return BatchReport(done=done, void=frozenset(ids) - done.keys(), failed=failed, owed=owed)


def _ids(work: Sequence[Work]) -> tuple[dict[str, UUID], dict[str, str]]:
    ids: dict[str, UUID] = {}
    failed: dict[str, str] = {}
    for each in work:
        try:
            ids[each.key] = UUID(each.key)
        except ValueError:
            failed[each.key] = f"key {each.key!r} is not a notice's id"
    return ids, failed


def _recipients(connection: Connection[DictRow], notices: Sequence[Addressed]) -> dict[UUID, list[Recipient]]:
    clients = {notice.client_id for notice in notices if Audience.PHYSIO in notice.audience}
    in_charge: dict[UUID, list[Physio]] = {}
    for physio in physios_of(connection, clients) if clients else ():
        in_charge.setdefault(physio.client_id, []).append(physio)
    return {notice.id: recipients(notice, in_charge.get(notice.client_id, ())) for notice in notices}


def _owe(
    connection: Connection[DictRow], deliveries: dict[str, datetime | None]
) -> dict[str, dict[str, int]]:
    """Owe them; what is put off is not submitted now, but taken up by reconcile when its time comes."""
    put_off = {key: when for key, when in deliveries.items() if when is not None}
    if put_off:
        owe_at(connection, DELIVERIES.name, put_off)
    if at_once := deliveries.keys() - put_off.keys():
        return {DELIVERIES.name: ledger.owe(connection, DELIVERIES.name, dict.fromkeys(at_once))}
    return {}
