"""How providers have answered lately, for all workers."""

import datetime as dt
from collections.abc import Collection, Sequence

from psycopg import Connection
from psycopg.rows import DictRow

_READ = """
SELECT provider, failures, closed_until FROM delivery_providers WHERE provider = ANY(%(names)s::text[])
"""

_WRITE = """
INSERT INTO delivery_providers (provider, failures, closed_until)
SELECT one.* FROM unnest(%(names)s::text[], %(failures)s::int[], %(closed)s::timestamptz[])
    AS one (provider, failures, closed_until)
ORDER BY one.provider
ON CONFLICT (provider) DO UPDATE SET
    failures = excluded.failures, closed_until = excluded.closed_until, updated_at = now()
"""

#: Name, failures in a row, and until when it is left in peace.
ProviderState = tuple[str, int, dt.datetime | None]


def read_providers(connection: Connection[DictRow], names: Collection[str]) -> list[ProviderState]:
    """What is known of these providers; those that never failed are absent."""
    rows = connection.execute(_READ, {"names": list(names)})
    return [(row["provider"], row["failures"], row["closed_until"]) for row in rows]


def write_providers(connection: Connection[DictRow], states: Sequence[ProviderState]) -> None:
    """Write down what has changed. Of two workers that do so at the same time the later one is believed."""
    parameters = {
        "names": [name for name, _, _ in states],
        "failures": [failures for _, failures, _ in states],
        "closed": [closed_until for _, _, closed_until in states],
    }
    connection.execute(_WRITE, parameters)
