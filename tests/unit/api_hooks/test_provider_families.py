"""What the inbox says becomes metrics: what was received is what has an outcome, and what waits for one."""

from api_hooks.provider_families import provider_families

ROWS = [
    {"what": "settled", "provider": "strava", "name": "APPLIED", "value": 7.0},
    {"what": "settled", "provider": "strava", "name": "VOID", "value": 2.0},
    {"what": "settled", "provider": "garmin", "name": "APPLIED", "value": 1.0},
    {"what": "waiting", "provider": "strava", "name": None, "value": 3.0},
    {"what": "oldest", "provider": "strava", "name": None, "value": 90.5},
    {"what": "connections", "provider": "strava", "name": "failing", "value": 4.0},
]


def test_they_add_up() -> None:
    samples = {
        (sample.name.removeprefix("afterwrite_provider_"), *sample.labels.values()): sample.value
        for family in provider_families(ROWS)
        for sample in family.samples
    }
    assert samples == {
        ("events_received_total", "garmin"): 1,
        ("events_received_total", "strava"): 12,
        ("events_settled_total", "strava", "APPLIED"): 7,
        ("events_settled_total", "strava", "VOID"): 2,
        ("events_settled_total", "garmin", "APPLIED"): 1,
        ("events_waiting", "garmin"): 0,
        ("events_waiting", "strava"): 3,
        ("events_oldest_age_seconds", "garmin"): 0,
        ("events_oldest_age_seconds", "strava"): 90.5,
        ("connections", "strava", "failing"): 4,
    }
