"""What other services call an activity, and what it is to us."""

import pytest

from domain.activity_types import ActivityType, activity_type_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Run", "RUNNING"),
        ("VirtualRun", "RUNNING"),
        ("trail_running", "RUNNING"),
        ("TrailRun", "RUNNING"),
        ("Ride", "CYCLING"),
        ("MountainBikeRide", "CYCLING"),
        ("Swim", "SWIMMING"),
        ("lap_swimming", "SWIMMING"),
        ("NordicSki", "SKIING"),
        ("Rowing", "ROWING"),
        ("Walk", "CROSS_TRAINING"),
        ("Hike", "CROSS_TRAINING"),
        ("CROSS_TRAINING", "CROSS_TRAINING"),
        ("WeightTraining", "STRENGTH"),
        ("strength_training", "STRENGTH"),
        ("STRENGTH", "STRENGTH"),
        ("Crossfit", "STRENGTH"),
        ("HIIT", "STRENGTH"),
        ("HighIntensityIntervalTraining", "STRENGTH"),
    ],
)
def test_names_of_other_services(name: str, kind: str) -> None:
    assert activity_type_of(name) == kind


@pytest.mark.parametrize("name", ["Yoga", "YOGA", "Pilates", "pilates", "Workout"])
def test_b16_yoga_pilates_and_a_workout_are_no_strength_work(name: str) -> None:
    assert activity_type_of(name) is not ActivityType.STRENGTH


@pytest.mark.parametrize("name", ["Quidditch", "", "???", "Løb"])
def test_what_is_not_known_is_other(name: str) -> None:
    assert activity_type_of(name) is ActivityType.OTHER


@pytest.mark.parametrize("kind", list(ActivityType))
def test_our_own_names_are_themselves(kind: ActivityType) -> None:
    assert activity_type_of(kind) is kind
    assert activity_type_of(kind.lower()) is kind
