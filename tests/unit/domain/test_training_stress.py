"""Training stress by the athlete's own heart rate; unknown is not some number."""

import pytest

from domain.training_stress import Intensity, training_stress, usual_intensity


def test_an_hour_at_the_highest_heart_rate_is_a_hundred() -> None:
    assert training_stress(3_600, 190, 190) == 100


def test_g7_it_is_held_against_the_athletes_own_heart_rate() -> None:
    assert training_stress(3_600, 150, 185) == 66  # as for everybody before
    assert training_stress(3_600, 150, 170) == 78


def test_intensity_is_within_limits() -> None:
    assert training_stress(3_600, 40, 200) == 16
    assert training_stress(3_600, 240, 150) == 144


@pytest.mark.parametrize(("average", "maximum"), [(None, 190), (150, None), (None, None)])
def test_what_is_not_known_is_not_assumed(average: float | None, maximum: float | None) -> None:
    assert training_stress(3_600, average, maximum) is None


@pytest.mark.parametrize(
    ("names", "intensity"),
    [
        ("TrailRun MountainBikeRide BackcountrySki trail_running", Intensity.HARD),
        ("Walk Yoga", Intensity.EASY),
        ("Run VirtualRide Swim Hike Workout WeightTraining NordicSki Kitesurf", Intensity.MODERATE),
    ],
)
def test_kinds_are_usually_as_in_the_contract(names: str, intensity: Intensity) -> None:
    assert {usual_intensity(name) for name in names.split()} == {intensity}
