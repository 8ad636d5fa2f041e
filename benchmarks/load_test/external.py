"""What services outside cost: their own time beside ours, what became of their events, and what was lost."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from rich.table import Table

from benchmarks.load_test.budget import Summary, counted
from benchmarks.load_test.outside import MODEL_MS

_EVENTS = """
SELECT count(*) AS stored, count(*) FILTER (WHERE outcome IN ('APPLIED', 'COALESCED', 'LATE')) AS settled,
    count(DISTINCT object_id) AS objects,
    (SELECT count(*) FROM activities WHERE source = 'STRAVA') AS activities,
    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
        ORDER BY 1000 * extract(epoch FROM settled_at - received_at)::float8) AS lag
FROM provider_events
"""

_ANSWERS = """
SELECT count(*) FILTER (WHERE state = 'DONE') AS done, count(*) FILTER (WHERE state <> 'DONE') AS others,
    count(*) FILTER (WHERE counted_at IS NULL) AS uncounted,
    (SELECT coalesce(sum(answers), 0) FROM chat_usage) AS used,
    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY first_token_ms) AS first
FROM ai_messages WHERE role = 'assistant'
"""


def outer_faults(connection: Connection[DictRow], summary: Summary) -> Iterator[str]:
    """What of the events and questions that were accepted is not as it should be."""
    events, answers = counted(summary, "webhook_accepted"), counted(summary, "ai_answered")
    if events:
        found = _row(connection, _EVENTS)
        if found["stored"] < events:
            yield f"{events - found['stored']:,} accepted events are not stored"
        if found["settled"] < found["stored"]:
            yield f"{found['stored'] - found['settled']:,} events did not come to a result"
        if found["activities"] != found["objects"]:
            yield f"{found['objects']:,} activities were told of, and {found['activities']:,} are stored"
    if answers:
        found = _row(connection, _ANSWERS)
        if found["done"] < answers:
            yield f"{answers - found['done']:,} answers that were read are not stored"
        if found["others"]:
            yield f"{found['others']:,} answers did not come to their end"
        if found["uncounted"] or found["used"] != found["done"]:
            yield f"{found['done']:,} answers were made, and {found['used']:,} are counted"


def external_table(connection: Connection[DictRow], summary: Summary) -> Table | None:
    """What calls outside cost, for people; None where there were none."""
    table = Table("what", "p50 ms", "p95 ms", title="Services outside", title_justify="left")
    if counted(summary, "webhook_accepted"):
        table.add_row("event: acknowledged", *_of(summary, "http_req_duration{endpoint:strava-webhook-post}"))
        lag = _pair(connection, _EVENTS, "lag")
        table.add_row("event: fetched from the provider and stored, after that", *lag)
    if counted(summary, "ai_answered"):
        begun = _of(summary, "ai_first_byte_ms")
        table.add_row(f"assistant: first byte (the model takes {MODEL_MS:g} ms)", *begun)
        table.add_row("assistant: first word, from the question on", *_pair(connection, _ANSWERS, "first"))
        table.add_row("assistant: to the end of the answer", *_of(summary, "ai_whole_ms"))
        for kind in ("read", "write"):
            for name, when in (("asked", "while the assistant is asked"), ("quiet", "else")):
                found = _of(summary, f"http_req_duration{{kind:{kind},assistant:{name}}}")
                table.add_row(f"our own {kind}s, {when}", *found)
    return table if table.row_count else None


def _of(summary: Summary, metric: str) -> tuple[str, str]:
    values = summary["metrics"].get(metric, {}).get("values", {})
    return _shown(values.get("med")), _shown(values.get("p(95)"))


def _pair(connection: Connection[DictRow], statement: str, name: str) -> tuple[str, str]:
    half, most = _row(connection, statement)[name] or (None, None)
    return _shown(half), _shown(most)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _row(connection: Connection[DictRow], statement: str) -> dict[str, Any]:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None  # noqa: S101  an aggregate always has a row
    return row
