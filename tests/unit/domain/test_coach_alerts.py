"""What a coach is told: rule by rule, at the edges; and what becomes of an alert."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.coach_alert_lifecycle import Lasting, changes, condition_key, is_more_urgent
from domain.coach_alerts import (
    AlertSeverity,
    AlertStatus,
    AlertType,
    CalledFor,
    KnownOfAthlete,
    alerts_called_for,
)
from domain.notices import NoticeKind, Priority

TODAY = date(2026, 3, 14)
CLIENT, COACH, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def told(**known: Any) -> list[tuple[str, str, dict[str, float]]]:
    found = alerts_called_for(KnownOfAthlete(today=TODAY, **known)).values()
    return [(alert.type.value, alert.severity.value, dict(alert.context)) for alert in found]


def scored(*scores: float, newest: int = 0) -> dict[str, Any]:
    return {"scores": [(ago(newest + number), score) for number, score in enumerate(scores)]}


def test_what_is_unknown_calls_for_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("scores", "severity", "mean"),
    [
        ((5.4, 5.4, 5.4), "MEDIUM", 5.4),
        ((5.0, 5.0, 5.0), "MEDIUM", 5.0),
        ((4.9, 5.0, 5.1), "MEDIUM", 5.0),
        ((4.9, 5.0, 5.0), "HIGH", 5.0),
        ((4.0, 4.0, 4.0), "HIGH", 4.0),
        ((3.9, 4.0, 4.0), "CRITICAL", 4.0),
        ((0.0, 0.0, 0.0), "CRITICAL", 0.0),
    ],
)
def test_e10_readiness_is_on_the_scale_of_ten(scores: Any, severity: str, mean: float) -> None:
    assert told(**scored(*scores)) == [("READINESS_DROP", severity, {"mean": mean, "days": 3})]


@pytest.mark.parametrize("scores", [(5.5, 1, 1), (1, 5.5, 1), (1, 1, 5.5), (1, 1), (55, 50, 45)])
def test_readiness_that_is_no_drop(scores: Any) -> None:
    assert told(**scored(*scores)) == []


def test_scores_of_long_ago_say_nothing() -> None:
    assert told(**scored(1, 1, 1, newest=3))
    assert told(**scored(1, 1, 1, newest=4)) == []


@pytest.mark.parametrize(
    ("days", "severity"), [(3, "LOW"), (4, "LOW"), (5, "MEDIUM"), (6, "MEDIUM"), (7, "HIGH"), (400, "HIGH")]
)
def test_check_ins_that_are_missed(days: int, severity: str) -> None:
    assert told(check_ins=7, newest_check_in=ago(days)) == [("MISSED_CHECKINS", severity, {"days": days})]


@pytest.mark.parametrize(("count", "days"), [(7, 2), (7, 0), (7, -1), (6, 30)])
def test_check_ins_that_are_not_missed(count: int, days: int) -> None:
    assert told(check_ins=count, newest_check_in=ago(days)) == []


@pytest.mark.parametrize(("count", "severity"), [(2, "MEDIUM"), (3, "MEDIUM"), (4, "HIGH"), (9, "HIGH")])
def test_workouts_that_are_missed(count: int, severity: str) -> None:
    assert told(missed_workouts=count) == [("MISSED_WORKOUTS", severity, {"count": count})]


def test_one_missed_workout_is_nothing() -> None:
    assert told(missed_workouts=1) == []


@pytest.mark.parametrize(
    ("ratio", "severity"),
    [(1.51, "MEDIUM"), (1.79, "MEDIUM"), (1.8, "HIGH"), (1.99, "HIGH"), (2.0, "CRITICAL"), (3, "CRITICAL")],
)
def test_far_more_load_than_usual(ratio: float, severity: str) -> None:
    assert told(acwr=ratio, acwr_on=ago(3)) == [("HIGH_ACWR", severity, {"acwr": ratio})]


@pytest.mark.parametrize(("ratio", "days"), [(1.5, 0), (0.2, 0), (None, 0), (2.5, 4)])
def test_load_that_is_usual_or_not_of_today(ratio: float | None, days: int) -> None:
    assert told(acwr=ratio, acwr_on=ago(days)) == []


def test_every_type_has_a_notice() -> None:
    assert {kind.value for kind in AlertType} <= {kind.value for kind in NoticeKind}


def lasting(severity: AlertSeverity, **context: float) -> Lasting:
    return Lasting(
        id=UUID(int=9),
        client_id=CLIENT,
        coach=COACH,
        type=AlertType.MISSED_CHECKINS,
        condition_key="k",
        severity=severity,
        status=AlertStatus.ACTIVE,
        context=context,
    )


def missed(severity: AlertSeverity, days: int) -> dict[AlertType, CalledFor]:
    return {
        AlertType.MISSED_CHECKINS: CalledFor(AlertType.MISSED_CHECKINS, severity, {"days": days}),
    }


def test_what_is_as_it_was_changes_nothing() -> None:
    found = changes([lasting(AlertSeverity.LOW, days=3)], missed(AlertSeverity.LOW, 3), COACH)
    assert not found


def test_an_alert_begins_moves_and_is_over() -> None:
    now = missed(AlertSeverity.LOW, 4)
    assert changes([], now, COACH).begun == list(now.values())
    was = lasting(AlertSeverity.LOW, days=3)
    assert changes([was], now, COACH).moved == [(was, now[AlertType.MISSED_CHECKINS])]
    assert changes([was], {}, COACH).over == [was]


def test_another_coach_is_told_of_what_lasts() -> None:
    was = lasting(AlertSeverity.LOW, days=3)
    assert changes([was], missed(AlertSeverity.LOW, 3), OTHER).moved


def test_only_what_is_more_urgent_is_news() -> None:
    assert is_more_urgent(Priority.HIGH, "NORMAL")
    assert not is_more_urgent(Priority.NORMAL, "NORMAL")
    assert not is_more_urgent(Priority.LOW, "URGENT")
    assert is_more_urgent(Priority.LOW, "of another version")


def test_a_condition_is_named_after_the_day_on_which_it_began() -> None:
    assert condition_key(CLIENT, AlertType.HIGH_ACWR, TODAY) == f"alert:{CLIENT}:HIGH_ACWR:2026-03-14"
