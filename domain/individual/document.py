"""What the engine says, ready to be stored as JSON: the whole of it for one check-in in one object."""

from itertools import repeat
from typing import Any, TypeAlias

import numpy as np

from domain.arrays import BoolArray, FloatArray, numbers_or_none
from domain.batch import CheckInBatch
from domain.individual.composite import WEIGHTS
from domain.individual.engine import ENGINE, IndividualAssessment
from domain.individual.lnrmssd import Band, State
from domain.reasons import Reason
from domain.rounding import half_up_all

#: JSON object of one check-in. Names and units are in docs/formulas.md.
Document: TypeAlias = dict[str, Any]

_STATES = {int(state): state.name for state in State}


def reasons_of(result: IndividualAssessment) -> list[list[Reason]]:
    """What each term adds to Z, the largest share first; empty without a score."""
    composite = result.composite
    shares, there = composite.contributions, ~np.isnan(composite.contributions)
    weights = half_up_all(np.where(there, _WEIGHTS, 0.0) / np.maximum(composite.coverage, 1e-9), 4)
    # What is missing comes last, and is cut off.
    largest_first = np.argsort(np.where(there, -np.abs(shares), 1.0), axis=0, kind="stable")
    rows = zip(
        largest_first.T.tolist(),
        np.count_nonzero(there, axis=0).tolist(),
        half_up_all(composite.terms, 2).T.tolist(),
        weights.T.tolist(),
        half_up_all(shares, 2).T.tolist(),
        strict=True,
    )
    return [
        [
            {"component": _TERMS[at], "z": z[at], "weight": weight[at], "contribution": share[at]}
            for at in order[:count]
        ]
        for order, count, z, weight, share in rows
    ]


def documents(
    batch: CheckInBatch, result: IndividualAssessment, reasons: list[list[Reason]]
) -> list[Document]:
    """One object per check-in."""
    signals, composite, advised = result.signals, result.composite, result.advised
    columns = {
        "engine": repeat(ENGINE, len(batch)),
        "score": _plain(composite.score, 1),
        "level": result.level,
        "z": _plain(composite.z, 2),
        "coverage": _plain(composite.coverage, 2),
        "maturity": result.maturity,
        "confidence": result.confidence,
        "capped": composite.capped.tolist(),
        "action": advised.action,
        "intensityPercent": advised.intensity_percent,
        "volumePercent": advised.volume_percent,
        "reading": [str(reading) for reading in signals.reading],
        "unusualTogether": signals.unusual_together(batch.ill).tolist(),
        "hrv": _hrv(result),
        "restingHR": _rate(result),
        "wellness": _objects(
            ~np.isnan(signals.feeling.score),
            score=_plain(signals.feeling.score, 1),
            z=_plain(signals.feeling.z, 2),
            days=signals.feeling.days.tolist(),
        ),
        "sleep": _objects(
            ~np.isnan(signals.sleep.z),
            z=_plain(signals.sleep.z, 2),
            needHours=_plain(signals.sleep.need, 1),
            days=signals.sleep.days.tolist(),
        ),
        "reasons": reasons,
    }
    return _rows(columns)


_TERMS = [str(term) for term in WEIGHTS]
_WEIGHTS = np.array(list(WEIGHTS.values()))[:, np.newaxis]


def _hrv(result: IndividualAssessment) -> list[Document | None]:
    """Null without a value today and without a week."""
    hrv = result.signals.hrv
    return _objects(
        ~(np.isnan(hrv.today) & np.isnan(hrv.week)),
        state=_states(hrv.acute_state, hrv.acute_judged),
        z=_plain(hrv.z, 2),
        weekState=_states(hrv.chronic_state, hrv.chronic_judged),
        weekZ=_plain(hrv.week_z, 2),
        weekMs=_plain(np.exp(hrv.week), 1),
        **_band("", hrv.acute),
        **_band("week", hrv.chronic),
        cv7=_plain(hrv.cv7, 1),
        days=hrv.days.tolist(),
        maturity=hrv.maturity,
    )


def _band(prefix: str, band: Band) -> dict[str, list[float | None]]:
    low, high = band.edges_ms
    names = ("baselineMs", "lowMs", "highMs")
    if prefix:
        names = ("weekBaselineMs", "weekLowMs", "weekHighMs")
    return dict(zip(names, [_plain(values, 1) for values in (band.baseline_ms, low, high)], strict=True))


def _rate(result: IndividualAssessment) -> list[Document | None]:
    rate = result.signals.rate
    return _objects(
        rate.judged,
        level=rate.level,
        z=_plain(rate.z, 2),
        median=_plain(rate.median, 1),
        sigma=_plain(rate.sigma, 1),
        persisting=rate.persisting.tolist(),
        days=rate.days.tolist(),
    )


def _states(states: Any, judged: BoolArray) -> list[str | None]:
    pairs = zip(states.tolist(), judged.tolist(), strict=True)
    return [_STATES[state] if known else None for state, known in pairs]


def _objects(known: BoolArray, **columns: list[Any]) -> list[Document | None]:
    rows = _rows(columns)
    if known.all():
        return [*rows]
    return [row if ok else None for row, ok in zip(rows, known.tolist(), strict=True)]


def _rows(columns: Any) -> list[Document]:
    # A fifth quicker than a comprehension, and this is most of what the engine takes in plain Python.
    rows = zip(*columns.values(), strict=True)
    return list(map(dict, map(zip, repeat(tuple(columns)), rows)))


def _plain(values: FloatArray, decimals: int) -> list[float | None]:
    return numbers_or_none(half_up_all(values, decimals))
