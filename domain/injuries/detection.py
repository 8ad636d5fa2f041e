"""What one check-in calls for. Every rule is evaluated, always; the most restrictive of those met decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from types import MappingProxyType

from domain.injuries.decision import Decision, Severity
from domain.injuries.said import Said


class Concern(StrEnum):
    """What a rule is about. Fatigue changes a day's training, and opens no case."""

    INJURY = "INJURY"
    FATIGUE = "FATIGUE"


class Reason(StrEnum):
    """Codes of the rules."""

    PAIN_8_OR_MORE = "PAIN_8_OR_MORE"
    PAIN_6_TO_7 = "PAIN_6_TO_7"
    PAIN_5 = "PAIN_5"
    PAIN_3_TO_4 = "PAIN_3_TO_4"
    #: Pain that does not come and go with training.
    CONSTANT_PAIN = "CONSTANT_PAIN"
    SLEEP_UNDER_5 = "SLEEP_UNDER_5"
    SLEEP_UNDER_6 = "SLEEP_UNDER_6"
    ENERGY_1 = "ENERGY_1"
    STRESS_8_OR_MORE = "STRESS_8_OR_MORE"
    READINESS_UNDER_5_5 = "READINESS_UNDER_5_5"
    SORENESS_7_OR_MORE = "SORENESS_7_OR_MORE"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, met when each of these answers is known, at least the first number and below the second."""

    reason: Reason
    concern: Concern
    ranges: Mapping[str, tuple[float, float]]
    severity: Severity
    decision: Decision

    def is_met(self, said: Said) -> bool:
        """Whether the check-in meets it."""
        answers = [(getattr(said, name), limits) for name, limits in self.ranges.items()]
        return all(answer is not None and least <= answer < below for answer, (least, below) in answers)


def _rule(
    reason: Reason,
    severity: Severity,
    decision: Decision,
    concern: Concern = Concern.FATIGUE,
    **ranges: tuple[float, float],
) -> Rule:
    return Rule(reason, concern, MappingProxyType(ranges), severity, decision)


RULES: tuple[Rule, ...] = (
    _rule(Reason.PAIN_8_OR_MORE, Severity.CRITICAL, Decision.REST, Concern.INJURY, injury_pain=(8, inf)),
    _rule(Reason.PAIN_6_TO_7, Severity.HIGH, Decision.REST, Concern.INJURY, injury_pain=(6, 8)),
    _rule(Reason.PAIN_5, Severity.HIGH, Decision.CROSS_TRAINING_ONLY, Concern.INJURY, injury_pain=(5, 6)),
    _rule(
        Reason.PAIN_3_TO_4,
        Severity.MODERATE,
        Decision.CROSS_TRAINING_ONLY,
        Concern.INJURY,
        injury_pain=(3, 5),
    ),
    _rule(
        Reason.CONSTANT_PAIN,
        Severity.HIGH,
        Decision.REST,
        Concern.INJURY,
        injury_pain=(7, inf),
        soreness=(7, inf),
    ),
    _rule(Reason.SLEEP_UNDER_5, Severity.CRITICAL, Decision.REST, sleep_hours=(-inf, 5)),
    _rule(Reason.SLEEP_UNDER_6, Severity.MODERATE, Decision.REDUCE_50, sleep_hours=(5, 6)),
    _rule(Reason.ENERGY_1, Severity.HIGH, Decision.CROSS_TRAINING_ONLY, energy=(-inf, 2)),
    _rule(Reason.STRESS_8_OR_MORE, Severity.HIGH, Decision.REDUCE_50, stress=(8, inf)),
    _rule(Reason.READINESS_UNDER_5_5, Severity.MODERATE, Decision.REDUCE_50, readiness=(-inf, 5.5)),
    _rule(Reason.SORENESS_7_OR_MORE, Severity.MODERATE, Decision.REDUCE_50, soreness=(7, inf)),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules that are met come to: one severity and one decision, the most restrictive of each."""

    severity: Severity
    decision: Decision
    reasons: tuple[Reason, ...]


def detect_of(concern: Concern, said: Said) -> Verdict | None:
    """What all rules about one concern together call for; None where none is met."""
    met = [rule for rule in RULES if rule.concern is concern and rule.is_met(said)]
    if not met:
        return None
    return Verdict(
        max((rule.severity for rule in met), key=lambda severity: severity.rank),
        max((rule.decision for rule in met), key=lambda decision: decision.rank),
        tuple(rule.reason for rule in met),
    )
