"""Each rule by itself, at its edges, and what several of them come to."""

from datetime import date
from typing import Any

import pytest

from domain.injuries.decision import Decision, Severity
from domain.injuries.detection import RULES, Concern, Reason, Verdict, detect_of
from domain.injuries.said import Said

#: What is said, and what follows: severity, decision, reasons; of fatigue after a bar. One line for each
#: edge of each rule.
GOLDEN: list[tuple[dict[str, Any], str]] = [
    ({}, "-"),
    ({"pain": 1}, "-"),
    ({"pain": 2}, "-"),
    ({"pain": 3}, "MODERATE CROSS_TRAINING_ONLY PAIN_3_TO_4"),
    ({"pain": 4}, "MODERATE CROSS_TRAINING_ONLY PAIN_3_TO_4"),
    ({"pain": 5}, "HIGH CROSS_TRAINING_ONLY PAIN_5"),
    ({"pain": 6}, "HIGH REST PAIN_6_TO_7"),
    ({"pain": 7}, "HIGH REST PAIN_6_TO_7"),
    ({"pain": 8}, "CRITICAL REST PAIN_8_OR_MORE"),
    ({"pain": 10}, "CRITICAL REST PAIN_8_OR_MORE"),
    ({"sleep_hours": 0.0}, "CRITICAL REST SLEEP_UNDER_5"),
    ({"sleep_hours": 4.9}, "CRITICAL REST SLEEP_UNDER_5"),
    ({"sleep_hours": 5.0}, "MODERATE REDUCE_50 SLEEP_UNDER_6"),
    ({"sleep_hours": 5.9}, "MODERATE REDUCE_50 SLEEP_UNDER_6"),
    ({"sleep_hours": 6.0}, "-"),
    ({"energy": 1}, "HIGH CROSS_TRAINING_ONLY ENERGY_1"),
    ({"energy": 2}, "-"),
    ({"stress": 7}, "-"),
    ({"stress": 8}, "HIGH REDUCE_50 STRESS_8_OR_MORE"),
    ({"readiness": 5.4}, "MODERATE REDUCE_50 READINESS_UNDER_5_5"),
    ({"readiness": 5.5}, "-"),
    ({"soreness": 6}, "-"),
    ({"soreness": 7}, "MODERATE REDUCE_50 SORENESS_7_OR_MORE"),
    # Constant pain takes both.
    ({"pain": 6, "soreness": 9}, "HIGH REST PAIN_6_TO_7 | MODERATE REDUCE_50 SORENESS_7_OR_MORE"),
    ({"pain": 7, "soreness": 6}, "HIGH REST PAIN_6_TO_7"),
    (
        {"pain": 7, "soreness": 7},
        "HIGH REST PAIN_6_TO_7 CONSTANT_PAIN | MODERATE REDUCE_50 SORENESS_7_OR_MORE",
    ),
]


def _said(**answers: Any) -> Said:
    return Said(date=date(2026, 3, 2), revision=1, **answers)


def _printed(verdict: Verdict | None) -> str:
    return " ".join((verdict.severity, verdict.decision, *verdict.reasons)) if verdict else "-"


def _called_for(said: Said) -> str:
    verdicts = [detect_of(concern, said) for concern in Concern]
    return " | ".join(_printed(verdict) for verdict in verdicts if verdict) or "-"


@pytest.mark.parametrize(("answers", "expected"), GOLDEN, ids=[str(answers) for answers, _ in GOLDEN])
def test_every_rule_at_its_edges(answers: dict[str, Any], expected: str) -> None:
    assert _called_for(_said(**answers)) == expected


def test_every_rule_is_in_the_golden_table() -> None:
    assert {word for _, line in GOLDEN for word in line.split()} >= set(Reason)
    assert [rule.reason for rule in RULES] == list(Reason)


def test_d6_one_severity_and_one_decision_the_most_restrictive_of_each() -> None:
    sleepless = detect_of(Concern.FATIGUE, _said(sleep_hours=4.0, pain=1))
    assert sleepless is not None
    assert (sleepless.severity, sleepless.decision) == (Severity.CRITICAL, Decision.REST)
    mixed = detect_of(Concern.FATIGUE, _said(stress=9, energy=1, soreness=8))
    assert mixed is not None
    assert (mixed.severity, mixed.decision) == (Severity.HIGH, Decision.CROSS_TRAINING_ONLY)


def test_d9_no_rule_hides_behind_another() -> None:
    said = _said(pain=4, energy=1, sleep_hours=5.5, stress=8, readiness=2.0, soreness=7)
    assert _printed(detect_of(Concern.INJURY, said)) == "MODERATE CROSS_TRAINING_ONLY PAIN_3_TO_4"
    tired = detect_of(Concern.FATIGUE, said)
    assert tired is not None
    assert set(tired.reasons) == {
        Reason.ENERGY_1,
        Reason.SLEEP_UNDER_6,
        Reason.STRESS_8_OR_MORE,
        Reason.READINESS_UNDER_5_5,
        Reason.SORENESS_7_OR_MORE,
    }


def test_d3_fatigue_is_a_concern_of_its_own() -> None:
    said = _said(stress=9, sleep_hours=3.0, readiness=1.0, pain=1)
    assert detect_of(Concern.INJURY, said) is None
    assert _printed(detect_of(Concern.FATIGUE, said)).startswith("CRITICAL REST")


def test_pain_of_an_illness_is_no_pain_of_an_injury() -> None:
    assert _called_for(_said(pain=9, is_illness=True)) == "-"
