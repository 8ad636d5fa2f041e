"""Sentences made from codes: there is one for everything, and none of them says too much."""

import re

import pytest

from domain.advice import Action
from domain.flags import Code, Flag
from domain.readiness import ReadinessLevel
from domain.wording import SAFETY_NOTE, URGENT_NOTE, describe, recommendation

NUMBERS = {
    "percent": 61.5,
    "days": 4,
    "deviation": 9.0,
    "hours": 4.5,
    "count": 2,
    "ratio": 1.95,
    "artifact_percent": 6.0,
    "duration": 60.0,
    "rmssd": 205.0,
    "usable_days": 9,
    "measured_days": 10,
    "variation": 27.3,
    "resting_hr": 105.0,
    "answer": 7.0,
}

#: Words that would turn training support into a medical claim.
TOO_MUCH = re.compile(
    r"diagnos|injury risk|risk %|predict|prevent|illness|\bsafe\b|cleared|disease", re.IGNORECASE
)


def _flag(code: str, severity: str = "WARNING") -> Flag:
    return {"code": code, "severity": severity, "source": "hrv", "values": NUMBERS}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_words(code: Code) -> None:
    words = describe(_flag(code))
    assert words
    assert "{" not in words
    assert not TOO_MUCH.search(words)


@pytest.mark.parametrize("level", list(ReadinessLevel))
@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_one_careful_sentence(action: Action, level: ReadinessLevel) -> None:
    for flags in ([], [_flag("STRESS_HIGH")], [_flag("HRV_FAR_BELOW_BASELINE", "CRITICAL")]):
        sentence = recommendation(action, level, flags)
        assert re.fullmatch(r"Consider [^\n]+\.", sentence)
        assert not TOO_MUCH.search(sentence)


def test_a_critical_flag_is_the_reason() -> None:
    flags = [_flag("HRV_FAR_BELOW_BASELINE", "CRITICAL"), _flag("STRESS_HIGH")]
    assert recommendation("REST", "GOOD", flags) == "Consider a day of rest: HRV is at 61.5 % of your usual."


def test_without_a_critical_flag_the_level_is_the_reason() -> None:
    assert recommendation("PROCEED", "EXCELLENT") == (
        "Consider training as planned: the signals are at your best."
    )
    assert recommendation("REDUCE_INTENSITY", "GOOD", [_flag("STRESS_VERY_HIGH")]) == (
        "Consider training at a lower intensity than planned:"
        " the signals are about as usual, but stress is very high."
    )


def test_rest_without_a_score_names_the_critical_flags() -> None:
    flags = [_flag("SLEEP_UNDER_FIVE_HOURS", "CRITICAL"), _flag("WELLNESS_SEVERAL_RED_FLAGS", "CRITICAL")]
    sentence = recommendation("REST", None, flags)
    assert "4.5 hours" in sentence
    assert "2 answers" in sentence


def test_no_action_says_that_too_little_is_known() -> None:
    assert "too little" in recommendation(None, None)


def test_what_is_not_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="PUSH_THROUGH"):
        recommendation("PUSH_THROUGH", "GOOD")
    with pytest.raises(ValueError, match="TIRED"):
        describe(_flag("TIRED"))


def test_the_notes_leave_the_decision_with_people() -> None:
    assert "no medical device" in SAFETY_NOTE
    assert "clinician" in SAFETY_NOTE
    assert "medical help" in URGENT_NOTE
