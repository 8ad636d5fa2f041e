"""The lane deliveries: sends what goes outside, and writes down what has become of it.

Between the call and the commit a process may die: then the message is sent again, under the same name. What
this process remembers to have sent is not, and nothing is in the hands of two runs at the same time. And no
more than a few of all runs send at a time, so that work of other lanes never waits for who does not answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import DELIVERIES
from notifications.breaker import Provider
from notifications.channels.outcome import SENT, Outcome
from notifications.channels.rules import provider_of
from notifications.concluding import conclude
from notifications.due import message_of
from notifications.sending import Limits, Sender
from runtime.settings import get_settings
from storage.deliveries import (
    DueDelivery,
    deactivate_channels,
    read_deliveries,
    take,
    take_turn,
    write_outcomes,
)
from storage.delivery_providers import read_providers, write_providers
from storage.notices import owe_notices
from tasks.delivery_batch import DeliveryBatch
from tasks.reports import BatchReport
from tasks.work import Work

#: Names under which this process has sent messages, the newest last. Should the commit that says so fail,
#: they are not sent again.
_sent: OrderedDict[UUID, None] = OrderedDict()
_REMEMBERED = 2_000

#: How long to wait where enough others are sending.
NO_TURN_MS = 250


def deliver(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Send these deliveries, all providers at the same time. No row is locked while they are on their way."""
    batch = DeliveryBatch(work)
    mine = take(connection, batch.ids)
    batch.leave(batch.ids.keys() - mine)
    due = read_deliveries(connection, [batch.ids[key] for key in mine])
    to_send = batch.sift(mine, due, _sent)
    providers = _providers(connection, to_send)
    turn = _turn(connection, providers.values())
    batch.leave(
        (str(each.id) for each in to_send if not turn(providers[provider_of(each.kind, each.url)])),
        wait_ms=NO_TURN_MS,
    )
    to_send = [each for each in to_send if turn(providers[provider_of(each.kind, each.url)])]
    outcomes = _send(to_send, providers)
    now = datetime.now(UTC)
    for each in to_send:
        provider = providers[provider_of(each.kind, each.url)]
        outcome = outcomes.get(each.id)
        batch.conclude(each, conclude(each, outcome, provider, now=now, most_calls=DELIVERIES.max_attempts))
    return batch.report(_write(connection, batch, providers))


def _turn(connection: Connection[DictRow], providers: Collection[Provider]) -> Callable[[Provider], bool]:
    """Whose turn it is: of all runs only so many send at a time.

    The first turn is for providers whose last call was answered: those which are new, or away, and may not
    answer at all, never hold it.
    """
    runs = get_settings().delivery_runs
    proven = any(each.is_proven for each in providers)
    if runs > 1 and proven and take_turn(connection, 1, 1):
        return lambda provider: provider.is_proven
    if providers and take_turn(connection, min(runs, 2), runs):
        return lambda _: True
    return lambda _: False


def _providers(connection: Connection[DictRow], due: Sequence[DueDelivery]) -> dict[str, Provider]:
    """All that are to be called; of those that were away and may be back, whether it is ours to find out."""
    names = {provider_of(each.kind, each.url) for each in due}
    if not names:
        return {}
    providers = {name: Provider(name) for name in names}
    for name, failures, closed_until in read_providers(connection, names):
        providers[name] = Provider(name, failures, closed_until, is_known=True)
    now = datetime.now(UTC)
    perhaps = [name for name, provider in providers.items() if provider.is_to_be_probed(now)]
    for name in take(connection, perhaps, seed=1) if perhaps else ():
        providers[name].may_probe = True
    return providers


def _send(due: Sequence[DueDelivery], providers: dict[str, Provider]) -> Mapping[UUID, Outcome]:
    remembered = {each.id: SENT for each in due if each.id in _sent}
    settings = get_settings()
    limits = Limits(
        timeout=settings.delivery_timeout_seconds,
        per_provider=settings.delivery_calls_per_provider,
        allow_private=settings.delivery_allow_private,
    )
    messages = [
        (provider_of(each.kind, each.url), message_of(each, settings.public_url))
        for each in due
        if each.id not in remembered
    ]
    outcomes = Sender(providers, limits).send(messages)
    for name, outcome in outcomes.items():
        if outcome.is_sent:
            _sent[name] = None
    while len(_sent) > _REMEMBERED:
        _sent.popitem(last=False)
    return outcomes | remembered


def _write(
    connection: Connection[DictRow], batch: DeliveryBatch, providers: Mapping[str, Provider]
) -> dict[str, dict[str, int]]:
    changed = [
        (each.name, each.failures, each.closed_until) for each in providers.values() if each.is_changed
    ]
    if changed:
        write_providers(connection, changed)
    if batch.gone_channels:
        deactivate_channels(connection, batch.gone_channels)
    if not batch.written:
        return {}
    return owe_notices(connection, write_outcomes(connection, batch.written))
