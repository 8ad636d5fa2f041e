"""Once all is corrected the plan is as it was, but for what people have made of it in between."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalescing.lane_client import LaneClient
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story

pytestmark = pytest.mark.integration

DAYS = range(5)
PLAN = {
    "type": "RUNNING",
    "status": "PLANNED",
    "intensity": "THRESHOLD",
    "duration_minutes": 60.0,
    "distance_m": 12000.0,
}
SAID = st.sampled_from(
    (
        {"injury_pain": 4, "injury_body_part": "KNEE"},
        {"injury_pain": 8, "injury_body_part": "KNEE"},
        {"injury_pain": 5, "injury_body_part": "SHOULDER"},
        {"stress": 9},
        {"sleep_hours": 4.0},
        {"is_illness": True, "illness_type": "FEVER"},
        {},
    )
)
#: What a person does to a workout: makes something else of it, or puts it back as it was planned.
HANDS = st.sampled_from(("CHANGE", "PUT BACK"))
STEPS = st.lists(st.tuples(st.sampled_from(DAYS), st.one_of(HANDS, SAID, SAID)), min_size=1, max_size=10)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_what_a_person_has_made_of_a_workout_stays_and_all_else_is_given_back(
    writer: CheckInWriter, lane: LaneClient, steps: list[tuple[int, dict[str, Any] | str]]
) -> None:
    story = Story(writer, lane)
    runs = [story.plans(number) for number in DAYS]
    theirs = {run: story.workout(run) for run in runs}
    taken: dict[UUID, set[str]] = {run: set() for run in runs}

    def keys_of(run: UUID) -> set[str]:
        return {key for key in story.standing() if key.startswith(f"workout:{run}")}

    for count, (number, said) in enumerate(steps):
        run = runs[number]
        if isinstance(said, str):
            taken[run] |= keys_of(run)
            story.touches(run, **(PLAN | {"duration_minutes": 100.25 + count} if said == "CHANGE" else PLAN))
            theirs[run] = story.workout(run)
            continue
        story.says(number, **said).settle()
        for each in runs:
            if story.workout(each) != theirs[each]:
                assert keys_of(each) - taken[each], "a cause has changed anew what was taken from it"
    for number in DAYS:
        story.is_well(number)
    assert {run: story.workout(run) for run in runs} == theirs
    assert (story.cases(), story.restrictions(), story.told(), story.standing()) == ([], [], [], {})
