"""Resting heart rate of each day with the athlete's band of that day."""

from domain.individual.resting_rate import PROVISIONAL_DAYS, RAISED_Z, RateLevel, RestingRate
from picture.day import Band, RateDay, RatePlace

#: On an edge is on it, whatever binary floats make of it.
_TOLERANCE = 1e-9


def rate_days(found: RestingRate, measured: list[float | None]) -> list[RateDay]:
    """Put what was found of n days into words.

    Args:
        found: the medians, spreads and verdicts.
        measured: bpm as it is stored.
    """
    columns = zip(
        measured,
        found.median.tolist(),
        found.sigma.tolist(),
        found.z.tolist(),
        found.level,
        found.persisting.tolist(),
        found.days.tolist(),
        strict=True,
    )
    return [
        RateDay(
            bpm=bpm,
            band=Band(median - sigma, median, median + sigma) if days >= PROVISIONAL_DAYS else None,
            level=level,
            place=_place(level, z),
            is_persisting=persisting,
            baseline_days=days,
        )
        for bpm, median, sigma, z, level, persisting, days in columns
    ]


def _place(level: str | None, z: float) -> RatePlace | None:
    """The engine's level, with what is below the usual range told apart: by the z that is raised above it."""
    if level is None:
        return None
    if level == RateLevel.NORMAL and z <= -RAISED_Z + _TOLERANCE:
        return RatePlace.A_LITTLE_LOW
    return RatePlace(level)
