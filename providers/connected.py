"""An athlete's connection with a service, as those see it who ask the service."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import SecretStr

from domain.providers import Provider


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that is in use, with an access token that is good for some minutes more."""

    id: UUID
    client_id: UUID
    provider: Provider
    #: The account's name at the service.
    external_user_id: str
    #: What the athlete has allowed, as the service writes it.
    scope: str
    #: It shows as asterisks; `get_secret_value()` is for the service alone.
    access_token: SecretStr


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a service gives for a code, or for a refresh token, which is void from then on."""

    access_token: SecretStr
    refresh_token: SecretStr
    #: For how long the access token is good, in seconds.
    expires_in: float
