"""Illness, fatigue, patterns, and the wish for a physiotherapist."""

import pytest

from coalescing.lane_client import LaneClient
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story, day

pytestmark = pytest.mark.integration


@pytest.fixture
def story(writer: CheckInWriter, lane: LaneClient) -> Story:
    return Story(writer, lane)


def test_d3_fatigue_changes_the_day_and_opens_no_case(story: Story) -> None:
    before, today, tomorrow = (story.plans(number) for number in (0, 1, 2))
    story.says(1, stress=9).settle()
    assert story.workout(today) == ("RUNNING", "MODIFIED", "EASY", 30.0, 6000.0)
    assert {story.workout(other)[1] for other in (before, tomorrow)} == {"PLANNED"}
    assert (story.rows("injury_cases"), story.rows("training_restrictions")) == ([], [])
    assert story.notices() == [
        ("FATIGUE_FLAG", {"decision": "REDUCE_50", "severity": "HIGH", "reasons": ["STRESS_8_OR_MORE"]})
    ]


def test_d6_pain_1_and_four_hours_of_sleep_are_one_decision(story: Story) -> None:
    run = story.plans(0)
    story.says(0, sleep_hours=4.0).settle()
    assert story.workout(run)[1] == "CANCELLED"
    assert story.rows("injury_cases") == []


def test_d9_what_is_mild_is_looked_at_too(story: Story) -> None:
    swim = story.plans(0, "SWIMMING")
    story.says(0, energy_level=1).settle()
    assert story.workout(swim) == ("ALTERNATIVE", "MODIFIED", "EASY", 72.0, None)


def test_unknown_answers_trigger_nothing(story: Story) -> None:
    answers = (
        "sleep_hours",
        "stress",
        "energy_level",
        "muscle_soreness",
        "injury_pain",
        "sleep_quality",
        "mood",
    )
    run = story.plans(0)
    story.says(0, **dict.fromkeys(answers)).settle()
    assert (story.rows("effects"), story.workout(run)[1]) == ([], "PLANNED")


def test_low_readiness_is_a_flag_of_its_own_once_it_is_assessed(story: Story) -> None:
    run = story.plans(0)
    story.is_well(0)
    story.connection.execute("UPDATE daily_metrics SET readiness_score = 5.4, assessed_revision = 0")
    story.look_again(0)
    assert (story.workout(run)[1], story.told()) == ("PLANNED", [])  # that of an older revision is unknown
    story.connection.execute("UPDATE daily_metrics SET assessed_revision = revision")
    story.look_again(0)
    assert (story.workout(run)[1], story.told()) == ("MODIFIED", ["FATIGUE_FLAG"])


def test_fatigue_that_was_corrected_is_withdrawn(story: Story) -> None:
    run = story.plans(0)
    story.says(0, stress=9).settle()
    story.says(0, stress=3).settle()
    assert (story.workout(run)[1], story.told(), story.standing()) == ("PLANNED", [], {})


def test_the_fatigue_of_another_day_stays_as_it_stands(story: Story) -> None:
    run = story.plans(0)
    story.says(0, stress=9).settle()
    story.connection.execute(
        "UPDATE daily_metrics SET stress = 1"
    )  # nobody has said that it calls for anything
    story.hurts(1, 4)
    assert story.workout(run)[1] == "MODIFIED"
    assert story.told().count("FATIGUE_FLAG") == 1


def test_of_pain_and_fatigue_the_most_restrictive_counts_and_the_other_takes_over(story: Story) -> None:
    run = story.plans(1)
    story.says(1, stress=9).settle()
    story.hurts(0, 6)
    assert story.workout(run)[1] == "CANCELLED"
    story.hurts(0, 1)
    assert story.workout(run) == ("RUNNING", "MODIFIED", "EASY", 30.0, 6000.0)


def test_where_pain_leaves_a_workout_alone_fatigue_still_counts(story: Story) -> None:
    swim = story.plans(0, "SWIMMING")
    story.hurts(0, 4, "KNEE", stress=9)
    assert story.workout(swim) == ("SWIMMING", "MODIFIED", "EASY", 30.0, 6000.0)


def test_d14_acute_illness_is_a_case_with_a_full_rest_and_is_told(story: Story) -> None:
    runs = [
        story.plans(number, kind) for number, kind in enumerate(("RUNNING", "RECOVERY", "STRENGTH", "CORE"))
    ]
    story.is_ill(0, "FEVER")
    assert [story.workout(run)[1] for run in runs] == ["CANCELLED"] * 3 + ["PLANNED"]
    (case,) = story.cases()
    assert (case["kind"], case["body_part"], case["type"]) == ("ILLNESS", "NONE", "FEVER")
    (restriction,) = story.restrictions()
    assert (restriction["start_date"], restriction["end_date"]) == (day(0), day(2))
    assert story.notices() == [
        ("ILLNESS_REPORT", {"illnessType": "FEVER", "restDays": 3, "until": day(2).isoformat()})
    ]


def test_d14_pain_of_an_illness_opens_no_injury(story: Story) -> None:
    story.is_ill(0, "FEVER", injury_pain=6, injury_body_part="KNEE")
    assert [case["kind"] for case in story.cases()] == ["ILLNESS"]


def test_each_ill_day_extends_the_rest_and_the_first_well_one_after_it_ends_the_case(story: Story) -> None:
    runs = [story.plans(number) for number in range(6)]
    story.is_ill(0, "COLD").is_ill(1, "COLD").is_ill(2, None)
    assert [story.workout(run)[1] for run in runs] == ["CANCELLED"] * 4 + ["PLANNED"] * 2
    story.is_well(3)
    assert [case["status"] for case in story.cases()] == ["MONITORING"]
    assert story.workout(runs[3])[1] == "CANCELLED"
    story.is_well(4)
    assert [(case["status"], case["resolved_on"]) for case in story.cases()] == [("RESOLVED", day(4))]
    assert story.restrictions() == []


