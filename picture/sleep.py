"""Sleep of each day with what the athlete needs."""

from domain.individual.sleep import Sleep
from domain.rounding import half_up_all
from picture.day import SleepDay


def sleep_days(found: Sleep, slept: list[float | None]) -> list[SleepDay]:
    """Hours of n days beside the need, which is rounded as it is stored.

    Args:
        found: what the days before make of each.
        slept: hours as they are stored.
    """
    needs = half_up_all(found.need, 1).tolist()
    return [
        SleepDay(hours, None if need != need else need)  # noqa: PLR0124  NaN is not itself
        for hours, need in zip(slept, needs, strict=True)
    ]
