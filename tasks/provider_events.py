"""The lanes of providers: finds out what their events come to, and makes it true.

First everything is asked, then everything is written: while a provider takes its time, no row is locked that
a request could wait for. What is written rests on the connection as it is then, so nothing is stored for an
athlete who has taken the authorisation back meanwhile.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from domain.event_outcomes import EventOutcome
from domain.providers import Provider
from providers.adapter import Adapter
from providers.adapters.declared import declared_adapters
from providers.applying import apply
from providers.changes import Change
from providers.connections.access import connected
from providers.errors import (
    AwayError,
    LeftInPeaceError,
    NotFoundError,
    QuotaError,
    RefusedError,
    RevokedError,
)
from runtime.settings import get_settings
from storage.activity_fences import read_fences
from storage.connections import note_sync
from storage.provider_accounts import Account, accounts_of, hold_accounts, take_turn
from storage.provider_inbox import StoredEvent, settle_events, waiting_events
from tasks.event_batch import EventBatch
from tasks.explanation import explain
from tasks.provider_waits import NO_TURN_MS, wait_for_one_ms, wait_ms
from tasks.reports import BatchReport
from tasks.work import Work

log = structlog.get_logger(__name__)

#: Events that something is to be done about, oldest first, and whose they are, by key and account.
Wanted: TypeAlias = dict[tuple[str, str], tuple[Sequence[StoredEvent], Account]]

#: A run asks no more after this long; the rest is for another one.
ASKING_SECONDS = 60.0

#: Providers tell times in whole seconds. What is asked once the second is over has all that happened in it.
SECOND = timedelta(seconds=1)
#: A clock that is further ahead is not waited for.
CLOCKS_DIFFER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the events of a key come to, and whose they are."""

    key: str
    events: Sequence[StoredEvent]
    account: Account
    #: None where the provider was asked in vain; then why, for people.
    change: Change | None
    error: str | None = None


