"""The lane of Strava's past: fetches a page of an athlete's activities, and owes itself the next one.

What is still to be fetched is the lane's own input, so it survives what any input does: a run that ends in
the middle of a page has done nothing, and the page is fetched again.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import STRAVA_BACKFILL
from domain.activity_types import ActivitySource
from domain.backfill import Stretch, without_covered
from domain.providers import Provider
from providers.changes import Recorded
from providers.connections.access import connected
from providers.errors import (
    AwayError,
    LeftInPeaceError,
    ProviderError,
    QuotaError,
    RefusedError,
    RevokedError,
)
from providers.process import strava_api
from providers.strava.api import MOST_A_PAGE
from providers.strava.normalise import recorded
from storage.activities import record_activities
from storage.activity_debts import LANE as TRAINING_LOADS
from storage.activity_fences import read_fences
from storage.backfills import owe_stretches
from storage.connections import note_sync
from storage.provider_accounts import Account, account_of_athlete, hold_accounts, take_turn
from tasks.explanation import explain
from tasks.provider_waits import NO_TURN_MS, wait_ms
from tasks.reports import BatchReport
from tasks.work import Work

log = structlog.get_logger(__name__)

#: What is fetched is as of somewhat earlier: our clock may be ahead of Strava's, and what happens to an
#: activity from now on is told by an event, which must not be taken for old.
CLOCKS_DIFFER = timedelta(minutes=1)

#: Not sooner is a page asked for that Strava did not show; every 30 s would be more calls than a day has.
PAGE_AGAIN_MS = 2 * 60_000


def fetch_pages(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Fetch a page of one athlete.

    Raises:
        ValueError: the key is no athlete's id.
    """
    (one,) = work
    account = account_of_athlete(connection, Provider.STRAVA, UUID(one.key))
    left = without_covered(Stretch.from_json(each) for each in orjson.loads(one.payload or b"[]"))
    if account is None or not left:
        return BatchReport(void=frozenset({one.key}))
    if not take_turn(connection, STRAVA_BACKFILL.name, 1):
        return BatchReport(later={one.key: NO_TURN_MS})
    began = datetime.now(UTC)
    try:
        page = _page(connection, account, left[0])
    except (QuotaError, AwayError) as error:
        _note(connection, account, error)
        return BatchReport(later={one.key: _wait_ms(error)})
    except RevokedError as error:
        _note(connection, account, error)
        return BatchReport(void=frozenset({one.key}))
    except ProviderError as error:
        _note(connection, account, error)
        return BatchReport(dead={one.key: explain(error)})
    return _store(connection, one, account, left, page, began)


def _wait_ms(error: QuotaError | AwayError) -> int:
    """A page that Strava cannot show is asked for again and again, and may not use up a day's quota."""
    is_of_the_page = isinstance(error, AwayError) and not error.is_for_all
    return max(wait_ms(error), PAGE_AGAIN_MS) if is_of_the_page else wait_ms(error)


def _page(connection: Connection[DictRow], account: Account, stretch: Stretch) -> Sequence[Mapping[str, Any]]:
    first, end = stretch.window
    # "After" leaves out the second itself.
    after = first - timedelta(seconds=1)
    reach = connected(connection, Provider.STRAVA, account.account)
    return strava_api().activities(reach, after, end, stretch.page)


def _store(
    connection: Connection[DictRow],
    one: Work,
    account: Account,
    left: Sequence[Stretch],
    page: Sequence[Mapping[str, Any]],
    began: datetime,
) -> BatchReport:
    held = hold_accounts(connection, [account.id]).get(account.id)
    if held is None or not held.is_in_use or held.account != account.account:
        return BatchReport(void=frozenset({one.key}))  # it has ended meanwhile
    if held.connected_at != account.connected_at:
        # It has ended, and was connected anew: what was there is erased, and perhaps less is allowed now.
        return BatchReport(later={one.key: NO_TURN_MS})
    given = [found for each in page if (found := _activity(each, account.account, began))]
    activities = _without_removed(connection, account, given)
    revision = record_activities(connection, account.client_id, activities)
    note_sync(connection, account.id)
    owed: dict[str, dict[str, int]] = {}
    if revision is not None:
        owed[TRAINING_LOADS] = {str(account.client_id): revision}
    rest = left[0].after_page(is_last=len(page) < MOST_A_PAGE)
    if still := [each for each in (rest, *left[1:]) if each is not None]:
        owed[STRAVA_BACKFILL.name] = owe_stretches(connection, STRAVA_BACKFILL.name, one.key, still)
    log.info("backfilled", lane=STRAVA_BACKFILL.name, activities=len(activities), stretches_left=len(still))
    return BatchReport(done={one.key: one.revision}, owed=owed)


def _without_removed(
    connection: Connection[DictRow], account: Account, given: Sequence[dict[str, Any]]
) -> Sequence[dict[str, Any]]:
    """Without those that are known to be gone: that Strava still lists what was removed here is no news."""
    names = [(account.client_id, each["external_id"]) for each in given]
    fences = read_fences(connection, ActivitySource.STRAVA, names)
    removed = {name for (_, name), fence in fences.items() if fence.is_removed}
    return [each for each in given if each["external_id"] not in removed]


def _activity(given: Mapping[str, Any], account: str, began: datetime) -> dict[str, Any] | None:
    """One of the list's, as storage takes it; None if it is none that could be stored."""
    try:
        found = recorded(given, owner=account, event_at=began - CLOCKS_DIFFER)
    except RefusedError as error:
        log.warning("an activity was left out", lane=STRAVA_BACKFILL.name, error=str(error))
        return None
    if not isinstance(found, Recorded):
        return None
    return {
        "source": Provider.STRAVA,
        "source_type": found.source_type,
        "started_at": found.started_at,
        "duration_seconds": found.duration_seconds,
        "external_id": found.external_id,
        "event_at": found.event_at,
        **found.measured,
    }


def _note(connection: Connection[DictRow], account: Account, error: ProviderError) -> None:
    if not isinstance(error, LeftInPeaceError):  # what the connection tells of is the failure itself
        note_sync(connection, account.id, str(error))
