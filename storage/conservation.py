"""Conservation: every accepted input is done, owed or dead, in every lane. One query tells.

Accepted is counted where the inputs are (the check-ins' own revisions), and done where the results
are, so that a row without its debt, or a debt marked done without its result, shows up as lost.

Lanes whose inputs are in `owed_inputs` have their witness there, for as long as it exists: an input that the
ledger does not owe is lost, and so is one that is still there though its revision is done, since a run drops
what it has covered. Of work that was owed without a payload the ledger is the only witness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from psycopg import Connection
from psycopg.rows import DictRow

from storage.check_ins import LANE as CHECKINS


@dataclass(frozen=True, slots=True)
class LaneBalance:
    """One lane's books. Counts are of accepted inputs (revisions), except `keys`."""

    lane: str
    keys: int
    accepted: int
    done: int
    owed: int
    dead: int
    #: What does not add up, summed over the keys: inputs that are neither done, nor owed, nor dead, and
    #: debts without an input. Anything but 0 is a defect.
    lost: int = 0
    #: Those of the dead that an operator has put out of sight.
    forgotten: int = 0

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build it from a row of the query."""
        counts = ("keys", "accepted", "done", "owed", "dead", "lost", "forgotten")
        return cls(row["lane"], *(int(row[name]) for name in counts))


# A full join, since either side may be missing. Per key, what is done is what both books agree on; a row
# that was deleted and came again has no result yet for what it is now. What is missing in one key is not
# made up for by what is too much in another.
_BALANCE = f"""
WITH witness AS (
    SELECT '{CHECKINS}' AS lane, client_id::text || ':' || to_char(date, 'YYYY-MM-DD') AS key,
           revision AS accepted, assessed_revision AS resulted, created_at
    FROM daily_metrics
    UNION ALL
    SELECT i.lane, i.key,
           coalesce(max(o.revision), 0) + count(*) FILTER (WHERE i.revision > coalesce(o.revision, 0)),
           coalesce(max(o.done_revision), 0) - count(*) FILTER (WHERE i.revision <= o.done_revision), NULL
    FROM owed_inputs i LEFT JOIN owed_work o USING (lane, key)
    WHERE i.lane <> '{CHECKINS}' GROUP BY i.lane, i.key
), book AS (
    SELECT coalesce(w.lane, o.lane) AS lane,
           coalesce(w.accepted, o.revision) AS accepted,
           CASE WHEN w.lane IS NULL THEN o.done_revision
                WHEN w.resulted IS NULL AND w.created_at > o.done_at
                    THEN least(o.done_revision, w.accepted - 1)
                ELSE least(coalesce(o.done_revision, 0), coalesce(w.resulted, 0)) END AS done,
           coalesce(o.revision - o.done_revision, 0) AS open,
           o.dead_at IS NOT NULL AS is_dead, o.forgotten_at IS NOT NULL AS is_forgotten
    FROM owed_work o FULL JOIN witness w ON w.lane = o.lane AND w.key = o.key
)
SELECT lane, count(*) AS keys, sum(accepted) AS accepted, sum(done) AS done,
       coalesce(sum(open) FILTER (WHERE NOT is_dead), 0) AS owed,
       coalesce(sum(open) FILTER (WHERE is_dead), 0) AS dead,
       coalesce(sum(open) FILTER (WHERE is_forgotten), 0) AS forgotten,
       sum(abs(accepted - done - open)) AS lost
FROM book GROUP BY lane ORDER BY lane
"""  # noqa: S608  the only thing put in is a constant


def balance(connection: Connection[DictRow]) -> list[LaneBalance]:
    """The books of every lane that has anything in them, by name."""
    return [LaneBalance.from_row(row) for row in connection.execute(_BALANCE)]
