"""Seeds a database: all of it in one transaction, so that there is all of it or nothing."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import RedisUnavailableError
from coalescing.lanes import REASSESSMENTS
from domain.businesses import SubscriptionStatus, SubscriptionTier
from ops.errors import OpsError
from ops.hands.servers import Servers
from ops.importing.progress import Meter
from ops.seeding.options import Options
from ops.seeding.people import Business, make_people
from ops.seeding.rows import CHECK_INS, Batch, batches, local_day
from storage.bulk import analyze, copy_rows, count_users, is_taken, owe_pasts, owe_summaries
from storage.reassessments import Span

#: Days that two workers assess in a second, in the background, on two slow cores; summaries wait that long.
ASSESSED_A_SECOND = 1_000
#: Before the first of them.
_WARM_UP_SECONDS = 30.0


@dataclass(slots=True)
class Seeded:
    """What was made."""

    businesses: Sequence[Business]
    #: Rows by table.
    rows: Counter[str] = field(default_factory=Counter)
    #: Athletes whose subscription includes the assistant.
    subscribers: set[UUID] = field(default_factory=set)
    seconds: float = 0.0
    #: Whether Redis was told of what is owed; reconcile tells it otherwise.
    all_submitted: bool = True

    @property
    def assessing_seconds(self) -> float:
        """About how long the workers will be at the history."""
        return self.rows[CHECK_INS] / ASSESSED_A_SECOND


def seed(options: Options, servers: Servers, meter: Meter, now: datetime | None = None) -> Seeded:
    """Make the people and their past, and owe what is to be computed of it.

    Args:
        options: how many.
        servers: where.
        meter: is told how far it is.
        now: when it is; their history ends the day before.

    Raises:
        OpsError: there are users already and that is not wanted, or these people are there already.
    """
    began, now = time.monotonic(), now or datetime.now(UTC)
    with servers.ledger() as connection:
        _require_room(connection, options)
        businesses = make_people(options.users, options.days, options.seed)
        if is_taken(connection, businesses[0].coaches[0].email):
            raise OpsError(
                f"The people of seed {options.seed} are in this database already. Choose another --seed."
            )
        made = Seeded(businesses)
        revisions = _store(connection, made, options, now, meter)
        analyze(connection, [*made.rows, "owed_work"])
    made.all_submitted = _submitted(servers, revisions)
    made.seconds = time.monotonic() - began
    return made


def _require_room(connection: Connection[DictRow], options: Options) -> None:
    there = count_users(connection)
    if there and not options.add:
        raise OpsError(
            f"The database has {there:,} users already, so nothing was made. --add puts made-up people beside"
            " them."
        )


def _store(
    connection: Connection[DictRow], made: Seeded, options: Options, now: datetime, meter: Meter
) -> dict[str, int]:
    """Copy all rows and owe the assessments; answers what is to be submitted after the commit."""
    revisions: dict[str, int] = {}
    team_days: list[str] = []
    stored = 0
    for business in made.businesses:
        for batch in batches(business, options, now):
            made.rows[batch.table] += copy_rows(connection, batch.table, batch.columns, batch.rows)
            if batch.table == CHECK_INS:
                revisions |= _owe(connection, batch)
            if batch.table == "athlete_subscriptions":
                made.subscribers |= {client for client, _, *what in batch.rows if _may_ask(*what)}
        day = local_day(business, now)
        team_days += [f"{team.id}:{day}" for team in business.teams]
        stored += len(business.coaches) + sum(len(team.athletes) for team in business.teams)
        meter.at(made.rows.total(), stored / options.users)
    ids = [business.id for business in made.businesses]
    owe_summaries(connection, team_days, ids, made.assessing_seconds + _WARM_UP_SECONDS)
    return revisions


def _may_ask(tier: str, status: str) -> bool:
    return tier != SubscriptionTier.FREE and status in (SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIAL)


def _owe(connection: Connection[DictRow], batch: Batch) -> dict[str, int]:
    if not batch.rows:
        return {}
    keys = (f"{client}:{day}" for client, day, *_ in batch.rows)
    return owe_pasts(connection, keys, _spans(batch.rows))


def _spans(rows: Iterable[Sequence[Any]]) -> Mapping[UUID, Span]:
    """First and last day of each athlete; an athlete's rows come in the order of their days."""
    spans: dict[UUID, tuple[date, date]] = {}
    for client, day, *_ in rows:
        spans[client] = (spans[client][0] if client in spans else day, day)
    return spans


def _submitted(servers: Servers, revisions: Mapping[str, int]) -> bool:
    try:
        lane = servers.lane(REASSESSMENTS)
        lane.submit_many([(key, b"", revision) for key, revision in revisions.items()])
    except RedisUnavailableError:
        return False
    return True
