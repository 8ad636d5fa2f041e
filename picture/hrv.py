"""HRV of each day with the athlete's band of that day."""

import math

from domain.individual.lnrmssd import Band as LogBand
from domain.individual.lnrmssd import LnRmssd, State
from domain.individual.maturity import Maturity
from picture.day import Band, HrvDay, Place

#: A baseline of which nothing can be said yet, or not any more, has no band.
_WITHOUT_BAND = frozenset({Maturity.BUILDING, Maturity.STALE})


def hrv_days(found: LnRmssd, measured: list[float | None]) -> list[HrvDay]:
    """Put what was found of n days into words and ms.

    Args:
        found: the bands and verdicts.
        measured: RMSSD in ms as it is stored.
    """
    bands, week_bands = _bands(found.acute), _bands(found.chronic)
    shown = []
    for at, rmssd in enumerate(measured):
        maturity = found.maturity[at]
        week_is_judged = bool(found.chronic_judged[at])
        shown.append(
            HrvDay(
                rmssd=rmssd,
                is_counted=rmssd is None or not math.isnan(found.today[at]),
                band=None if maturity in _WITHOUT_BAND else bands[at],
                place=_place(found.acute_state[at]) if found.acute_judged[at] else None,
                week=_known(math.exp(found.week[at])),
                week_band=week_bands[at] if week_is_judged else None,
                week_place=_place(found.chronic_state[at]) if week_is_judged else None,
                maturity=maturity,
                baseline_days=int(found.days[at]),
            )
        )
    return shown


def _place(state: int) -> Place:
    return Place[State(int(state)).name]


def _bands(band: LogBand) -> list[Band | None]:
    low, high = band.edges_ms
    rows = zip(low.tolist(), band.baseline_ms.tolist(), high.tolist(), strict=True)
    return [None if _known(middle) is None else Band(low, middle, high) for low, middle, high in rows]


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
