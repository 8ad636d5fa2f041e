"""Races: over which distances, how much they matter, and what becomes of them."""

from enum import StrEnum
from types import MappingProxyType

METRES_IN_KM = 1_000


class RaceDistance(StrEnum):
    """What is raced. Of CUSTOM the length is given beside it."""

    FIVE_K = "5K"
    TEN_K = "10K"
    HALF_MARATHON = "HALF_MARATHON"
    MARATHON = "MARATHON"
    CUSTOM = "CUSTOM"


#: Lengths in metres, of all but CUSTOM.
METRES = MappingProxyType(
    {
        RaceDistance.FIVE_K: 5_000.0,
        RaceDistance.TEN_K: 10_000.0,
        RaceDistance.HALF_MARATHON: 21_097.5,
        RaceDistance.MARATHON: 42_195.0,
    }
)

#: The shortest and the longest custom distance, in km.
SHORTEST_KM, LONGEST_KM = 0.1, 500


class RaceClass(StrEnum):
    """How much a race matters: A is what the season is for."""

    A = "A"
    B = "B"
    C = "C"


class RaceStatus(StrEnum):
    """What becomes of a planned race. CANCELLED ones are not shown."""

    PLANNED = "PLANNED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


def metres_of(distance: RaceDistance, custom_km: float | None) -> float:
    """How long a race is, in metres.

    Raises:
        ValueError: a custom one whose length is not given.
    """
    if distance is not RaceDistance.CUSTOM:
        return METRES[distance]
    if custom_km is None:
        raise ValueError("a custom distance without its length")
    return custom_km * METRES_IN_KM
