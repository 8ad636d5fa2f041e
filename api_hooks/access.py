"""Who the caller is to the database, and whether they may see the athlete: what the statements decided."""

from typing import Any
from uuid import UUID

from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError, NotFoundError, UnknownUserError
from runtime.tokens import Identity


def caller_parameters(identity: Identity) -> dict[str, Any]:
    """The parameters `caller_id` and `caller_email` of a statement that begins with the caller."""
    return {"caller_id": uuid_or_none(identity.subject), "caller_email": identity.email}


def uuid_or_none(text: str | None) -> str | None:
    """The text as a UUID in its usual form, or None if it is none."""
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return None


def require_access(row: Row) -> None:
    """Refuse unless the caller is known and may see the athlete.

    An athlete that does not exist is refused like a foreign one, so that nobody can probe for ids. Only
    an ADMIN, who may see everybody, is told the difference.

    Raises:
        UnknownUserError: no such user.
        NotFoundError: for an ADMIN, no such athlete.
        AccessDeniedError: the athlete is not the caller's, or does not exist.
    """
    require_user(row)
    if row["athlete_id"] is None and row["caller_role"] == "ADMIN":
        raise NotFoundError("Client not found")
    if not row["allowed"]:
        raise AccessDeniedError


def require_user(row: Row) -> None:
    """Refuse a caller who has a token but no account.

    Raises:
        UnknownUserError: no such user.
    """
    if row["caller_id"] is None:
        raise UnknownUserError
