"""Storing check-ins over HTTP: what is kept, what is cleared, what is owed, and what is answered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from api_hooks import daily_metrics
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState
from runtime.settings import Settings

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]

FULL = {
    "hrvRMSSD": 62.5,
    "hrvQuality": "EXCELLENT",
    "hrvArtifactPercent": 1.5,
    "hrvDuration": 300,
    "hrvPosition": "SEATED",
    "restingHR": 48,
    "sleepQuality": 7,
    "sleepHours": 7.5,
    "muscleSoreness": 3,
    "energyLevel": 7,
    "mood": 8,
    "stress": 3,
    "injuryPain": 6,
    "notes": "Ont i knät \N{ROCKET}, \"as\" {always}, 'so' \\N it was",
    "injuryDetails": {
        "bodyPart": "KNEE",
        "injuryType": "MENISCUS",
        "side": "LEFT",
        "isIllness": True,
        "illnessType": "COLD",
    },
    "keywordAnalysis": {
        "matches": [{"keyword": "knät", "value": "KNEE", "confidence": 0.5, "inner": {"a": [1, None, True]}}],
        "suggestedBodyPart": "KNEE",
        "severityLevel": "LOW",
        "summary": "knee",
        "suggestedSide": "LEFT",
        "hasInjuryKeywords": True,
    },
    "rehabExercisesDone": True,
    "rehabPainDuring": 0,
    "rehabPainAfter": 10,
    "rehabNotes": "done",
    "requestPhysioContact": True,
    "physioContactReason": "it hurts",
}

AS_STORED = {
    "hrv_rmssd": 62.5,
    "hrv_quality": "EXCELLENT",
    "hrv_artifact_percent": 1.5,
    "hrv_duration": 300.0,
    "hrv_position": "SEATED",
    "resting_hr": 48.0,
    "sleep_quality": 7,
    "sleep_hours": 7.5,
    "muscle_soreness": 3,
    "energy_level": 7,
    "mood": 8,
    "stress": 3,
    "injury_pain": 6,
    "athlete_notes": FULL["notes"],
    "injury_body_part": "KNEE",
    "injury_specific_type": "MENISCUS",
    "injury_side": "LEFT",
    "is_illness": True,
    "illness_type": "COLD",
    "detected_keywords": FULL["keywordAnalysis"]["matches"],  # type: ignore[index]
    "keyword_body_part": "KNEE",
    "keyword_severity": "LOW",
    "keyword_summary": "knee",
    "rehab_exercises_done": True,
    "rehab_pain_during": 0,
    "rehab_pain_after": 10,
    "rehab_notes": "done",
    "request_physio_contact": True,
    "physio_contact_reason": "it hurts",
}


@pytest.fixture
def lane(settings: Settings) -> LaneClient:
    return LaneClient(CHECKINS, ScriptClient.connect(settings.require_redis_url()), settings.redis_prefix)


@pytest.fixture
def stored(ask: Ask) -> Callable[[], dict[str, Any]]:
    """The only check-in's row."""

    def read() -> dict[str, Any]:
        (row,) = ask("SELECT * FROM daily_metrics")
        return row

    return read


def test_everything_given_is_stored(post: Post, stored: Callable[[], dict[str, Any]]) -> None:
    assert post(**FULL).status_code == 200
    assert stored().items() >= AS_STORED.items()


def test_the_answer_has_the_row_and_says_that_the_rest_is_deferred(
    post: Post, people: Any, today: str
) -> None:
    answer = post(**FULL).json()
    key = f"{people.client}:{today}"
    assert answer["success"] is True
    assert answer["assessments"] == {
        "hrv": None,
        "rhr": None,
        "wellness": None,
        "readiness": None,
        "deferred": True,
        "strengthFatigue": None,
    }
    assert answer["injuryResponse"] == {"triggered": False, "pendingEvaluation": True}
    assert answer["receipt"] == {
        "lane": "checkins",
        "key": key,
        "revision": 1,
        "url": f"/api/receipts/checkins/{key}?revision=1",
    }
    row = answer["dailyMetrics"]
    assert row["clientId"] == people.client
    assert row["date"] == today
    assert row["hrvRMSSD"] == 62.5
    assert row["athleteNotes"] == FULL["notes"]
    assert row["injuryBodyPart"] == "KNEE"
    assert row["detectedKeywords"] == AS_STORED["detected_keywords"]
    assert (row["hrvStatus"], row["restingHRStatus"], row["readinessLevel"]) == ("PENDING",) * 3
    assert (row["revision"], row["assessedRevision"]) == (1, None)
    assert datetime.fromisoformat(row["createdAt"]).tzinfo is not None


