"""Menstrual phase: what the product adds to a plan by it, where the athlete gives it. The score stays.

The numbers are product rules. On average a phase changes performance hardly at all, and differently from
person to person (McNulty and others 2020, doi 10.1007/s40279-020-01319-3), so they are shown beside the
advice and are not part of it.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from domain.batch import CheckInBatch
from domain.check_in import CyclePhase
from domain.flags import Code, Rule, Severity, Source

#: Multipliers of planned intensity and volume.
MULTIPLIERS = {
    CyclePhase.MENSTRUAL: (0.85, 0.80),
    CyclePhase.FOLLICULAR: (1.0, 1.0),
    CyclePhase.OVULATORY: (1.10, 1.05),
    CyclePhase.LUTEAL: (0.90, 0.85),
}

#: `phase`, `cycleDay`, `additionalIntensityMod`, `additionalVolumeMod`.
CycleAdjustment: TypeAlias = dict[str, str | float | None]


class _Phase(NamedTuple):
    phase: CyclePhase
    intensity: float
    volume: float


_PHASES = [_Phase(phase, *MULTIPLIERS[phase]) for phase in CyclePhase]


def cycle_adjustments(batch: CheckInBatch) -> list[CycleAdjustment | None]:
    """The phase's multipliers for each check-in; None where no phase is given."""
    pairs = zip(batch.cycle_phase.tolist(), batch.cycle_day.tolist(), strict=True)
    return [None if place < 0 else _adjustment(_PHASES[place], day) for place, day in pairs]


def cycle_flags(batch: CheckInBatch) -> Iterator[Rule]:
    """One remark for the athlete that the phase may be felt; never a reason to hold anybody back."""
    felt = [place for place, phase in enumerate(_PHASES) if phase.intensity < 1]
    for place in felt:
        where = batch.cycle_phase == place
        yield Rule(_CODES[_PHASES[place].phase], Severity.INFO, Source.CYCLE, where)


_CODES = {
    CyclePhase.MENSTRUAL: Code.CYCLE_MENSTRUAL,
    CyclePhase.LUTEAL: Code.CYCLE_LUTEAL,
}


def _adjustment(phase: _Phase, day: float) -> CycleAdjustment:
    return {
        "phase": phase.phase.value,
        "cycleDay": None if day != day else int(day),  # noqa: PLR0124  NaN is not itself
        "additionalIntensityMod": phase.intensity,
        "additionalVolumeMod": phase.volume,
    }
