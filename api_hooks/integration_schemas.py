"""Schemas of the answers about connections with other services."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.providers import Provider


class Integration(Shown):
    """A service, and how the athlete stands with it. Tokens are never shown."""

    provider: Provider
    connected: bool = Field(description="in use; if not, it was ended")
    external_user_id: str = Field(description="the account's name at the service")
    scope: str = Field(description="what the athlete has allowed, as the service writes it")
    connected_at: datetime
    last_sync_at: datetime | None = Field(description="when something was fetched last")
    last_sync_error: str | None = Field(description="why the last fetch failed, or why it has ended")


class Integrations(Shown):
    """What an athlete has connected. A service that never was is not among them."""

    success: Literal[True]
    client_id: UUID
    integrations: list[Integration]


class WhereToConnect(Shown):
    """For programs: where to send the browser."""

    success: Literal[True]
    url: str = Field(description="the service's page; good for ten minutes, in this browser only")


class Disconnected(Shown):
    """That a connection is over."""

    success: Literal[True]
    disconnected: bool = Field(description="false: it was not connected")
    told_provider: bool = Field(
        description="whether the service knows; if not, the athlete can remove the access in its settings"
    )
