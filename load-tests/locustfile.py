"""The traffic of `k6/prod-shape.js` for Locust, which is not installed with the project.

    DATA_FILE=people.json locust -f load-tests/locustfile.py --host http://127.0.0.1:8000

The data file is the one that k6 reads (docs/load-tests.md). Each user writes for athletes of their own, so
that what is read back has to be what was written.
"""

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

from locust import HttpUser, constant, task

_COACHES: list[dict[str, Any]] = json.loads(Path(os.environ["DATA_FILE"]).read_text(encoding="utf-8"))[
    "coaches"
]
_ATHLETES = sorted(
    ({"id": athlete, "coach": coach} for coach in _COACHES for athlete in coach["clients"]),
    key=lambda each: each["id"],
)
_MOST_USERS = int(os.environ.get("MOST_USERS", "350"))
_DAYS = int(os.environ.get("DAILY_METRICS_DAYS", "30"))
_READ = round(100 * float(os.environ.get("PROD_SHAPE_READ_WEIGHT", "0.75")))
_WRITE = round(100 * float(os.environ.get("PROD_SHAPE_WRITE_WEIGHT", "0.15")))
_DASHBOARD = round(100 * float(os.environ.get("PROD_SHAPE_DASHBOARD_WEIGHT", "0.10")))
_STATS = "includeRecentTests=false&includeMonthlyTrend=false&includeBreakdowns=false&shortWindow=true"

_numbers = itertools.count()


class Person(HttpUser):
    """Somebody who looks, and now and then checks in."""

    wait_time = constant(1)

    def on_start(self) -> None:
        """Take athletes that nobody else writes to, as far as there are enough."""
        number = next(_numbers)
        self._own = _ATHLETES[number % _MOST_USERS :: _MOST_USERS] or [_ATHLETES[number % len(_ATHLETES)]]
        self._is_alone = len(_ATHLETES) >= _MOST_USERS > number
        self._turn = number

    @task(_READ)
    def read(self) -> None:
        """Read anybody's check-ins and calendar."""
        athlete = random.choice(_ATHLETES)
        self._check_ins(athlete)
        path = f"/api/calendar/unified?clientId={athlete['id']}&itemsMode=light&includeGroupedByDate=false"
        self._get(path, athlete["coach"], "calendar-unified")

    @task(_WRITE)
    def write(self) -> None:
        """Check in, never the same twice in a row, and read it back."""
        self._turn += 1
        athlete = self._own[self._turn % len(self._own)]
        sent = {
            "clientId": athlete["id"],
            "date": athlete["coach"]["date"],
            "restingHR": 40 + self._turn * 13 % 400 / 10,
            "sleepQuality": random.randint(4, 9),
            "sleepHours": random.randint(24, 36) / 4,
            "muscleSoreness": random.randint(1, 6),
            "energyLevel": random.randint(4, 9),
            "mood": random.randint(4, 9),
            "stress": random.randint(1, 6),
            "injuryPain": random.randint(1, 2),
        }
        headers = _headers(athlete["coach"])
        with self.client.post(
            "/api/daily-metrics", json=sent, headers=headers, name="daily-metrics-post", catch_response=True
        ) as answer:
            if not answer.ok:
                return
            if self._is_alone and not _is_stored(answer.json()["dailyMetrics"], sent):
                answer.failure("stored other values than were sent")
        self._check_ins(athlete, sent if self._is_alone else None)

    @task(_DASHBOARD)
    def dashboards(self) -> None:
        """Look at a business and a team of a coach."""
        coach = random.choice(_COACHES)
        self._get(f"/api/business/{coach['businessId']}/stats?{_STATS}", coach, "business-stats")
        if coach["teams"]:
            path = f"/api/teams/{random.choice(coach['teams'])}/dashboard?includeMemberStats=false"
            self._get(path, coach, "team-dashboard")

    def _check_ins(self, athlete: dict[str, Any], sent: dict[str, Any] | None = None) -> None:
        path = f"/api/daily-metrics?clientId={athlete['id']}&days={_DAYS}"
        self._get(path, athlete["coach"], "daily-metrics-get", sent)

    def _get(self, path: str, coach: dict[str, Any], name: str, sent: dict[str, Any] | None = None) -> None:
        headers = _headers(coach)
        with self.client.get(path, headers=headers, name=name, catch_response=True) as answer:
            if not answer.ok:
                return
            content = answer.json()
            if content.get("degraded") or answer.headers.get("x-cache") == "degraded":
                answer.failure("degraded")
            elif sent and not any(_is_stored(row, sent) for row in content["metrics"]):
                answer.failure("what was written is not what is read")


def _headers(coach: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {coach['token']}"}


def _is_stored(row: dict[str, Any], sent: dict[str, Any]) -> bool:
    return all(row.get(name) == value for name, value in sent.items())
