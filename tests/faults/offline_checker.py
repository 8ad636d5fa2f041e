"""Holds what writers were told against what is stored, once everything has come to rest."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from psycopg import Connection
from psycopg.rows import DictRow

from storage.check_ins import LANE
from storage.conservation import balance
from tests.checker import expected_results, key_of, stored_results
from tests.faults.load import Told

#: Every result that is ever stored leaves a line here, so that what was overwritten can be told as well.
RESULT_LOG = """
CREATE TABLE result_log (number bigserial PRIMARY KEY, key text, revision bigint);
CREATE FUNCTION log_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO result_log (key, revision) VALUES (NEW.client_id || ':' || NEW.date, NEW.assessed_revision);
    RETURN NULL;
END $$;
CREATE TRIGGER log_result AFTER UPDATE ON daily_metrics FOR EACH ROW
WHEN ((OLD.assessed_revision, OLD.assessed_at) IS DISTINCT FROM (NEW.assessed_revision, NEW.assessed_at))
EXECUTE FUNCTION log_result();
"""

#: Forgets what earlier rounds left in the log, so that it is not counted again.
FORGET_RESULTS = "TRUNCATE result_log"


@dataclass(frozen=True, slots=True)
class Findings:
    """What became of the writes. Lists are of keys."""

    accepted: int
    #: Writes that were answered with anything but 200, or not at all.
    refused: int
    #: Not stored as it was last accepted, or stored and not finished.
    lost: list[str]
    #: The result is not that of the stored inputs, or once was overwritten by an older one.
    stale: list[str]
    #: Results that were stored once more for the same inputs. Harmless, and worth knowing.
    duplicates: int
    #: What conservation misses, over all lanes.
    unaccounted: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, and nothing is stale."""
        return not (self.lost or self.stale or self.unaccounted)

    def __add__(self, other: Self) -> "Findings":
        return Findings(*(getattr(self, name) + getattr(other, name) for name in Findings.__slots__))


def examine(connection: Connection[DictRow], told: Sequence[Told]) -> Findings:
    """Look at every key that was written to."""
    by_key: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_key[each.key].append(each)
    athletes = list({key.partition(":")[0] for key in by_key})
    query = "SELECT * FROM daily_metrics WHERE client_id = ANY(%s::uuid[])"
    rows = connection.execute(query, [athletes]).fetchall()
    stored = {key_of(row): row for row in rows}
    expected, results = expected_results(rows), stored_results(rows)
    done = _done_revisions(connection, list(by_key))
    log = _result_log(connection, list(by_key))
    return Findings(
        accepted=sum(each.is_accepted for each in told),
        refused=sum(not each.is_accepted for each in told),
        lost=[key for key, writes in by_key.items() if _is_lost(writes, stored.get(key), done.get(key, 0))],
        stale=[
            key
            for key in by_key
            if key in stored
            and (
                results[key] != expected[key]
                or stored[key]["assessed_revision"] != stored[key]["revision"]
                or any(newer < older for older, newer in pairwise(log[key]))
            )
        ],
        duplicates=sum(times - 1 for key in by_key for times in Counter(log[key]).values()),
        unaccounted=sum(abs(book.lost) for book in balance(connection)),
    )


def _is_lost(writes: Sequence[Told], row: DictRow | None, done_revision: int) -> bool:
    """Whether the row is not the last accepted write, or a later one that was merely not acknowledged."""
    last = max((place for place, told in enumerate(writes) if told.is_accepted), default=None)
    candidates = writes if last is None else writes[last:]
    if row is None:
        return last is not None
    if last is not None and row["revision"] < (writes[last].revision or 0):
        return True
    is_stored = any(all(row[name] == value for name, value in told.columns.items()) for told in candidates)
    return not is_stored or done_revision < row["revision"]


def _done_revisions(connection: Connection[DictRow], keys: list[str]) -> dict[str, int]:
    query = "SELECT key, done_revision FROM owed_work WHERE lane = %s AND key = ANY(%s)"
    return {row["key"]: row["done_revision"] for row in connection.execute(query, [LANE, keys])}


def _result_log(connection: Connection[DictRow], keys: list[str]) -> dict[str, list[Any]]:
    log: dict[str, list[Any]] = {key: [] for key in keys}
    query = "SELECT key, revision FROM result_log WHERE key = ANY(%s) ORDER BY number"
    for row in connection.execute(query, [keys]):
        log[row["key"]].append(row["revision"])
    return log
