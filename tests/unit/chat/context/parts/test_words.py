"""Parts say what is known, and what is not known they say is not known."""

from datetime import date, timedelta
from typing import Any

from chat.context.parts.athlete import athlete_in_words
from chat.context.parts.calendar import calendar_in_words
from chat.context.parts.injuries import injuries_in_words
from chat.context.parts.sport import sport_in_words
from chat.context.parts.training_load import load_in_words
from chat.context.turn import SHOWN_DAYS
from picture.athlete import picture_of
from picture.cases import OpenCase
from picture.day import LoadDay
from tests.check_in_rows import NOTHING, TODAY, row

GOOD = {
    "readiness_score": 7.25,
    "readiness_level": "GOOD",
    "readiness_confidence": "HIGH",
    "recommended_action": "REDUCE",
    "engine": "percent-2",
    "resting_hr": 48.0,
    "sleep_hours": 7.5,
    "reasons": [{"component": "hrv", "weight": 0.4, "contribution": -0.5, "status": "FAIR"}],
    "red_flags": [{"code": "NOT_OURS"}],
}


def athlete(*rows: dict[str, Any]) -> str:
    return athlete_in_words(picture_of(rows or (NOTHING,), SHOWN_DAYS))


def test_todays_verdict_is_told_with_its_reasons_and_the_days_before() -> None:
    said = athlete(row(1), row(0, **GOOD))
    assert "Readiness today: 7.2 of 10, good (confidence high)." in said
    assert "Heart rate variability -0.50 (fair)" in said
    assert "Stands out strongly: not ours." in said
    assert "resting heart rate 48 bpm, not judged: 0 days of baseline" in said
    assert "12 Mar no check-in; 13 Mar no score; 14 Mar 7.2 good." in said


def test_nothing_is_said_of_today_that_is_not_known() -> None:
    assert "no check-in of the last weeks: nothing is known of today" in athlete()
    earlier = athlete(row(2, **GOOD))
    assert (
        "No check-in today: nothing is known of today. Readiness of 12 Mar, 2 days ago: 7.2 of 10" in earlier
    )
    assert "Readiness today" not in earlier
    pending = athlete(row(0, **GOOD, assessed_revision=None))
    assert "is being assessed" in pending
    assert "7.2" not in pending
    assert "holds too little for a readiness score" in athlete(row(0))


def test_load_without_a_ratio_says_why() -> None:
    assert load_in_words(()) == "No training load is recorded of the last four weeks."
    days = [LoadDay(TODAY, load=None, reading="Not enough data: 21 days are needed")]
    said = load_in_words(days)
    assert "Not enough data: 21 days are needed." in said
    assert "14 Mar not known" in said
    assert "ratio" not in said
    spike = load_in_words([LoadDay(TODAY, 90.0, 50.0, 40.0, 1.25, "Load about as usual", spike_ratio=1.5)])
    assert "Acute 50, usual 40 (arbitrary units), ratio 1.25." in spike
    assert "14 Mar (1.50 times)" in spike


def test_cases_and_restrictions_are_told_and_that_there_are_none() -> None:
    assert injuries_in_words((), ()) == (
        "No injury and no illness is being followed up.\nNo restriction of training is in force."
    )
    case = OpenCase("INJURY", "KNEE", "MONITORING", "REST", TODAY, TODAY, is_kept=False)
    restriction = {
        "type": "NO_RUNNING",
        "severity": "SEVERE",
        "body_parts": ["KNEE"],
        "affected_workout_types": ["RUNNING"],
        "volume_reduction_percent": None,
        "max_intensity_zone": 2,
        "start_date": TODAY,
        "end_date": TODAY + timedelta(days=3),
    }
    said = injuries_in_words((case,), (restriction,))
    assert "Pain (knee), since 14 Mar" in said
    assert (
        "- no running (severe), for knee, concerns running, no higher than zone 2, from 14 Mar until 17 Mar"
        in said
    )


def item(days: int, what: str, kind: str, status: str | None, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("intensity", "minutes", "distance_m", "words", "rpe"))
    empty |= dict.fromkeys(("planned_type", "planned_status", "planned_intensity", "planned_minutes"))
    day: date = TODAY + timedelta(days=days)
    return {**empty, "date": day, "what": what, "kind": kind, "status": status, **more}


def test_what_lies_behind_is_told_apart_from_what_comes() -> None:
    said = calendar_in_words(
        [
            item(-1, "ACTIVITY", "CYCLING", None, minutes=61.4, distance_m=20_000.0, rpe=6.0),
            item(0, "ASSIGNMENT", "STRENGTH", "PENDING", words='Core\nand "legs"'),
            item(
                1,
                *("WORKOUT", "RECOVERY", "MODIFIED"),
                planned_type="RUNNING",
                planned_status="PLANNED",
                planned_intensity="INTERVAL",
                planned_minutes=60.0,
            ),
        ],
        TODAY,
    )
    changed = "recovery workout, modified, changed by the platform; it was running, planned, interval, 60 min"
    assert said.split("\n") == [
        "The 7 days before today:",
        "- Fri 13 Mar 2026: recorded cycling, 61 min, 20.0 km, exertion 6 of 10",
        "Today and the next 6 days:",
        "- Sat 14 Mar 2026: strength session given to do, pending, \"Core and 'legs'\"",
        f"- Sun 15 Mar 2026: {changed}",
    ]
    assert calendar_in_words((), TODAY).count("nothing is") == 2


def test_how_an_athlete_trains() -> None:
    names = ("methodology", "resting_hr", "max_hr", "sex", "sport_type", "best_streak", "programs", "sports")
    nothing = dict.fromkeys(names)
    assert sport_in_words(nothing) == "No activity is recorded of the last four weeks."
    said = sport_in_words(
        nothing
        | {
            "sports": [["RUNNING", 4, 200.0]],
            "programs": [["Spring", "2026-05-01"], ["Base", None]],
            "max_hr": 190.0,
        }
    )
    assert "running: 4 sessions, 200 min" in said
    assert 'Active program "Spring", goal on 2026-05-01.' in said
    assert 'Active program "Base".' in said
    assert "bpm" not in said  # of one heart rate alone nothing follows
