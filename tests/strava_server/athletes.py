"""Made-up athletes and activities, the same for the same seed."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

#: Kind, metres a second, beats a minute, and how often it comes.
_KINDS = (
    ("Run", 3.0, 148, 5),
    ("TrailRun", 2.5, 152, 1),
    ("Ride", 8.0, 135, 3),
    ("Swim", 0.9, 130, 1),
    ("NordicSki", 4.0, 145, 1),
    ("WeightTraining", 0.0, 105, 2),
    ("Yoga", 0.0, 85, 1),
    ("Walk", 1.4, 95, 1),
)
_FIRST_NAMES = ("Alva", "Bo", "Cleo", "Dag", "Ebba", "Finn", "Greta", "Hugo")
_LAST_NAMES = ("Ek", "Lund", "Berg", "Dahl", "Holm", "Strand")

Activity = dict[str, Any]


@dataclass
class Athlete:
    """Somebody at Strava."""

    id: int
    firstname: str
    lastname: str
    #: By number.
    activities: dict[int, Activity] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        return {"id": self.id, "firstname": self.firstname, "lastname": self.lastname, "resource_state": 2}


def make_athlete(athlete_id: int, *, activities: int = 20, until: datetime | None = None) -> Athlete:
    """An athlete with that many activities, one every day or two, the last one before `until` (now)."""
    dice = random.Random(athlete_id)
    athlete = Athlete(athlete_id, dice.choice(_FIRST_NAMES), dice.choice(_LAST_NAMES))
    at = until or datetime.now(UTC)
    for number in range(activities, 0, -1):
        at -= timedelta(hours=dice.uniform(20, 50))
        activity = make_activity(athlete_id, athlete_id * 10_000 + number, at, dice=dice)
        athlete.activities[activity["id"]] = activity
    return athlete


def make_activity(
    athlete_id: int,
    activity_id: int,
    start: datetime,
    *,
    dice: random.Random | None = None,
    **fields: Any,
) -> Activity:
    """An activity as Strava shows it in full; `fields` are set on top."""
    dice = dice or random.Random(activity_id)
    kind, speed, beats, _ = dice.choices(_KINDS, weights=[each[3] for each in _KINDS])[0]
    moving = round(dice.uniform(1_200, 7_200))
    distance = round(moving * speed * dice.uniform(0.9, 1.1), 1)
    average = round(beats * dice.uniform(0.93, 1.07), 1)
    local = start + timedelta(hours=1)
    return {
        "resource_state": 3,
        "id": activity_id,
        "athlete": {"id": athlete_id, "resource_state": 1},
        "name": f"{kind} {activity_id % 10_000}",
        "type": "Run" if kind == "TrailRun" else kind,
        "sport_type": kind,
        "start_date": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "timezone": "(GMT+01:00) Europe/Stockholm",
        "utc_offset": 3600.0,
        "elapsed_time": moving + dice.randint(0, 600),
        "moving_time": moving,
        "distance": distance,
        "total_elevation_gain": round(distance * 0.01, 1),
        "average_speed": round(distance / moving, 3),
        "max_speed": round(distance / moving * 1.6, 3),
        "has_heartrate": True,
        "average_heartrate": average,
        "max_heartrate": round(average * 1.12),
        "average_watts": None,
        "weighted_average_watts": None,
        "device_watts": False,
        "suffer_score": None,
        "perceived_exertion": None,
        "trainer": False,
        "commute": False,
        "manual": False,
        "private": False,
        "visibility": "everyone",
        **fields,
    }
