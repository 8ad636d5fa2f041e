"""What a receipt says of one write, out of the ledger's row and the entry in Redis. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from coalescing.outcomes import EntryState, PeekedEntry

REPLAYABLE = "An operator can replay it. A new write revives it too."
REPLAYABLE_BY_NAME = (
    "An operator has forgotten it. It can be replayed by naming its key, and comes back without the inputs"
    " that were kept for it. A new write revives it too."
)
NOT_REPLAYABLE_YET = "Not yet: its death is being written down. A new write revives it."


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry, and when it was looked at, in ms since the epoch on the clock of its own times."""

    entry: PeekedEntry
    now_ms: int


def state_of(row: Mapping[str, Any], revision: int, seen: SeenEntry | None) -> dict[str, Any]:
    """The answer, with the names that it has in JSON. What the ledger knows is final; Redis adds to the rest.

    Args:
        row: of the ledger, with `is_paused` of its lane.
        revision: that is asked about.
        seen: what Redis says; None where it was not asked, or does not answer.
    """
    content = {
        "receipt": {"lane": row["lane"], "key": row["key"], "revision": revision},
        "state": "owed",
        "doneRevision": row["done_revision"],
        "owedAt": row["owed_at"],
        "doneAt": row["done_at"],
        "lagMs": None,
        "run": None,
        "attempt": None,
        "runningSince": None,
        "dueAt": None,
        "dueInMs": None,
        "paused": False,
        "deadAt": None,
        "forgottenAt": None,
        "reason": None,
        "replay": None,
    }
    if is_done(row, revision):
        return content | _done(row)
    content["reason"] = row["last_error"]
    if row["dead_at"] is not None:
        return content | _dead(row)
    content["paused"] = row["is_paused"]
    return content | (_in_redis(seen) if seen else {})


def is_done(row: Mapping[str, Any], revision: int) -> bool:
    """Whether the result of that revision is stored, or that of a newer one."""
    return bool(row["done_revision"] >= revision)


def is_settled(row: Mapping[str, Any], revision: int) -> bool:
    """Whether the ledger alone knows the answer: done, or dead."""
    return is_done(row, revision) or row["dead_at"] is not None


def _done(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "state": "done",
        "lagMs": row["done_lag_ms"],
        "run": row["done_run"],
        "attempt": row["done_attempt"],
    }


def _dead(row: Mapping[str, Any]) -> dict[str, Any]:
    forgotten_at = row["forgotten_at"]
    return {
        "state": "dead",
        "deadAt": row["dead_at"],
        "forgottenAt": forgotten_at,
        "replay": REPLAYABLE if forgotten_at is None else REPLAYABLE_BY_NAME,
    }


def _in_redis(seen: SeenEntry) -> dict[str, Any]:
    """What Redis adds. Absent: nothing; the work is owed, and will be submitted again."""
    entry = seen.entry
    added: dict[str, Any] = {"attempt": entry.attempts + 1}
    if entry.reason:
        added["reason"] = entry.reason
    match entry.state:
        case EntryState.ABSENT:
            return {}
        case EntryState.WAITING:
            return {**added, "state": "waiting", "dueAt": _instant(entry.due_ms), "dueInMs": _until(seen)}
        case EntryState.HELD:
            return {
                **added,
                "state": "running",
                "runningSince": _instant(entry.claimed_ms),
                "run": entry.token,
                "paused": False,
            }
        case EntryState.DEAD:
            died = {"attempt": entry.attempts, "deadAt": _instant(entry.died_ms), "paused": False}
            return {**added, **died, "state": "dead", "replay": NOT_REPLAYABLE_YET}


def _until(seen: SeenEntry) -> int:
    return max(0, (seen.entry.due_ms or 0) - seen.now_ms)


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
