"""What is being followed up, in a sentence."""

from datetime import date
from typing import Any

import pytest

from picture.cases import open_cases

CASE: dict[str, Any] = {
    "kind": "INJURY",
    "body_part": "KNEE",
    "status": "ACTIVE",
    "decision": "REST",
    "opened_on": date(2026, 3, 14),
    "until": date(2026, 4, 11),
    "source": "AUTOMATIC",
}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Pain (knee), since 14 Mar; planned training is left out until 11 Apr."),
        (
            {"body_part": "UNKNOWN", "decision": "CROSS_TRAINING_ONLY"},
            (
                "Pain (no body part named), since 14 Mar; "
                "what loads it is replaced by other training until 11 Apr."
            ),
        ),
        (
            {"kind": "ILLNESS", "body_part": "NONE", "until": None, "status": "MONITORING"},
            "Illness, since 14 Mar; is it over? That is being asked.",
        ),
        (
            {"source": "MANUAL", "until": None},
            "Pain (knee), since 14 Mar; kept by a person.",
        ),
    ],
)
def test_the_sentence(values: dict[str, Any], said: str) -> None:
    (case,) = open_cases([CASE | values])
    assert case.text == said
