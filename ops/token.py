"""`afterwrite token`: a bearer token for the API."""

import psycopg
from psycopg.rows import dict_row

from ops.connected import connected_database_url, filled_settings, with_secret
from ops.errors import OpsError
from ops.hands.output import notices, printable
from runtime.settings import Settings, get_settings
from runtime.tokens import mint
from storage.accounts import ROLES, account_called, first_account, make_account
from storage.urls import psycopg_url


def token(settings: Settings | None = None, *, user: str | None, role: str, hours: float) -> str:
    """A signed token.

    Args:
        settings: Those of the process when not given.
        user: A user's id or e-mail address; needs no database, and is looked up where one answers.
        role: Without a user, the oldest login with this role. On the embedded PostgreSQL one is made
            when there is none.
        hours: How long the token is good for.

    Raises:
        OpsError: When there is no such login, or tokens are not signed with a secret of ours.
    """
    settings = settings or get_settings()
    if settings.jwt_jwks_url is not None:
        raise OpsError(
            "AFTERWRITE_JWT_JWKS_URL is set: tokens come from that identity provider, and ours are not taken."
        )
    if user is not None and _is_unknown(settings, user):
        notices().print(
            f"Note: there is no user {printable(user)} in the database, so the API will refuse this token."
        )
    return mint(with_secret(settings), user or _account(settings, role.upper()), hours=hours)


def _is_unknown(settings: Settings, user: str) -> bool:
    """Whether a database that is known and answers has no such user."""
    url = filled_settings(settings).database_url
    if url is None:
        return False
    try:
        with psycopg.connect(psycopg_url(url), row_factory=dict_row, connect_timeout=3) as connection:
            return account_called(connection, user) is None
    except psycopg.Error:
        return False


def _account(settings: Settings, role: str) -> str:
    if role not in ROLES:
        raise OpsError(f"There is no role {role}; there are {', '.join(ROLES)}.")
    url = connected_database_url(settings)
    try:
        with psycopg.connect(psycopg_url(url), row_factory=dict_row, connect_timeout=10) as connection:
            found = first_account(connection, role)
            if found is None and settings.database_url is None:  # the database is our own
                email = f"{role.lower()}@afterwrite.invalid"
                found = make_account(connection, role, email, f"Embedded {role.lower()}")
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
    if found is None:
        raise OpsError(f"The database has no login with the role {role}. Name one with --user.")
    return str(found)
