"""Our application as Strava knows it, and where Strava is."""

from dataclasses import dataclass
from typing import Self

from pydantic import SecretStr

from providers.errors import NotConfiguredError
from runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class StravaApp:
    """From the settings."""

    client_id: str
    client_secret: SecretStr
    #: Without a slash at its end.
    url: str
    timeout_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The application.

        Raises:
            NotConfiguredError: there is none.
        """
        if settings.strava_client_id is None or settings.strava_client_secret is None:
            raise NotConfiguredError(
                "AFTERWRITE_STRAVA_CLIENT_ID and AFTERWRITE_STRAVA_CLIENT_SECRET are not set; make an API"
                " application in Strava's settings, and set both from there"
            )
        return cls(
            settings.strava_client_id,
            settings.strava_client_secret,
            settings.strava_url,
            settings.strava_timeout_seconds,
        )
