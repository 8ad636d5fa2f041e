"""An effect in one line."""

import pytest

from domain.effect_wording import effect_line


@pytest.mark.parametrize(
    ("kind", "before", "after", "line"),
    [
        (
            "case",
            None,
            {
                "kind": "INJURY",
                "body_part": "KNEE",
                "status": "ACTIVE",
                "severity": "HIGH",
                "decision": "REST",
            },
            "case: KNEE, ACTIVE, HIGH, REST",
        ),
        ("case", None, {"kind": "INJURY", "body_part": "UNKNOWN"}, "case: unknown part"),
        ("case", None, {"kind": "ILLNESS", "status": "ACTIVE"}, "case: illness, ACTIVE"),
        (
            "restriction",
            None,
            {"type": "NO_RUNNING", "start_date": "2026-03-14", "end_date": "2026-03-21"},
            "restriction: NO_RUNNING, 2026-03-14 to 2026-03-21",
        ),
        (
            "workout",
            {"status": "PLANNED", "duration_minutes": 60.0, "type": "RUNNING"},
            {"status": "MODIFIED", "duration_minutes": 30.0, "type": "RUNNING"},
            "workout: RUNNING, PLANNED -> MODIFIED, minutes 60 -> 30",
        ),
        (
            "workout",
            {"status": "PLANNED", "type": "RUNNING"},
            {"status": "MODIFIED", "type": "ALTERNATIVE"},
            "workout, PLANNED -> MODIFIED, type RUNNING -> ALTERNATIVE",
        ),
        (
            "notice",
            None,
            {"kind": "SYMPTOM_FLAG", "audience": ["ATHLETE", "COACH"]},
            "notice: SYMPTOM_FLAG to athlete and coach",
        ),
        ("invoice", None, {}, "invoice"),
    ],
)
def test_the_line(kind: str, before: dict[str, object] | None, after: dict[str, object], line: str) -> None:
    assert effect_line(kind, before, after) == line
