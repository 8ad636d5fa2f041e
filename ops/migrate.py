"""`afterwrite migrate`: bring the schema up to date."""

import psycopg

from ops.errors import OpsError
from storage.migrate import upgrade
from storage.urls import psycopg_url


def migrate(database_url: str) -> list[str]:
    """Upgrade the schema to the newest revision; safe to run from several places at once.

    Returns:
        The revisions that were applied, oldest first.

    Raises:
        OpsError: When PostgreSQL does not answer, or the URL is none.
    """
    try:
        # Asked first, since the error of a plain connection says most clearly what is wrong.
        psycopg.connect(psycopg_url(database_url), connect_timeout=10).close()
    except ValueError as error:
        raise OpsError(str(error)) from error
    except psycopg.Error as error:
        raise OpsError(
            f"PostgreSQL cannot be used: {str(error).strip()}\nCheck DATABASE_URL, and that the server runs."
        ) from error
    return upgrade(database_url)