def test_a_check_in_is_owed_and_waits_in_its_lane(
    post: Post, ask: Ask, lane: LaneClient, people: Any, today: str
) -> None:
    post(mood=5)
    key = f"{people.client}:{today}"
    (debt,) = ask("SELECT lane, key, revision, done_revision, dead_at FROM owed_work")
    assert debt == {"lane": "checkins", "key": key, "revision": 1, "done_revision": 0, "dead_at": None}
    entry = lane.peek(key)
    assert (entry.state, entry.revision, entry.payload, entry.generation) == (EntryState.WAITING, 1, b"", 1)
    post(mood=6)
    entry = lane.peek(key)
    assert (entry.state, entry.revision, entry.payload, entry.generation) == (EntryState.WAITING, 2, b"", 2)


def test_absent_fields_keep_what_is_stored(post: Post, stored: Callable[[], dict[str, Any]]) -> None:
    post(**FULL)
    answer = post(mood=2).json()
    assert stored().items() >= {**AS_STORED, "mood": 2}.items()
    assert answer["dailyMetrics"]["hrvRMSSD"] == 62.5
    assert answer["receipt"]["revision"] == 2


def test_null_clears(post: Post, stored: Callable[[], dict[str, Any]]) -> None:
    post(**FULL)
    post(hrvRMSSD=None, notes=None, rehabExercisesDone=None, injuryDetails=None)
    cleared = {
        "hrv_rmssd": None,
        "athlete_notes": None,
        "rehab_exercises_done": False,
        "injury_body_part": None,
        "injury_specific_type": None,
        "injury_side": None,
        "is_illness": False,
        "illness_type": None,
    }
    assert stored().items() >= {**AS_STORED, **cleared}.items()


def test_an_object_is_replaced_as_a_whole(post: Post, stored: Callable[[], dict[str, Any]]) -> None:
    post(**FULL)
    post(injuryDetails={"bodyPart": "THIGH"}, keywordAnalysis={})
    row = stored()
    assert row["injury_body_part"] == "THIGH"
    assert row["injury_side"] is None
    assert row["is_illness"] is False
    assert row["detected_keywords"] is None
    assert row["keyword_summary"] is None


@pytest.mark.parametrize("again", [FULL, {"mood": 8}, {}, {"mood": 8.0, "hrvQuality": "EXCELLENT"}])
def test_what_changes_nothing_starts_nothing(
    again: dict[str, Any], post: Post, ask: Ask, lane: LaneClient, people: Any, today: str
) -> None:
    first = post(**FULL).json()
    second = post(**again).json()
    assert second["receipt"] == first["receipt"]
    assert second["dailyMetrics"] == first["dailyMetrics"]
    assert lane.peek(f"{people.client}:{today}").generation == 1
    assert [debt["revision"] for debt in ask("SELECT revision FROM owed_work")] == [1]


def test_an_unchanged_check_in_shows_the_results_that_it_has(post: Post, ask: Ask) -> None:
    post(**FULL)
    ask(
        "UPDATE daily_metrics SET assessed_revision = revision, assessed_at = now(), hrv_status = 'GOOD',"
        " readiness_score = 7.4, readiness_level = 'GOOD', recommended_action = 'PROCEED', red_flags = '[]',"
        " intensity_percent = -10, volume_percent = 0"
    )
    row = post(**FULL).json()["dailyMetrics"]
    assert (row["hrvStatus"], row["readinessScore"], row["readinessLevel"]) == ("GOOD", 7.4, "GOOD")
    assert row["recommendation"]
    assert (row["intensityPercent"], row["volumePercent"]) == (-10, 0)
    changed = post(mood=1).json()["dailyMetrics"]
    assert (changed["intensityPercent"], changed["volumePercent"]) == (None, None)
    assert (changed["hrvStatus"], changed["readinessScore"]) == ("PENDING", None)
    assert (changed["revision"], changed["assessedRevision"]) == (2, 1)


def test_only_what_is_there_is_pending(post: Post) -> None:
    row = post(hrvRMSSD=None, restingHR=None, notes="nothing measured").json()["dailyMetrics"]
    assert (row["hrvStatus"], row["restingHRStatus"], row["readinessLevel"]) == ("NOT_MEASURED", None, None)
    row = post(restingHR=50).json()["dailyMetrics"]
    assert (row["hrvStatus"], row["restingHRStatus"], row["readinessLevel"]) == (
        "NOT_MEASURED",
        "PENDING",
        "PENDING",
    )


