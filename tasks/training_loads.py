"""The lane of training loads: computes an athlete's days anew from the activities, and writes what differs.

A change of a day's ratio or of its strength work is of interest to later check-ins, which are then assessed
again.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.load_day import FRESH_DAYS, LoadDay
from domain.load_days import load_days
from domain.strength_fatigue import STRENGTH_DAYS
from storage.reassessments import LANE as REASSESSMENTS
from storage.reassessments import Span, check_ins_within, owe_reassessments
from storage.training_loads import LOAD_COLUMNS, read_athletes, stored_days, values_of, write_days
from tasks.reports import BatchReport
from tasks.work import Work

#: What check-ins look at, by its place, and on how many days after it.
_LOOKED_AT = {
    LOAD_COLUMNS.index("acwr"): FRESH_DAYS,
    LOAD_COLUMNS.index("strength"): STRENGTH_DAYS,
    LOAD_COLUMNS.index("sessions"): STRENGTH_DAYS,  # whether any is known
}

#: The values of a day of which nothing is stored.
_NOTHING = (None,) * len(LOAD_COLUMNS)

#: A day's stored values, in the order of `LOAD_COLUMNS`.
Stored = dict[date, tuple[object, ...]]


def recompute(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Compute the days of these athletes, up to each one's today, and write those that differ.

    A constant number of statements whatever the number of athletes. The result depends on the activities and
    on the day alone, so it does not matter how often, in which order, or how late it runs.

    Raises:
        ValueError: a key is no athlete's id.
    """
    clients = {_client_of(each.key): each for each in work}
    athletes = read_athletes(connection, list(clients))
    stored = stored_days(connection, list(clients))
    written: dict[UUID, list[LoadDay]] = {}
    gone: dict[UUID, set[date]] = {}
    spans: dict[UUID, Span] = {}
    for athlete in athletes:
        before = stored.get(athlete.id, {})
        days = load_days(athlete.sessions, athlete.profile, athlete.today)
        written[athlete.id] = [day for day in days if before.get(day.date) != values_of(day)]
        gone[athlete.id] = before.keys() - {day.date for day in days}
        if span := _outdated(before, written[athlete.id], gone[athlete.id]):
            spans[athlete.id] = span
    write_days(connection, written, gone)
    found = {athlete.id for athlete in athletes}
    changed = {client for client in found if written[client] or gone[client]}
    return BatchReport(
        done={each.key: each.revision for client, each in clients.items() if client in found},
        unchanged=frozenset(clients[client].key for client in found - changed),
        void=frozenset(each.key for client, each in clients.items() if client not in found),
        owed=_owe(connection, spans, {athlete.id: athlete.today for athlete in athletes}),
    )


def _client_of(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise ValueError(f"key {key!r} is not an athlete's id") from None


def _outdated(before: Stored, written: Sequence[LoadDay], gone: set[date]) -> Span | None:
    """The days whose check-ins look at something that is not what it was; None if there are none."""
    now: Stored = {day.date: values_of(day) for day in written} | dict.fromkeys(gone, _NOTHING)
    reach = [
        (day, days)
        for column, days in _LOOKED_AT.items()
        for day, values in now.items()
        if before.get(day, _NOTHING)[column] != values[column]
    ]
    if not reach:
        return None
    first = min(day for day, _ in reach) + timedelta(days=1)
    return first, max(day + timedelta(days=days) for day, days in reach)


def _owe(
    connection: Connection[DictRow], spans: dict[UUID, Span], today: dict[UUID, date]
) -> dict[str, dict[str, int]]:
    """Owe the check-ins of those days.

    Athletes who have none there are left out, unless one may come in for today before this is committed.
    """
    keys = check_ins_within(connection, {client: [span] for client, span in spans.items()}) if spans else []
    outdated = {UUID(key.partition(":")[0]) for key in keys}
    outdated |= {client for client, (_, last) in spans.items() if last >= today[client]}
    if not outdated:
        return {}
    return {REASSESSMENTS: owe_reassessments(connection, {client: spans[client] for client in outdated})}
