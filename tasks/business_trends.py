"""The lane business-trends: counts what a business comes to, and its open months, and writes what differs."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from storage.business_summaries import count_businesses
from tasks.reports import BatchReport
from tasks.work import Work


def count_trends(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Count these businesses. A constant number of statements whatever their number.

    A month that is closed is counted again only if an input names its first day, as a JSON list of such days:
    for whoever has corrected a test of long ago.

    Raises:
        ValueError: a key is no business's id, or an input is no list of days.
    """
    businesses = {_business_of(each.key): each for each in work}
    reopened = sorted({day for each in work for day in _months_in(each.payload)})
    counted = count_businesses(connection, businesses, reopened=reopened)
    found = {each.business_id for each in counted}
    return BatchReport(
        done={each.key: each.revision for business, each in businesses.items() if business in found},
        unchanged=frozenset(businesses[each.business_id].key for each in counted if not each.changed),
        void=frozenset(each.key for business, each in businesses.items() if business not in found),
    )


def _business_of(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise ValueError(f"key {key!r} is not a business's id") from None


def _months_in(payload: bytes) -> list[date]:
    if not payload:
        return []
    try:
        return [date.fromisoformat(day).replace(day=1) for day in orjson.loads(payload)]
    except (TypeError, ValueError):
        raise ValueError("an input is not a JSON list of days") from None
