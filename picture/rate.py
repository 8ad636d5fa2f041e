"""Resting heart rate of each day with the athlete's band of that day."""

from domain.individual.resting_rate import PROVISIONAL_DAYS, RestingRate
from picture.day import Band, RateDay


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
            is_persisting=persisting,
            baseline_days=days,
        )
        for bpm, median, sigma, level, persisting, days in columns
    ]
