"""What the catalogue says, and what it does not know."""

import pytest

from domain.check_in import BodyPart, IllnessType
from domain.injuries.body_parts import PART_RULES, UNKNOWN_RULES, return_phase, rules_of
from domain.injuries.cases import RestrictionType
from domain.injuries.catalogue import CATALOGUE, FRACTURE, UNKNOWN_TYPE, entry_of, rest_days
from domain.injuries.said import UNKNOWN_PART
from domain.workouts import WorkoutType

#: Part, id, days when it hurts mildly, moderately and severely, and whether other training is an option.
SOME = [
    ("KNEE", "MENISCUS", (14, 42, 90), False),
    ("LOWER_LEG", "COMPARTMENT_SYNDROME", (14, 28, 60), True),
    ("ANKLE_FOOT", "ANKLE_SPRAIN", (7, 21, 42), False),
    ("ANKLE_FOOT", "STRESS_FRACTURE_FOOT", (28, 56, 84), True),
    ("HIP_GROIN", "GROIN_STRAIN", (7, 28, 56), True),
    ("THIGH", "HAMSTRING_STRAIN", (7, 21, 56), True),
    ("LOWER_BACK", "DISC_ISSUE", (14, 42, 90), False),
    ("UPPER_BACK", "UPPER_BACK_GENERAL", (3, 14, 21), True),
    ("SHOULDER", "ROTATOR_CUFF", (14, 42, 90), True),
    ("HEAD_NECK", "TENSION_HEADACHE", (1, 3, 7), True),
    ("ARM_HAND", "FOREARM_GRIP", (2, 7, 14), True),
    ("OTHER", "GENERAL_MUSCLE_SORENESS", (1, 3, 5), True),
]


@pytest.mark.parametrize(("part", "name", "days", "allows"), SOME, ids=[name for _, name, *_ in SOME])
def test_entries(part: str, name: str, days: tuple[int, int, int], allows: bool) -> None:
    entry = entry_of(part, name)
    assert (entry.id, entry.days, entry.allows_cross_training) == (name, days, allows)


def test_every_body_part_has_entries_and_rules() -> None:
    assert set(CATALOGUE) == set(BodyPart) == set(PART_RULES)
    assert sum(map(len, CATALOGUE.values())) == 45


@pytest.mark.parametrize(("pain", "days"), [(3, 7), (4, 7), (5, 21), (7, 21), (8, 42), (10, 42)])
def test_days_by_the_worst_pain(pain: int, days: int) -> None:
    assert entry_of("KNEE", "PATELLOFEMORAL").minimum_days(pain) == days


@pytest.mark.parametrize(
    ("part", "name"),
    [("KNEE", None), ("KNEE", "SHIN_SPLINTS"), ("KNEE", "whatever"), (UNKNOWN_PART, "PATELLOFEMORAL")],
)
def test_d11_what_is_not_in_the_catalogue_stays_unknown(part: str, name: str | None) -> None:
    assert entry_of(part, name) is UNKNOWN_TYPE


@pytest.mark.parametrize("name", ["STRESS_FRACTURE", "tibia fracture", "STRESS_FRACTURE_FOOT"])
def test_d11_a_fracture_takes_the_most_conservative_values(name: str) -> None:
    assert entry_of("KNEE", name) is FRACTURE
    assert FRACTURE.days == (28, 56, 90)
    assert not FRACTURE.allows_cross_training
    assert rules_of("KNEE", is_fracture=True).restriction is RestrictionType.NO_IMPACT


@pytest.mark.parametrize(
    ("part", "restriction"),
    [
        ("LOWER_LEG", "NO_RUNNING"),
        ("ANKLE_FOOT", "NO_RUNNING"),
        ("KNEE", "NO_JUMPING"),
        ("SHOULDER", "NO_UPPER_BODY"),
        ("ARM_HAND", "NO_UPPER_BODY"),
        ("HIP_GROIN", "REDUCED_INTENSITY"),
        ("THIGH", "REDUCED_INTENSITY"),
        ("LOWER_BACK", "MODIFIED_ONLY"),
        ("UPPER_BACK", "MODIFIED_ONLY"),
        ("HEAD_NECK", "MODIFIED_ONLY"),
        ("OTHER", "MODIFIED_ONLY"),
        (UNKNOWN_PART, "MODIFIED_ONLY"),
    ],
)
def test_what_a_body_part_rules_out(part: str, restriction: str) -> None:
    assert rules_of(part).restriction == restriction
    assert WorkoutType.OTHER in rules_of(part).affected
    assert WorkoutType.RECOVERY not in rules_of(part).affected


@pytest.mark.parametrize("kind", ["HYROX", "TRIATHLON", "SKIING", "PLYOMETRIC", "RUNNING"])
@pytest.mark.parametrize("part", ["KNEE", "LOWER_LEG", "ANKLE_FOOT", "THIGH", "HIP_GROIN"])
def test_what_loads_legs(part: str, kind: str) -> None:
    assert kind in rules_of(part).affected


def test_an_unknown_part_may_be_any() -> None:
    assert frozenset(WorkoutType) - UNKNOWN_RULES.affected == {"RECOVERY", "ALTERNATIVE"}


@pytest.mark.parametrize(("pain", "phase"), [(3, 3), (5, 3), (6, 2), (7, 2), (8, 1), (10, 1)])
def test_the_phase_that_is_offered(pain: int, phase: int) -> None:
    for restriction in RestrictionType:
        is_of_legs = restriction in {"NO_RUNNING", "NO_JUMPING", "NO_IMPACT"}
        assert return_phase(restriction, pain) == (phase if is_of_legs else None)


def test_rest_of_illness() -> None:
    days = {illness: rest_days(illness) for illness in IllnessType if illness is not IllnessType.CHRONIC}
    assert days == {"FEVER": 3, "GASTROINTESTINAL": 2, "COLD": 1, "HEADACHE": 1, "GENERAL_ILLNESS": 2}
    assert rest_days(None) == rest_days("something else") == 2
