"""A glance at the ledger's gauges, for those who must not wait for it."""

import psycopg
from psycopg.rows import dict_row

from storage import ledger
from storage.debts import LedgerGauges
from storage.urls import psycopg_url

#: For connecting, and again for the statement.
PATIENCE_SECONDS = 2


class LedgerUnavailableError(Exception):
    """Raised when the ledger cannot be read now. The message says why, in one line."""


def glance(database_url: str) -> dict[str, LedgerGauges]:
    """How much each lane owes and has dead, over a connection of its own that is closed at once.

    Raises:
        LedgerUnavailableError: PostgreSQL does not answer in time, or not as it should.
    """
    try:
        with psycopg.connect(
            psycopg_url(database_url),
            autocommit=True,
            row_factory=dict_row,
            application_name="afterwrite health",
            connect_timeout=PATIENCE_SECONDS,
            tcp_user_timeout=PATIENCE_SECONDS * 1000,
            options=f"-c statement_timeout={PATIENCE_SECONDS * 1000} -c jit=off",
        ) as connection:
            return ledger.gauges(connection)
    except psycopg.Error as error:
        what, _, _ = str(error).partition("\n")
        raise LedgerUnavailableError(f"{type(error).__name__}: {what}") from error
