"""HRV of each day with the athlete's band of that day. Computed for the picture, and never stored."""

import numpy as np

from domain.arrays import FloatArray
from domain.check_in import HrvQuality
from domain.hrv import MAXIMUM_ARTIFACT
from domain.individual.lnrmssd import ACCEPTED_RMSSD, State, assess_lnrmssd
from domain.individual.lnrmssd import Band as LogBand
from domain.individual.maturity import Maturity
from picture.calendar import Calendar
from picture.day import Band, HrvDay, Place
from picture.rows import Row

#: A baseline of which nothing can be said yet, or not any more, has no band.
_WITHOUT_BAND = frozenset({Maturity.BUILDING, Maturity.STALE})
_PLACES = {State.LOW: Place.LOW, State.NORMAL: Place.NORMAL, State.HIGH: Place.HIGH}


def hrv_days(calendar: Calendar) -> list[HrvDay]:
    """Judge each day that is shown by the days before it, and by no later one."""
    found = assess_lnrmssd(
        calendar.today(_counted_rmssd), calendar.history(_rmssd), calendar.marks(is_usable)
    )
    bands, week_bands = _bands(found.acute), _bands(found.chronic)
    weeks = np.exp(found.week).tolist()
    shown = []
    for place, day in enumerate(calendar.days):
        row = calendar.by_date.get(day)
        rmssd = None if row is None else _rmssd(row)
        judged, week_judged = bool(found.acute_judged[place]), bool(found.chronic_judged[place])
        shown.append(
            HrvDay(
                rmssd=rmssd,
                is_counted=row is None or rmssd is None or _counted_rmssd(row) is not None,
                band=None if found.maturity[place] in _WITHOUT_BAND else bands[place],
                place=_PLACES[State(int(found.acute_state[place]))] if judged else None,
                week=_known(weeks[place]),
                week_band=week_bands[place] if week_judged else None,
                week_place=_PLACES[State(int(found.chronic_state[place]))] if week_judged else None,
                maturity=found.maturity[place],
                baseline_days=int(found.days[place]),
            )
        )
    return shown


def is_usable(row: Row) -> bool:
    """Whether the recording is good enough to be counted."""
    artifact = row["hrv_artifact_percent"]
    return row["hrv_quality"] != HrvQuality.POOR and not (
        artifact is not None and artifact > MAXIMUM_ARTIFACT
    )


def _rmssd(row: Row) -> float | None:
    value: float | None = row["hrv_rmssd"]
    return value


def _counted_rmssd(row: Row) -> float | None:
    value, (low, high) = _rmssd(row), ACCEPTED_RMSSD
    return value if value is not None and low <= value <= high and is_usable(row) else None


def _bands(band: LogBand) -> list[Band | None]:
    low, high = band.edges_ms
    rows = zip(low.tolist(), _listed(band.baseline_ms), high.tolist(), strict=True)
    return [None if _known(middle) is None else Band(low, middle, high) for low, middle, high in rows]


def _listed(values: FloatArray) -> list[float]:
    listed: list[float] = values.tolist()
    return listed


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number
