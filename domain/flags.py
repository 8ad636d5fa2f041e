"""Flags: what stands out in a check-in, as codes with a severity. Texts are made from them elsewhere.

Three lists are kept apart. *Red flags* are strong enough that one changes the advice on a good day.
*Yellow flags* change it only together, or are context. *Measurement remarks* are about how a value was
measured, never about the athlete, and change no advice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from typing import TypedDict

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray


class Severity(StrEnum):
    """How much a flag weighs. CRITICAL alone means rest."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class Source(StrEnum):
    """What a flag is about; the first four are the components of readiness too."""

    HRV = "hrv"
    RHR = "rhr"
    WELLNESS = "wellness"
    ACWR = "acwr"
    PAIN = "pain"
    ILLNESS = "illness"
    CYCLE = "cycle"


class Code(StrEnum):
    """Everything that can be flagged or remarked."""

    HRV_FAR_BELOW_BASELINE = "HRV_FAR_BELOW_BASELINE"
    HRV_FALLING_FOR_DAYS = "HRV_FALLING_FOR_DAYS"
    RHR_FAR_ABOVE_BASELINE = "RHR_FAR_ABOVE_BASELINE"
    RHR_RAISED_FOR_DAYS = "RHR_RAISED_FOR_DAYS"
    SLEEP_QUALITY_VERY_LOW = "SLEEP_QUALITY_VERY_LOW"
    SLEEP_UNDER_FIVE_HOURS = "SLEEP_UNDER_FIVE_HOURS"
    ENERGY_VERY_LOW = "ENERGY_VERY_LOW"
    SORENESS_VERY_HIGH = "SORENESS_VERY_HIGH"
    STRESS_VERY_HIGH = "STRESS_VERY_HIGH"
    WELLNESS_SEVERAL_RED_FLAGS = "WELLNESS_SEVERAL_RED_FLAGS"
    SLEEP_QUALITY_LOW = "SLEEP_QUALITY_LOW"
    SLEEP_UNDER_SIX_HOURS = "SLEEP_UNDER_SIX_HOURS"
    ENERGY_LOW = "ENERGY_LOW"
    SORENESS_HIGH = "SORENESS_HIGH"
    STRESS_HIGH = "STRESS_HIGH"
    MOOD_LOW = "MOOD_LOW"
    LOAD_FAR_ABOVE_USUAL = "LOAD_FAR_ABOVE_USUAL"
    LOAD_FAR_BELOW_USUAL = "LOAD_FAR_BELOW_USUAL"
    HRV_BELOW_BAND = "HRV_BELOW_BAND"
    HRV_WEEK_BELOW_BAND = "HRV_WEEK_BELOW_BAND"
    HRV_HIGH_UNDER_LOAD = "HRV_HIGH_UNDER_LOAD"
    HRV_HIGH_WITH_RAISED_RATE = "HRV_HIGH_WITH_RAISED_RATE"
    RHR_HIGH = "RHR_HIGH"
    RHR_LOW = "RHR_LOW"
    RHR_PERSISTING = "RHR_PERSISTING"
    FEELING_BELOW_USUAL = "FEELING_BELOW_USUAL"
    FEELING_FAR_BELOW_USUAL = "FEELING_FAR_BELOW_USUAL"
    SLEEP_BELOW_USUAL = "SLEEP_BELOW_USUAL"
    SLEEP_FAR_BELOW_USUAL = "SLEEP_FAR_BELOW_USUAL"
    SIGNALS_UNUSUAL_TOGETHER = "SIGNALS_UNUSUAL_TOGETHER"
    PAIN_HIGH = "PAIN_HIGH"
    ILLNESS_REPORTED = "ILLNESS_REPORTED"
    CYCLE_MENSTRUAL = "CYCLE_MENSTRUAL"
    CYCLE_LUTEAL = "CYCLE_LUTEAL"
    HRV_QUALITY_POOR = "HRV_QUALITY_POOR"
    HRV_ARTIFACTS = "HRV_ARTIFACTS"
    HRV_RECORDING_SHORT = "HRV_RECORDING_SHORT"
    HRV_NOT_SUPINE = "HRV_NOT_SUPINE"
    HRV_IMPLAUSIBLE = "HRV_IMPLAUSIBLE"
    HRV_BASELINE_INSUFFICIENT = "HRV_BASELINE_INSUFFICIENT"
    HRV_BASELINE_VARIABLE = "HRV_BASELINE_VARIABLE"
    RHR_IMPLAUSIBLE = "RHR_IMPLAUSIBLE"
    RHR_BASELINE_INSUFFICIENT = "RHR_BASELINE_INSUFFICIENT"


class Flag(TypedDict):
    """One flag of one check-in, ready to be stored as JSON."""

    code: str
    severity: str
    source: str
    #: The numbers behind it, by name; units are in the names' documentation in docs/formulas.md.
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """One flag over a whole batch: which check-ins raise it, and with what numbers."""

    code: Code
    severity: Severity
    source: Source
    where: BoolArray
    values: Mapping[str, FloatArray | IntArray] = field(default_factory=dict)


_STRONGEST_FIRST = tuple(reversed(Severity))


def flags_of(rules: Iterable[Rule], n: int) -> list[list[Flag]]:
    """Turn rules over a batch of n into a list of flags per check-in, strongest first."""
    flags: list[list[Flag]] = [[] for _ in range(n)]
    for rule in sorted(rules, key=lambda rule: _STRONGEST_FIRST.index(rule.severity)):
        rows = np.flatnonzero(rule.where)
        if not rows.size:
            continue
        code, severity, source = rule.code.value, rule.severity.value, rule.source.value
        numbers = zip(*(column[rows].tolist() for column in rule.values.values()), strict=True)
        values = [dict(zip(rule.values, row, strict=True)) for row in numbers] or [{} for _ in rows]
        for row, shown in zip(rows.tolist(), values, strict=True):
            flags[row].append({"code": code, "severity": severity, "source": source, "values": shown})
    return flags


def any_of(rules: Sequence[Rule]) -> BoolArray:
    """Which check-ins raise at least one of the flags."""
    return reduce(np.logical_or, [rule.where for rule in rules])
