"""The ledger: writing down what is owed, done and dead, and asking about it.

Every function runs in the caller's transaction and commits nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import DictRow

from storage import death_statements as deaths
from storage import ledger_statements as statements
from storage.debts import Debt, Finished, LedgerGauges, Owed
from storage.statements import Statement

__all__ = [
    "LONGEST_ERROR",
    "Debt",
    "Finished",
    "LedgerGauges",
    "Owed",
    "dead",
    "drop_inputs",
    "forget",
    "gauges",
    "mark_dead",
    "mark_done",
    "note_errors",
    "overdue",
    "owe",
    "owed",
    "replay",
]

#: What becomes of the inputs of one key that no run has covered: `coalescing.lanes.Lane.payload`.
PayloadPolicy = Literal["latest", "first", "merge", "append"]

#: Inputs of one key that a run is given at most, in bytes (one is always given) and in number.
MAX_INPUT_BYTES = 1024 * 1024
MAX_INPUTS = 5_000

#: Longer texts of errors are cut: the ledger tells why, it does not keep tracebacks.
LONGEST_ERROR = 500


def owe(
    connection: Connection[DictRow],
    lane: str,
    inputs: Mapping[str, bytes | None],
    *,
    policy: PayloadPolicy = "merge",
) -> dict[str, int]:
    """Owe one more revision of each key. Clears an earlier death.

    For lanes whose revisions are counted here. The checkins lane is not one of them: there, a revision is
    that of the check-in's row, and `storage.check_ins.INTAKE` raises both.

    Args:
        connection: In the transaction of the data that calls for the work.
        lane: Name of the lane.
        inputs: The payload of each key, kept until a run has covered it; None where the key says it all.
        policy: The lane's, for payloads. By it an input may make earlier ones superfluous.

    Returns:
        The new revision of each key.
    """
    statement, parameters = owing(lane, inputs, policy)
    rows = connection.execute(statement.text, parameters)
    return {row["key"]: row["revision"] for row in rows}


def owing(
    lane: str, inputs: Mapping[str, bytes | None], policy: PayloadPolicy
) -> tuple[Statement, dict[str, Any]]:
    """The statement of `owe` and its parameters, for those who run it by other means.

    It answers rows of a key and its new revision.
    """
    keys = sorted(inputs)
    payloads = [inputs[key] for key in keys]
    return statements.OWE, {"lane": lane, "keys": keys, "payloads": payloads, "policy": policy}


def owed(
    connection: Connection[DictRow],
    lane: str,
    keys: Sequence[str],
    *,
    policy: PayloadPolicy = "merge",
    max_bytes: int = MAX_INPUT_BYTES,
    max_inputs: int = MAX_INPUTS,
) -> dict[str, Owed]:
    """What is owed of each key; keys of which nothing is owed are absent.

    Dead ones count: what was claimed all the same is wanted. Forgotten ones do not. Of the inputs that no run
    has covered, those that count by the policy; where all do, as many of the oldest as one run can take.
    """
    limits = {"max_bytes": max_bytes, "max_inputs": max_inputs}
    statement = statements.OWED[policy]
    parameters = {"lane": lane, "keys": list(keys), **limits}
    found: dict[str, Owed] = {}
    inputs: defaultdict[str, list[bytes]] = defaultdict(list)
    for row in connection.execute(statement.text, parameters):
        if row["payload"] is not None:
            inputs[row["key"]].append(bytes(row["payload"]))
        found[row["key"]] = Owed(row["revision"], next_revision=row["next_revision"])
    return {key: debt._replace(inputs=tuple(inputs[key])) for key, debt in found.items()}


def mark_done(connection: Connection[DictRow], lane: str, finished: Mapping[str, Finished]) -> set[str]:
    """Raise `done_revision` of each key to the revision that was computed. Never lowers it.

    Returns:
        The keys whose debt this has paid; the others' was paid by another run.
    """
    ordered = sorted(finished)
    done = [finished[key] for key in ordered]
    rows = connection.execute(
        statements.MARK_DONE.text,
        {
            "lane": lane,
            "keys": ordered,
            "revisions": [one.revision for one in done],
            "runs": [one.run for one in done],
            "attempts": [one.attempt for one in done],
            "lags_ms": [one.lag_ms for one in done],
        },
    )
    return {row["key"] for row in rows}


def drop_inputs(connection: Connection[DictRow], lane: str, revisions: Mapping[str, int]) -> None:
    """Remove the inputs that a run has covered: of each key, those up to the revision that was done.

    Belongs into the transaction of `mark_done`, after it.
    """
    ordered = sorted(revisions)
    connection.execute(
        statements.DROP_INPUTS.text,
        {"lane": lane, "keys": ordered, "revisions": [revisions[key] for key in ordered]},
    )


def mark_dead(
    connection: Connection[DictRow],
    lane: str,
    reasons: Mapping[str, str],
    revisions: Mapping[str, int] | None = None,
) -> list[str]:
    """Mark as dead, with the reason, what is still owed of the keys; answers the keys that it marked.

    Where `revisions` names the revision that failed, a newer one that came in meanwhile stays owed.
    """
    return _with_reasons(connection, statements.MARK_DEAD.text, lane, reasons, revisions or {})


def note_errors(connection: Connection[DictRow], lane: str, reasons: Mapping[str, str]) -> None:
    """Write down why the last run of each key failed, while it waits for the next."""
    _with_reasons(connection, statements.NOTE_ERRORS.text, lane, reasons, {})


def _with_reasons(
    connection: Connection[DictRow],
    statement: bytes,
    lane: str,
    reasons: Mapping[str, str],
    revisions: Mapping[str, int],
) -> list[str]:
    ordered = sorted(reasons)
    rows = connection.execute(
        statement,
        {
            "lane": lane,
            "keys": ordered,
            "reasons": [reasons[key][:LONGEST_ERROR] for key in ordered],
            "revisions": [revisions.get(key) for key in ordered],
        },
    )
    return [row["key"] for row in rows]


def dead(
    connection: Connection[DictRow],
    *,
    lane: str | None = None,
    keys: Sequence[str] | None = None,
    older_than_seconds: float | None = None,
    limit: int | None = None,
) -> list[Debt]:
    """What is dead and not forgotten, oldest death first: of all lanes and keys, or of those named."""
    chosen = _choice(lane, keys, older_than_seconds)
    return _debts(connection, deaths.DEAD, {**chosen, "limit": limit})


def replay(
    connection: Connection[DictRow],
    lane: str | None = None,
    *,
    keys: Sequence[str] | None = None,
    older_than_seconds: float | None = None,
) -> list[Debt]:
    """Owe dead keys again, and answer them as they are now, by lane and key.

    A key that was forgotten is replayed only if it is named, and comes back without its inputs.
    """
    return _debts(connection, deaths.REPLAY, _choice(lane, keys, older_than_seconds))


def forget(
    connection: Connection[DictRow],
    lane: str | None = None,
    *,
    keys: Sequence[str] | None = None,
    older_than_seconds: float | None = None,
    shown: Sequence[Debt] | None = None,
) -> list[Debt]:
    """Put dead keys out of sight, drop their inputs, and answer them, by lane and key.

    They stay in the books as dead. A new input of a key revives it, and is then all that its run gets.

    Args:
        connection: In a transaction.
        lane: Of this lane only.
        keys: Of these keys only.
        older_than_seconds: Only what has been dead for longer than that.
        shown: Only these, and of them those that are still dead with the revision that they had: what
            somebody agreed to. None for whatever fits the rest.
    """
    seen = {
        "shown_lanes": None if shown is None else [debt.lane for debt in shown],
        "shown_keys": None if shown is None else [debt.key for debt in shown],
        "shown_revisions": None if shown is None else [debt.revision for debt in shown],
    }
    return _debts(connection, deaths.FORGET, {**_choice(lane, keys, older_than_seconds), **seen})


def gauges(connection: Connection[DictRow]) -> dict[str, LedgerGauges]:
    """How much each lane owes and has dead; lanes that have neither are absent.

    One query, but it counts every row that is owed or dead: its time grows with the backlog.
    """
    rows = connection.execute(deaths.GAUGES.text)
    return {row.pop("lane"): LedgerGauges(**row) for row in rows}


def _choice(lane: str | None, keys: Sequence[str] | None, older_than_seconds: float | None) -> dict[str, Any]:
    return {"lane": lane, "keys": None if keys is None else list(keys), "seconds": older_than_seconds}


def _debts(
    connection: Connection[DictRow], statement: Statement, parameters: Mapping[str, Any]
) -> list[Debt]:
    return [Debt.from_row(row) for row in connection.execute(statement.text, parameters)]


def overdue(
    connection: Connection[DictRow], lane: str, *, older_than_seconds: float, page: int
) -> Iterator[dict[str, int]]:
    """What a lane has owed for longer than that, key to revision, oldest first, a page at a time."""
    after: dict[str, Any] = {"after_owed_at": None, "after_key": None}
    while True:
        rows = connection.execute(
            statements.OVERDUE.text,
            {"lane": lane, "seconds": older_than_seconds, "page": page, **after},
        ).fetchall()
        if not rows:
            return
        yield {row["key"]: row["revision"] for row in rows}
        after = {"after_owed_at": rows[-1]["owed_at"], "after_key": rows[-1]["key"]}
