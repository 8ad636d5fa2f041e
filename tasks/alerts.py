"""The lane alerts: tells coaches of conditions, each once from when it begins until it is over.

Who is to be looked at again is found by `tasks.alert_rounds`. A run looks at the athlete as they are now, so
it does not matter how often or how late it runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.coach_alert_lifecycle import (
    PRIORITIES,
    Changes,
    Lasting,
    changes,
    condition_key,
    is_more_urgent,
)
from domain.coach_alerts import AlertStatus, CalledFor, alerts_called_for
from domain.effects import Standing, Wanted
from domain.notices import Audience, NoticeKind
from storage.coach_alerts import (
    LANE,
    Raised,
    WatchedAthlete,
    lasting_alerts,
    move_alerts,
    raise_alerts,
    read_athletes,
    resolve_alerts,
)
from storage.effects import standing_effects
from tasks.effects import settle_effects
from tasks.notice_effects import NOTICE, NoticeEffects, notice_content
from tasks.reports import BatchReport
from tasks.work import Work


@dataclass(frozen=True, slots=True)
class Watched:
    """One athlete, the alerts that last, and what is to become of them."""

    athlete: WatchedAthlete
    lasting: list[Lasting] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def watch_athletes(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Raise, bring up to date and resolve the alerts of these athletes.

    Two statements for a batch in which there is nothing to do.

    Raises:
        ValueError: a key is no athlete's id.
    """
    clients = {_client_of(each.key): each for each in work}
    watched = look_at(connection, list(clients))
    changed = [one for one in watched.values() if one.changes]
    return BatchReport(
        done={each.key: each.revision for client, each in clients.items() if client in watched},
        unchanged=frozenset(clients[client].key for client, one in watched.items() if not one.changes),
        void=frozenset(each.key for client, each in clients.items() if client not in watched),
        owed=_settle(connection, changed) if changed else {},
    )


def look_at(connection: Connection[DictRow], clients: Sequence[UUID]) -> dict[UUID, Watched]:
    """The athletes, with what is to be done for each; those that are gone are absent."""
    lasting: dict[UUID, list[Lasting]] = {client: [] for client in clients}
    for alert in lasting_alerts(connection, clients):
        lasting[alert.client_id].append(alert)
    return {
        athlete.id: Watched(
            athlete,
            lasting[athlete.id],
            changes(lasting[athlete.id], alerts_called_for(athlete.known), athlete.coach),
        )
        for athlete in read_athletes(connection, clients)
    }


def _client_of(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise ValueError(f"key {key!r} is not an athlete's id") from None


def _settle(connection: Connection[DictRow], changed: Sequence[Watched]) -> dict[str, dict[str, int]]:
    """Write the alerts, and settle their notices; answers what is owed."""
    raised = [
        Raised(one.athlete, alert, condition_key(one.athlete.id, alert.type, one.athlete.known.today))
        for one in changed
        for alert in one.changes.begun
    ]
    moved = [(alert, now, one.athlete.coach) for one in changed for alert, now in one.changes.moved]
    over = [alert for one in changed for alert in one.changes.over]
    if over:
        resolve_alerts(connection, over)
    if moved:
        move_alerts(connection, moved)
    new = raise_alerts(connection, raised) if raised else set()
    standing = standing_effects(connection, LANE, [one.athlete.id for one in changed])
    told = {effect.key: effect for effect in standing}
    wanted = [_told_first(one) for one in raised if one.condition_key in new]
    wanted += [effect for one in changed for effect in _told_on(one, told)]
    notices = NoticeEffects()
    over_keys = frozenset(alert.condition_key for alert in over)
    settle_effects(connection, LANE, standing, wanted, {NOTICE: notices}, over=over_keys)
    return notices.owe(connection)


def _told_first(raised: Raised) -> Wanted:
    return _effect(raised.athlete, raised.condition_key, raised.alert)


def _told_on(watched: Watched, told: Mapping[str, Standing]) -> list[Wanted]:
    """The notices of alerts that last: as they were told, unless there is something more urgent to tell."""
    over = {alert.id for alert in watched.changes.over}
    now = {alert.id: called_for for alert, called_for in watched.changes.moved}
    wanted = []
    for alert in watched.lasting:
        if alert.id in over:
            continue
        standing = told.get(alert.condition_key)
        called_for = now.get(alert.id, CalledFor(alert.type, alert.severity, alert.context))
        if alert.status is AlertStatus.ACTIVE and _is_news(called_for, standing):
            wanted.append(_effect(watched.athlete, alert.condition_key, called_for))
        elif standing is not None:
            wanted.append(_as_told(standing))
    return wanted


def _is_news(alert: CalledFor, standing: Standing | None) -> bool:
    return standing is None or is_more_urgent(PRIORITIES[alert.severity], standing.after["priority"])


def _effect(athlete: WatchedAthlete, key: str, alert: CalledFor) -> Wanted:
    return Wanted(
        key=key,
        kind=NOTICE,
        client_id=athlete.id,
        date=athlete.known.today,
        revision=0,  # of no single check-in
        cause={"rule": alert.type.value, "severity": alert.severity.value, **alert.context},
        after=notice_content(
            NoticeKind(alert.type.value), [Audience.COACH], PRIORITIES[alert.severity], alert.context
        ),
    )


def _as_told(standing: Standing) -> Wanted:
    return Wanted(
        key=standing.key,
        kind=standing.kind,
        client_id=standing.client_id,
        date=standing.date,
        revision=standing.revision,
        cause={},
        after=standing.after,
    )
