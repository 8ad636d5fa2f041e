"""Remarks on how today's HRV and heart rate were measured. They inform, and change no advice.

What is not known (no duration, no position, no share of artifacts) is not remarked on.
"""

from collections.abc import Iterator, Mapping

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.baseline import Baseline
from domain.batch import CheckInBatch
from domain.flags import Code, Rule, Severity, Source
from domain.hrv import MAXIMUM_ARTIFACT, HrvAssessment
from domain.resting_heart_rate import RestingHrAssessment
from domain.rounding import half_up_all

#: A shorter HRV recording, in seconds, says less.
MINIMUM_DURATION = 180.0
#: RMSSD in ms, and resting heart rate in beats per minute, that a resting adult may well have.
PLAUSIBLE_RMSSD = (10.0, 200.0)
PLAUSIBLE_RESTING_HR = (30.0, 100.0)
#: Above this coefficient of variation, in percent, a mean says little about the next day.
MAXIMUM_VARIATION = 25.0


def hrv_remarks(batch: CheckInBatch, hrv: HrvAssessment) -> Iterator[Rule]:
    """Remarks on the HRV recording, and on a baseline that varies."""
    rmssd, artifact, duration = batch.hrv_rmssd, batch.hrv_artifact_percent, batch.hrv_duration
    variation = half_up_all(hrv.baseline.variation, 1)
    unsteady = hrv.scored & (variation > MAXIMUM_VARIATION)
    remarks: tuple[tuple[Code, BoolArray, Mapping[str, FloatArray | IntArray]], ...] = (
        (Code.HRV_QUALITY_POOR, batch.hrv_quality_poor, {}),
        (Code.HRV_ARTIFACTS, artifact > MAXIMUM_ARTIFACT, {"artifact_percent": artifact}),
        (Code.HRV_RECORDING_SHORT, duration < MINIMUM_DURATION, {"duration": duration}),
        (Code.HRV_NOT_SUPINE, batch.hrv_not_supine, {}),
        (Code.HRV_IMPLAUSIBLE, _outside(rmssd, PLAUSIBLE_RMSSD), {"rmssd": rmssd}),
        (Code.HRV_BASELINE_VARIABLE, unsteady, {"variation": variation}),
    )
    for code, where, values in remarks:
        yield Rule(code, Severity.INFO, Source.HRV, hrv.measured & where, values)


def resting_heart_rate_remarks(batch: CheckInBatch, rhr: RestingHrAssessment) -> Iterator[Rule]:
    """Remarks on the resting heart rate."""
    odd = rhr.measured & _outside(batch.resting_hr, PLAUSIBLE_RESTING_HR)
    yield Rule(Code.RHR_IMPLAUSIBLE, Severity.INFO, Source.RHR, odd, {"resting_hr": batch.resting_hr})


def baseline_remarks(hrv: HrvAssessment, rhr: RestingHrAssessment) -> Iterator[Rule]:
    """What was measured and has no baseline yet. Another engine has other minimums, and other remarks."""
    for code, source, found in (
        (Code.HRV_BASELINE_INSUFFICIENT, Source.HRV, hrv),
        (Code.RHR_BASELINE_INSUFFICIENT, Source.RHR, rhr),
    ):
        new = found.measured & ~found.scored
        yield Rule(code, Severity.INFO, source, new, _days(found.baseline))


def _outside(values: FloatArray, plausible: tuple[float, float]) -> BoolArray:
    low, high = plausible
    outside: BoolArray = (values < low) | (values > high)
    return outside


def _days(baseline: Baseline) -> dict[str, FloatArray | IntArray]:
    return {"measured_days": baseline.measured_days, "usable_days": baseline.usable_days}
