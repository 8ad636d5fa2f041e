"""Planned workouts: changed from the plan, and a person's hands on them are respected."""

import threading

import psycopg
import pytest
from psycopg.rows import dict_row

from coalescing.lane_client import LaneClient
from coalescing.lanes import INJURIES
from storage.workouts import owe_changed_plans
from tasks.resources import lane_client
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story, day

pytestmark = pytest.mark.integration

PLAN = ("RUNNING", "PLANNED", "THRESHOLD", 60.0, 12000.0)


@pytest.fixture
def story(writer: CheckInWriter, lane: LaneClient) -> Story:
    return Story(writer, lane)


def test_d7_todays_workout_counts_and_yesterdays_does_not(story: Story) -> None:
    yesterday, today = story.plans(0), story.plans(1)
    story.hurts(1, 8)
    assert story.workout(yesterday) == PLAN
    assert story.workout(today)[1] == "CANCELLED"


def test_d8_each_decision_can_be_written_and_undone(story: Story) -> None:
    plans = {kind: story.plans(0, kind) for kind in ("RUNNING", "STRENGTH", "RECOVERY", "SWIMMING")}
    before = {kind: story.workout(workout) for kind, workout in plans.items()}

    def now() -> dict[str, tuple[str, str]]:
        return {kind: story.workout(workout)[:2] for kind, workout in plans.items()}

    story.hurts(0, 5)
    assert now() == {
        "RUNNING": ("ALTERNATIVE", "MODIFIED"),
        "STRENGTH": ("ALTERNATIVE", "MODIFIED"),
        "RECOVERY": ("RECOVERY", "PLANNED"),
        "SWIMMING": ("SWIMMING", "PLANNED"),
    }
    story.hurts(0, 6)
    assert {status for _, status in now().values()} == {"CANCELLED"}
    story.hurts(0, 1, muscle_soreness=8)
    assert now()["RUNNING"] == ("RUNNING", "MODIFIED")
    story.hurts(0, 1)
    assert {kind: story.workout(workout) for kind, workout in plans.items()} == before


def test_d8_a_strength_session_does_not_survive_a_complete_rest(story: Story) -> None:
    strength = story.plans(2, "STRENGTH")
    story.hurts(0, 9)
    assert story.workout(strength)[1] == "CANCELLED"


def test_d8_what_was_planned_is_kept(story: Story) -> None:
    run = story.plans(0)
    story.hurts(0, 4)
    (row,) = story.connection.execute("SELECT * FROM workout_modifications").fetchall()
    assert (row["workout_id"], row["decision"], row["undone_at"]) == (run, "CROSS_TRAINING_ONLY", None)
    assert (row["planned_type"], row["planned_status"], row["planned_duration_minutes"]) == (
        "RUNNING",
        "PLANNED",
        60.0,
    )
    assert (row["modified_type"], row["modified_status"], row["modified_duration_minutes"]) == (
        "ALTERNATIVE",
        "MODIFIED",
        72.0,
    )


def test_where_cross_training_is_no_option_it_is_cancelled(story: Story) -> None:
    run, swim = story.plans(0), story.plans(0, "SWIMMING")
    story.hurts(0, 4, "KNEE", injury_specific_type="MENISCUS")
    assert (story.workout(run)[1], story.workout(swim)[1]) == ("CANCELLED", "PLANNED")


@pytest.mark.parametrize("pain", [4, 8])
def test_what_is_completed_is_never_touched(story: Story, pain: int) -> None:
    done = story.plans(0, status="COMPLETED")
    story.hurts(0, pain)
    assert story.workout(done) == ("RUNNING", "COMPLETED", *PLAN[2:])


def test_what_was_changed_and_then_completed_is_never_restored(story: Story) -> None:
    run = story.plans(0)
    story.hurts(0, 4)
    story.touches(run, status="COMPLETED")
    done = story.workout(run)
    story.hurts(0, 8)
    assert story.workout(run) == done
    story.hurts(0, 1)
    assert story.workout(run) == done
    (effect,) = [row for row in story.rows("effects") if row["kind"] == "workout"]
    assert effect["left_as_is"]


def test_a_workout_that_a_person_has_touched_is_left_for_good(story: Story) -> None:
    run = story.plans(1)
    story.hurts(0, 8)
    story.touches(run, status="PLANNED", duration_minutes=20.0)
    theirs = story.workout(run)
    story.hurts(1, 9)
    story.hurts(0, 4).hurts(1, 4)
    assert story.workout(run) == theirs
    story.hurts(0, 1).hurts(1, 1)
    assert story.workout(run) == theirs
    story.hurts(0, 8)
    assert story.workout(run) == theirs
    effects = [row for row in story.rows("effects") if row["kind"] == "workout"]
    assert [row["left_as_is"] for row in effects] == [True]


def test_another_cause_takes_what_a_person_has_made_of_it_for_the_plan(story: Story) -> None:
    run = story.plans(1)
    story.hurts(0, 4)
    story.touches(run, type="SWIMMING", status="PLANNED", duration_minutes=40.0)
    theirs = story.workout(run)
    story.is_ill(1, "FEVER")
    assert story.workout(run)[1] == "CANCELLED"
    story.is_well(1)
    assert story.workout(run) == theirs


