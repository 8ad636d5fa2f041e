"""What the athlete's page shows of connections with other services, and whether they can be changed there."""

from collections.abc import Mapping
from typing import Any

from api_hooks.query import Query
from api_hooks.services import Services
from domain.providers import Provider
from picture.connections import service_connections
from providers.errors import NotConfiguredError
from storage.connection_doors import CONNECTORS
from storage.connection_picture import PICTURE_CONNECTIONS

_CONNECTIONS = Query.of(PICTURE_CONNECTIONS)


async def connections_shown(services: Services, client_id: str, role: str) -> Mapping[str, Any]:
    """What the template wants to know.

    Args:
        services: says which services can be connected here.
        client_id: an athlete whom the caller may see.
        role: the caller's.

    Raises:
        UnavailableError: PostgreSQL does not answer.
    """
    providers = _connectable(services)
    rows = await services.database.rows(_CONNECTIONS, {"client_id": client_id}) if providers else []
    settings = services.settings
    return {
        "connections": service_connections(rows, providers),
        "may_connect": bool(providers) and role in CONNECTORS,
        "past_days": settings.strava_backfill_days,
        "is_told": settings.hears_strava,
        # It is Strava's word of the end that does.
        "ending_erases": settings.hears_strava and settings.provider_data_after_revocation == "delete",
    }


def _connectable(services: Services) -> tuple[Provider, ...]:
    """The services that this platform is set up for."""
    try:
        services.connecting()
    except NotConfiguredError:
        return ()
    return (Provider.STRAVA,)