def apply_events(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Apply the newest events of these objects, which are all of one provider."""
    batch = EventBatch.of(work, waiting_events(connection, [each.key for each in work]))
    name = work[0].key.partition(":")[0]
    adapter = declared_adapters().get(name)
    if adapter is None:
        for each in work:
            batch.bury(each.key, f"there is no adapter of the name {name!r}")
        return batch.report()
    wanted = _wanted(connection, adapter, batch)
    if wanted and adapter.asks and not take_turn(connection, name, get_settings().provider_runs):
        batch.leave(_keys(wanted), NO_TURN_MS)
        wanted = {}
    asked = _ask(connection, adapter, batch, wanted)
    _write(connection, adapter, batch, asked)
    settle_events(connection, batch.settled)
    return batch.report()


def _wanted(connection: Connection[DictRow], adapter: Adapter, batch: EventBatch) -> Wanted:
    """What there is something to do about, by key; the rest is settled."""
    owners = {owner for _, owner in batch.events}
    accounts = accounts_of(connection, adapter.source.value, owners) if owners else {}
    ours: Wanted = {}
    for (key, owner), events in batch.events.items():
        account = accounts.get(owner)
        if account is None:
            batch.settle(events, EventOutcome.VOID, "nobody has connected the account")
        else:
            ours[key, owner] = (events, account)
    return _in_time(batch, _new(connection, adapter, batch, ours))


def _new(
    connection: Connection[DictRow],
    adapter: Adapter,
    batch: EventBatch,
    ours: Wanted,
) -> Wanted:
    """Without what came late: of which something newer is known."""
    names = {each: adapter.activity_of(events) for each, (events, _) in ours.items()}
    asked_for = [(account.client_id, name) for each, (_, account) in ours.items() if (name := names[each])]
    fences = read_fences(connection, adapter.source, asked_for) if asked_for else {}
    new: Wanted = {}
    for each, (events, account) in ours.items():
        fence = fences.get((account.client_id, names[each] or ""))
        late = [event for event in events if fence is not None and fence.makes_late(event.event_at)]
        batch.settle(late, EventOutcome.LATE)
        if left := [event for event in events if event not in late]:
            new[each] = (left, account)
    return new


def _in_time(batch: EventBatch, wanted: Wanted) -> Wanted:
    """Without what is too new: its second is not over yet."""
    now = datetime.now(UTC)
    ready = {}
    for (key, owner), (events, account) in wanted.items():
        wait = events[-1].event_at + SECOND - now
        if timedelta(0) < wait < CLOCKS_DIFFER:
            batch.leave([key], round(wait.total_seconds() * 1000))
        else:
            ready[key, owner] = (events, account)
    return ready


def _ask(
    connection: Connection[DictRow],
    adapter: Adapter,
    batch: EventBatch,
    wanted: Wanted,
) -> list[_Asked]:
    """What the events come to. When nobody may call the provider for one, it is not asked for the others.

    When it does not answer about one, it may about another: that one activity cannot be shown holds up no
    other. Is it away altogether, the breaker says so after a few.
    """
    asked: list[_Asked] = []
    began = time.monotonic()
    left = dict(wanted)
    for (key, owner), (events, account) in wanted.items():
        if time.monotonic() - began > ASKING_SECONDS:
            batch.leave(_keys(left), NO_TURN_MS)
            break
        reach = partial(connected, connection, Provider(adapter.source), account.account)
        try:
            change = adapter.change(events, reach)
        except (QuotaError, AwayError) as error:
            if _leaves_all(batch, left, asked, _Asked(key, events, account, None, str(error)), error):
                break
        except psycopg.Error:
            raise  # the transaction is over
        except RevokedError as error:
            asked.append(_Asked(key, events, account, None, str(error)))
            batch.settle(events, EventOutcome.VOID, str(error))
        except (RefusedError, NotFoundError) as error:
            asked.append(_Asked(key, events, account, None, str(error)))
            batch.bury(key, explain(error))
        except Exception as error:
            log.exception("events could not be applied", provider=adapter.name, key=key)
            asked.append(_Asked(key, events, account, None, f"an unexpected {type(error).__name__}"))
            batch.fail(key, explain(error))
        else:
            asked.append(_Asked(key, events, account, change))
        del left[key, owner]
    return asked


def _leaves_all(
    batch: EventBatch, left: Wanted, asked: list[_Asked], this: _Asked, error: QuotaError | AwayError
) -> bool:
    """Put off what is left, if others would fare alike; else this one alone."""
    if not isinstance(error, LeftInPeaceError):  # what the connection tells of is the failure itself
        asked.append(this)
    if isinstance(error, QuotaError) or error.is_for_all:
        batch.leave(_keys(left), wait_ms(error))
        return True
    _put_off(batch, this.key, this.events, error)
    return False


def _put_off(batch: EventBatch, key: str, events: Sequence[StoredEvent], error: AwayError) -> None:
    """That nothing could be found out is of this key alone, as far as is known."""
    wait = wait_for_one_ms(error, events)
    if wait is None:
        batch.bury(key, explain(error))
    else:
        batch.leave([key], wait)


def _keys(wanted: Wanted) -> set[str]:
    return {key for key, _ in wanted}


def _write(
    connection: Connection[DictRow], adapter: Adapter, batch: EventBatch, asked: Sequence[_Asked]
) -> None:
    """Write it, athlete by athlete in the order of their ids: who writes beside us does so in that order."""
    if not asked:
        return
    held = hold_accounts(connection, {each.account.id for each in asked})
    erase = get_settings().provider_data_after_revocation == "delete"
    for each in sorted(asked, key=lambda one: (str(one.account.client_id), one.key)):
        account = held.get(each.account.id)
        if account is None:
            batch.settle(each.events, EventOutcome.VOID, "the athlete is gone")
        elif account.account != each.account.account:
            batch.settle(each.events, EventOutcome.VOID, "the athlete has connected another account since")
        elif each.change is None:
            note_sync(connection, account.id, each.error)
        else:
            applied = apply(connection, each.change, account, adapter.source, adapter.name, erase=erase)
            batch.conclude(each.key, each.events, applied)
            if applied.outcome is EventOutcome.APPLIED and account.is_in_use:
                note_sync(connection, account.id)