@pytest.mark.parametrize(
    ("time_zone", "written", "day"),
    [
        ("Europe/Stockholm", "2026-03-13", "2026-03-13"),
        ("Europe/Stockholm", "2026-03-13T23:30:00Z", "2026-03-14"),
        ("Europe/Stockholm", "2026-03-13T22:30:00Z", "2026-03-13"),
        ("Europe/Stockholm", "2026-07-13T22:30:00Z", "2026-07-14"),
        ("America/New_York", "2026-03-14T00:00:00Z", "2026-03-13"),
        ("America/New_York", "2026-03-13T20:00:00-05:00", "2026-03-13"),
        ("Pacific/Auckland", "2026-03-13T20:00:00-05:00", "2026-03-14"),
        ("America/New_York", "2026-03-13T23:59:59", "2026-03-13"),
        ("Pacific/Auckland", "2026-03-13T00:00", "2026-03-13"),
    ],
)
def test_the_day_is_the_athletes(
    time_zone: str, written: str, day: str, post: Post, ask: Ask, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 7, 20, 12, tzinfo=tz)

    monkeypatch.setattr(daily_metrics, "datetime", Later)
    ask("UPDATE clients SET time_zone = %s WHERE id = %s RETURNING 1", time_zone, people.client)
    answer = post(date=written, mood=5).json()
    assert answer["dailyMetrics"]["date"] == day
    assert answer["receipt"]["key"] == f"{people.client}:{day}"


def test_all_forms_of_one_day_are_one_check_in(post: Post, ask: Ask, today: str) -> None:
    keys = {
        post(date=form, mood=mood).json()["receipt"]["key"]
        for mood, form in enumerate(
            [today, f"{today}T12:00:00Z", f"{today}T13:00:00.5+01:00", f"{today}T23:59"], 1
        )
    }
    assert len(keys) == 1
    (row,) = ask("SELECT mood, revision FROM daily_metrics")
    assert row == {"mood": 4, "revision": 4}


def test_yesterday_and_tomorrow_are_days_too(post: Post, today: str) -> None:
    for days in (-366, -1, 1):
        day = (date.fromisoformat(today) + timedelta(days=days)).isoformat()
        assert post(date=day, mood=5).json()["dailyMetrics"]["date"] == day


def test_the_content_type_does_not_matter_if_it_is_json(
    api: httpx.Client, people: Any, as_coach: dict[str, str], today: str
) -> None:
    body = f'{{"clientId": "{people.client.upper()}", "date": "{today}", "mood": 5}}'
    for content_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
    ):
        headers = {**as_coach, "content-type": content_type}
        assert api.post("/api/daily-metrics", content=body, headers=headers).status_code == 200
    assert api.post("/api/daily-metrics", content=body, headers=as_coach).status_code == 200


def test_every_answer_can_be_correlated(api: httpx.Client, post: Post) -> None:
    for answer in (
        post(mood=5),
        post(mood=99),
        api.get("/nowhere"),
        api.get("/healthz"),
        api.put("/healthz"),
        api.get("/api/daily-metrics"),
    ):
        assert answer.headers["x-correlation-id"]
        assert float(answer.headers["x-handler-ms"]) > 0
    answer = api.get("/healthz", headers={"x-correlation-id": "mine-1"})
    assert answer.headers["x-correlation-id"] == "mine-1"


def test_concurrent_writes_of_one_day_all_count(
    post: Post, ask: Ask, lane: LaneClient, people: Any, today: str
) -> None:
    fields = [{"mood": value} for value in range(1, 11)] + [{"stress": value} for value in range(1, 11)]
    with ThreadPoolExecutor(8) as threads:
        answers = [answer.json() for answer in threads.map(lambda given: post(**given), fields)]
    revisions = sorted(answer["receipt"]["revision"] for answer in answers)
    assert revisions == list(range(1, 21))
    (row,) = ask("SELECT mood, stress, revision FROM daily_metrics")
    last = {name: row[name] for name in ("mood", "stress")}
    newest = max(answers, key=lambda answer: answer["receipt"]["revision"])["dailyMetrics"]
    assert last == {name: newest[name] for name in last}
    assert ask("SELECT revision, done_revision FROM owed_work") == [{"revision": 20, "done_revision": 0}]
    assert lane.peek(f"{people.client}:{today}").generation == 20
