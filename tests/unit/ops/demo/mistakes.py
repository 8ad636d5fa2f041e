"""A mistake that was put right, as the demo tells of it."""

from datetime import UTC, date, datetime

from ops.demo.mistake import Mistake, Step

_RUN = {"date": date(2026, 3, 14), "type": "RUNNING", "status": "PLANNED", "duration_minutes": 60.0}

MISTAKE = Mistake(
    [Step(2, 0, [_RUN]), Step(8, 1, [_RUN | {"status": "CANCELLED"}]), Step(2, 0, [_RUN])],
    [
        {
            "kind": "workout",
            "before": {"status": "PLANNED"},
            "after": {"status": "CANCELLED"},
            "made_at": datetime(2026, 3, 14, 6, 30, 4, tzinfo=UTC),
            "withdrawn_at": datetime(2026, 3, 14, 6, 30, 8, tzinfo=UTC),
            "withdrawn_because": "CORRECTED",
        }
    ],
)
