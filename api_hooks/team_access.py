"""Who may read what is said of a team: the same for its dashboard, its page and its file."""

from typing import Any

from api_hooks.access import require_user
from api_hooks.errors import NotFoundError
from api_hooks.query import Query
from api_hooks.services import Services
from storage.dashboard_access import TEAM_ACCESS

#: Said of a team that does not exist, and of a foreign one.
TEAM_UNKNOWN = "Team not found or unauthorized"

_ACCESS = Query.of(TEAM_ACCESS)


async def readable_version(services: Services, parameters: dict[str, Any]) -> int:
    """The version of a team's summaries, for those who may read them; a foreign team is as good as none.

    Args:
        services: the app's.
        parameters: the caller's, and `team_id`.

    Raises:
        UnknownUserError: no such user.
        NotFoundError: no such team, or not the caller's.
    """
    row = await services.database.row(_ACCESS, parameters)
    require_user(row)
    if not row["allowed"]:
        raise NotFoundError(TEAM_UNKNOWN)
    version: int = row["version"]
    return version