def test_a_corrected_illness_is_withdrawn(story: Story) -> None:
    run = story.plans(1)
    story.is_ill(0).is_well(0)
    assert (story.workout(run)[1], story.cases(), story.told()) == ("PLANNED", [], [])


def test_d18_chronic_illness_is_told_to_the_coach_and_nothing_else(story: Story) -> None:
    run = story.plans(0)
    story.is_ill(0, "CHRONIC")
    assert (story.workout(run)[1], story.rows("injury_cases")) == ("PLANNED", [])
    (row,) = story.rows("notices")
    assert (row["kind"], row["audience"], row["priority"]) == ("ILLNESS_REPORT", ["COACH"], "LOW")
    assert row["params"] == {"illnessType": "CHRONIC", "restDays": 0, "until": None}


def test_the_wish_for_a_physiotherapist_is_told_once_and_withdrawn(story: Story) -> None:
    wish = {"request_physio_contact": True, "physio_contact_reason": "private", "rehab_pain_during": 3}
    story.says(0, **wish).settle().says(0, **wish, mood=3).settle()
    (row,) = story.rows("notices")
    assert (row["kind"], row["audience"], row["priority"]) == (
        "PHYSIO_CONTACT_REQUEST",
        ["PHYSIO", "ATHLETE"],
        "HIGH",
    )
    assert row["params"] == {"rehabPainDuring": 3, "rehabPainAfter": None}
    assert (row["expires_at"] - row["raised_at"]).days == 7
    story.is_well(0)
    assert story.told() == []


def test_d10_todays_report_counts_once(story: Story) -> None:
    story.hurts(0, 3).hurts(1, 3).hurts(1, 3)
    assert "PATTERN_ALERT" not in story.told()
    story.hurts(2, 3)
    alerts = [params for kind, params in story.notices() if kind == "PATTERN_ALERT"]
    assert alerts == [
        {"pattern": "RECURRING_BODY_PART", "bodyPart": "KNEE", "occurrences": 3, "severity": "LOW"}
    ]


def test_an_episode_is_told_once_and_again_when_it_becomes_more_serious(story: Story) -> None:
    for number in range(5):
        story.hurts(number, 3)
    rows = [row for row in story.rows("notices") if row["kind"] == "PATTERN_ALERT"]
    assert [(row["params"]["severity"], row["priority"]) for row in rows] == [("HIGH", "HIGH")]
    story.hurts(5, 3).hurts(6, 3)
    assert [row for row in story.rows("notices") if row["kind"] == "PATTERN_ALERT"] == rows
    story.hurts(20, 3)
    again = [row for row in story.rows("notices") if row["kind"] == "PATTERN_ALERT"]
    assert [row["id"] for row in again] == [row["id"] for row in rows]


def test_another_episode_is_told_again(story: Story) -> None:
    for number in (0, 1, 2, 20, 21, 22):
        story.hurts(number, 3)
    assert story.told().count("PATTERN_ALERT") == 2


def test_illness_that_comes_back_is_told(story: Story) -> None:
    story.is_ill(0, "COLD").is_well(1, 2).is_ill(3, "COLD")
    alerts = [params for kind, params in story.notices() if kind == "PATTERN_ALERT"]
    assert alerts == [
        {"pattern": "RECURRING_ILLNESS", "bodyPart": None, "occurrences": 2, "severity": "MODERATE"}
    ]


def test_a_pattern_that_a_correction_takes_away_is_withdrawn(story: Story) -> None:
    story.hurts(0, 3).hurts(1, 4).hurts(2, 5)
    assert story.told().count("PATTERN_ALERT") == 2  # it rises, too
    story.hurts(1, 1)
    assert "PATTERN_ALERT" not in story.told()


@pytest.mark.parametrize("keeps", [False, True])
def test_a_pattern_comes_to_the_same_day_by_day_and_at_once(
    writer: CheckInWriter, lane: LaneClient, *, keeps: bool
) -> None:
    """It goes on after the case in which it began is over; or while a person keeps the case."""

    def alerts(*, at_once: bool) -> list[dict[str, object]]:
        story = Story(writer, lane).hurts(0, 3)
        if keeps:
            story.connection.execute(
                "UPDATE injury_cases SET source = 'MANUAL', assessed_by = %s WHERE client_id = %s",
                [writer.coach, story.athlete],
            )
        pains = (3, 3, 3, 7) if keeps else (3, 3, 1, 1, 1, 6)
        for number, pain in enumerate(pains, 1):
            story.says(number, injury_pain=pain, injury_body_part="KNEE" if pain > 1 else None)
            if not at_once:
                story.settle()
        story.settle()
        return [dict(params) for kind, params in story.notices() if kind == "PATTERN_ALERT"]

    told = alerts(at_once=False)
    assert told == alerts(at_once=True)
    assert {alert["severity"] for alert in told} == {"HIGH"}


def test_an_imported_day_that_the_lane_of_check_ins_comes_to_sets_nothing_in_motion(
    story: Story, writer: CheckInWriter, lane: LaneClient
) -> None:
    """Its debt is put off, but not for ever. What a person says of it later counts."""
    run = story.plans(2)
    for number, pain in ((0, 8), (1, 5)):
        key = writer.key(story.athlete, day(number), injury_pain=pain, injury_body_part="KNEE")
        story.connection.execute("UPDATE daily_metrics SET is_imported = true")
        lane.submit(key)
    story.settle()
    assert (story.standing(), story.workout(run)[1]) == ({}, "PLANNED")
    story.hurts(1, 6)
    assert story.workout(run)[1] == "CANCELLED"
