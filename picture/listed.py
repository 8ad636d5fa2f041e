"""One athlete of a list: what is known of today, by the same rules as in the picture."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from picture.rows import Row, is_assessed
from picture.verdict import Standing


@dataclass(frozen=True, slots=True)
class ListedAthlete:
    """Who it is, and how today stands. `score` and `level` are None unless it is known."""

    client_id: UUID
    name: str
    business: str | None
    standing: Standing
    score: float | None = None
    level: str | None = None
    #: Day of the newest check-in.
    newest: date | None = None


def listed(row: Row) -> ListedAthlete:
    """One row of `storage.athlete_list`."""
    standing = _standing(row)
    is_known = standing is Standing.KNOWN
    return ListedAthlete(
        client_id=row["id"],
        name=row["name"],
        business=row["business"],
        standing=standing,
        score=row["readiness_score"] if is_known else None,
        level=row["readiness_level"] if is_known else None,
        newest=row["newest"],
    )


def _standing(row: Row) -> Standing:
    if row["newest"] is None:
        return Standing.NO_CHECK_INS
    if row["date"] is None:
        return Standing.NOT_TODAY
    if not is_assessed(row):
        return Standing.PENDING
    return Standing.KNOWN if row["readiness_score"] is not None else Standing.NOT_ENOUGH_DATA
