"""What the address of a team's or a business's page says: its id, and how many days."""

from uuid import UUID

from starlette.requests import Request

from api_hooks.access import uuid_or_none
from api_hooks.errors import FieldFault, InvalidFieldsError
from storage.team_dashboard import MOST_DAYS

#: Two weeks fit a phone with a little scrolling.
USUAL_DAYS = 14
#: What the page offers to show.
CHOICES = (7, 14, 28)
FEWEST_DAYS = 1


def given_id(request: Request, what: str) -> UUID:
    """The id in the path.

    Args:
        request: what is answered.
        what: of what it is: team or business.

    Raises:
        InvalidFieldsError: it is no UUID.
    """
    given = request.path_params["group_id"]
    known = uuid_or_none(given)
    if known is None:
        raise InvalidFieldsError([FieldFault(f"The {what}'s id", given, "a UUID")])
    return UUID(known)


def given_days(request: Request) -> int:
    """How many days are asked for.

    Raises:
        InvalidFieldsError: it is no whole number within the limits.
    """
    given = request.query_params.get("days", str(USUAL_DAYS))
    days = int(given) if given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_DAYS)) else 0
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise InvalidFieldsError(
            [FieldFault("days", given, f"a whole number from {FEWEST_DAYS} to {MOST_DAYS}")]
        )
    return days