def test_what_a_person_has_cancelled_stays_so(story: Story) -> None:
    run = story.plans(0, status="CANCELLED")
    story.hurts(0, 4).hurts(0, 1)
    assert story.workout(run)[1] == "CANCELLED"
    assert [row for row in story.rows("effects") if row["kind"] == "workout"] == []


def test_a_workout_that_is_planned_after_the_report_is_covered_at_the_next_run(story: Story) -> None:
    story.hurts(0, 8)
    ((_, told),) = story.notices()
    run = story.plans(3)
    assert story.replans(3) == {"injuries": {str(story.athlete): 2}}
    assert story.workout(run)[1] == "CANCELLED"
    assert story.notices() == [("SYMPTOM_FLAG", told)]  # and is not told of again
    swim = story.plans(4, "SWIMMING")
    story.look_again()  # at what is open
    assert story.workout(swim)[1] == "CANCELLED"


def test_a_workout_that_is_moved_out_of_the_time_is_given_back(story: Story) -> None:
    run = story.plans(3)
    story.hurts(0, 3)
    story.connection.execute("UPDATE workouts SET date = date + 60")
    story.replans(3, 63)
    assert story.workout(run) == PLAN


def test_a_workout_that_is_planned_on_a_day_of_fatigue_is_covered_too(story: Story) -> None:
    story.says(0, stress=9).settle()
    run = story.plans(0)
    story.replans(0)
    assert story.workout(run)[1] == "MODIFIED"


def test_a_workout_that_is_planned_while_its_case_is_opened_is_covered_too(
    story: Story, database_url: str
) -> None:
    """Neither sees the other: the plan is not committed when the run looks, and the case is not there yet."""
    with psycopg.connect(database_url, row_factory=dict_row) as planner:
        values = [story.athlete, day(3)]
        statement = "INSERT INTO workouts (client_id, date, type) VALUES (%s, %s, 'RUNNING') RETURNING id"
        (row,) = planner.execute(statement, values).fetchall()
        owe_changed_plans(planner, {story.athlete: [day(3)]})
        report = threading.Thread(target=story.hurts, args=[0, 8])
        report.start()
        report.join(1)  # which is all it takes, if it does not wait for the planner
    report.join(20)
    revision = "SELECT revision FROM owed_work WHERE lane = 'injuries'"
    (owed,) = story.connection.execute(revision).fetchall()
    lane_client(INJURIES.name).submit_many([(str(story.athlete), b"", owed["revision"])])
    story.settle()
    assert story.workout(row["id"])[1] == "CANCELLED"


def test_where_nothing_concerns_a_plan_its_change_does_nothing(story: Story) -> None:
    story.hurts(0, 3).is_well(1, 2, 3)
    story.connection.execute(
        "UPDATE daily_metrics SET stress = 9 WHERE date = '2026-03-05'"
    )  # as by an import
    story.plans(4)
    before = story.standing()
    story.replans(4)
    assert story.standing() == before
    story.hurts(9, 3)
    run = story.plans(3)
    story.replans(3, 9)
    assert story.workout(run)[1] == "PLANNED"  # fatigue of a day that is over is not made anew
    assert "FATIGUE_FLAG" not in story.told()


def test_a_workout_that_is_gone_hurts_nobody(story: Story) -> None:
    story.plans(3)
    story.hurts(0, 3)
    story.connection.execute("DELETE FROM workouts")
    story.hurts(0, 1)
    assert story.standing() == {}


def test_two_cases_and_the_stricter_one_counts(story: Story) -> None:
    run = story.plans(2)
    story.hurts(0, 4, "KNEE").hurts(1, 7, "SHOULDER")
    assert story.workout(run)[1] == "CANCELLED"
    story.hurts(1, 1, "SHOULDER")
    assert story.workout(run)[:2] == ("ALTERNATIVE", "MODIFIED")
    assert len([key for key in story.standing() if key.startswith("workout:")]) == 1


def test_a_workout_without_numbers_stays_without(story: Story) -> None:
    run = story.plans(0, intensity=None, duration_minutes=None, distance_m=None)
    story.says(0, stress=9).settle()
    assert story.workout(run) == ("RUNNING", "PLANNED", None, None, None)
    story.hurts(0, 4)
    assert story.workout(run) == ("ALTERNATIVE", "MODIFIED", None, None, None)


def test_a_workout_that_a_person_has_put_back_as_it_was_planned_is_theirs(story: Story) -> None:
    run = story.plans(6)
    story.hurts(0, 8)
    story.touches(run, status="PLANNED")
    story.replans(6)
    story.hurts(1, 4).hurts(2, 9)
    assert story.workout(run) == PLAN
    for number in range(3):
        story.hurts(number, 1, None)
    assert (story.workout(run), story.standing()) == (PLAN, {})
    assert [row["left_as_is"] for row in story.rows("effects") if row["kind"] == "workout"] == [True]
    story.says(6, stress=9).settle()
    assert story.workout(run)[1] == "MODIFIED"  # for another cause it is a plan like any other
    story.is_well(6).hurts(3, 8)
    assert story.workout(run) == PLAN
