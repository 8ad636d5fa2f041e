"""Other services that athletes connect, and that tell us of their activities."""

from enum import StrEnum


class Provider(StrEnum):
    """A service."""

    STRAVA = "STRAVA"
    GARMIN = "GARMIN"
    CONCEPT2 = "CONCEPT2"
