"""Cases: opened once, followed, and over when the athlete has said so often enough."""

import pytest

from coalescing.lane_client import LaneClient
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story, day

pytestmark = pytest.mark.integration


@pytest.fixture
def story(writer: CheckInWriter, lane: LaneClient) -> Story:
    return Story(writer, lane)


def test_d5_repeated_check_ins_do_not_compound(story: Story) -> None:
    runs = [story.plans(number) for number in range(8)]
    swim = story.plans(3, "SWIMMING")
    story.hurts(0, 4)
    after_the_first = [story.workout(run) for run in runs]
    assert after_the_first[5] == ("ALTERNATIVE", "MODIFIED", "EASY", 72.0, None)
    story.hurts(1, 4).hurts(2, 4).hurts(2, 4)
    assert [story.workout(run) for run in runs] == after_the_first
    assert story.workout(swim) == ("SWIMMING", "PLANNED", "THRESHOLD", 60.0, 12000.0)
    (case,) = story.cases()
    assert (case["opened_on"], case["last_reported_on"], case["worst_pain"]) == (day(0), day(2), 4)
    assert len(story.restrictions()) == 1


def test_eight_three_days_in_a_row_is_one_case(story: Story) -> None:
    runs = [story.plans(number) for number in range(10)]
    story.hurts(0, 8)
    after_the_first = [story.workout(run) for run in runs]
    assert {status for _, status, *_ in after_the_first} == {"CANCELLED"}
    story.hurts(1, 8).hurts(2, 8)
    assert [story.workout(run) for run in runs] == after_the_first
    assert len(story.cases()) == len(story.restrictions()) == 1
    assert story.told().count("SYMPTOM_FLAG") == 1


def test_d1_a_low_day_asks_and_recovers_nothing(story: Story) -> None:
    run = story.plans(2)
    story.hurts(0, 6).is_well(1)
    (case,) = story.cases()
    assert case["status"] == "MONITORING"
    assert story.workout(run)[1] == "CANCELLED"
    assert len(story.restrictions()) == 1
    ((_, asked),) = [notice for notice in story.notices() if notice[0] == "RECOVERY_CHECK"]
    assert asked == {
        "bodyPart": "KNEE",
        "caseId": str(case["id"]),
        "lowDays": 1,
        "neededDays": 3,
        "earliest": day(14).isoformat(),
    }


def test_d1_an_unknown_answer_is_no_low_day(story: Story) -> None:
    story.hurts(0, 3)
    for number in range(1, 7):
        story.says(number, injury_pain=None).settle()
    assert [case["status"] for case in story.cases()] == ["ACTIVE"]


def test_d1_three_low_days_in_a_row_after_the_shortest_time_end_it(story: Story) -> None:
    story.hurts(0, 4).is_well(1, 2)  # an unknown type takes three days at least
    assert [case["status"] for case in story.cases()] == ["MONITORING"]
    story.is_well(3)
    (case,) = story.cases()
    assert (case["status"], case["resolved_on"]) == ("RESOLVED", day(3))


def test_d1_low_days_before_the_shortest_time_is_over_do_not_end_it(story: Story) -> None:
    story.hurts(0, 4, injury_specific_type="PATELLOFEMORAL").is_well(1, 2, 3, 4, 5, 6)
    assert [case["status"] for case in story.cases()] == ["MONITORING"]
    story.is_well(7)
    assert [(case["status"], case["resolved_on"]) for case in story.cases()] == [("RESOLVED", day(7))]


def test_d1_pain_in_between_begins_the_count_anew(story: Story) -> None:
    story.hurts(0, 3).is_well(1, 2).hurts(3, 3)
    assert [case["status"] for case in story.cases()] == ["ACTIVE"]
    assert "RECOVERY_CHECK" not in story.told()
    story.is_well(4, 5)
    assert [case["status"] for case in story.cases()] == ["MONITORING"]
    story.is_well(6)
    assert [case["status"] for case in story.cases()] == ["RESOLVED"]


def test_d1_pain_elsewhere_says_nothing_of_a_case(story: Story) -> None:
    story.hurts(0, 4, "KNEE").is_well(1, 2).hurts(3, 4, "SHOULDER").is_well(4)
    told = {case["body_part"]: case["status"] for case in story.cases()}
    assert told == {"KNEE": "RESOLVED", "SHOULDER": "MONITORING"}


def test_d1_what_a_person_keeps_is_never_recovered_by_a_low_day(story: Story) -> None:
    story.hurts(0, 4)
    _assess(story)
    story.is_well(*range(1, 12))
    (case,) = story.cases()
    assert (case["status"], case["source"]) == ("ACTIVE", "MANUAL")
    assert len(story.restrictions()) == 1


def test_d2_recovery_gives_back_what_was_taken_from_its_day_on(story: Story) -> None:
    runs = [story.plans(number) for number in range(8)]
    story.hurts(0, 4).is_well(1, 2, 3)
    assert story.restrictions() == []
    assert [story.workout(run)[1] for run in runs] == ["MODIFIED"] * 3 + ["PLANNED"] * 5
    assert story.workout(runs[3]) == ("RUNNING", "PLANNED", "THRESHOLD", 60.0, 12000.0)
    assert story.told() == []  # the flag and the question are over
    over = [row["withdrawn_because"] for row in story.rows("notices")]
    assert over == ["OVER", "OVER"]


def test_d4_a_restriction_always_ends(story: Story) -> None:
    story.hurts(0, 3)
    assert [row["end_date"] for row in story.restrictions()] == [day(7)]
    story.hurts(4, 3)
    assert [row["end_date"] for row in story.restrictions()] == [day(11)]
    story.hurts(5, 8)
    assert [row["end_date"] for row in story.restrictions()] == [day(28)]


def test_past_its_end_unknown_is_not_well(story: Story) -> None:
    run = story.plans(9)
    story.hurts(0, 3)
    story.says(9, injury_pain=None).settle()
    (case,) = story.cases()
    assert case["status"] == "MONITORING"
    assert "RECOVERY_CHECK" in story.told()
    assert story.workout(run)[1] == "PLANNED"


def test_d12_a_case_and_its_restriction_name_the_body_part(story: Story) -> None:
    story.hurts(0, 6, "SHOULDER", injury_side="LEFT", injury_specific_type="ROTATOR_CUFF")
    (case,) = story.cases()
    assert (case["body_part"], case["side"], case["type"]) == ("SHOULDER", "LEFT", "ROTATOR_CUFF")
    (restriction,) = story.restrictions()
    assert restriction["type"] == "NO_UPPER_BODY"
    assert restriction["body_parts"] == ["SHOULDER"]
    assert "STRENGTH" in restriction["affected_workout_types"]
    assert restriction["severity"] == "SEVERE"
    assert (restriction["volume_reduction_percent"], restriction["max_intensity_zone"]) == (100, 1)
    assert restriction["end_date"] == day(42)


def test_d11_an_unknown_part_stays_unknown(story: Story) -> None:
    swim = story.plans(0, "SWIMMING")
    story.hurts(0, 4, None)
    assert [(case["body_part"], case["type"]) for case in story.cases()] == [("UNKNOWN", None)]
    assert story.workout(swim)[:2] == ("ALTERNATIVE", "MODIFIED")


def test_words_of_the_notes_name_the_part_where_the_athlete_does_not(story: Story) -> None:
    story.hurts(0, 4, None, keyword_body_part="THIGH")
    assert [case["body_part"] for case in story.cases()] == ["THIGH"]


def test_d15_a_pause_is_a_proposal_and_nothing_of_it_is_done(story: Story) -> None:
    story.connection.execute(
        "INSERT INTO training_programs (client_id, name, goal_date) VALUES (%s, 'Spring', %s)",
        [story.athlete, day(60)],
    )
    story.hurts(0, 6, "LOWER_LEG", injury_specific_type="CALF_STRAIN")
    (case,) = story.cases()
    assert case["proposal"] == {"pauseWeeks": 3, "goalShiftDays": 21}
    assert case["return_phase"] == 2
    ((kind, told),) = story.notices()
    assert kind == "SYMPTOM_FLAG"
    assert (told["pauseWeeks"], told["goalShiftDays"]) == (3, 21)
    assert [row["goal_date"] for row in story.rows("training_programs")] == [day(60)]


def test_d16_a_status_is_one_of_four(story: Story) -> None:
    story.hurts(0, 4).hurts(0, 1)
    assert [row["status"] for row in story.rows("injury_cases")] == ["WITHDRAWN"]


def test_d17_a_corrected_pain_value_withdraws_everything(story: Story) -> None:
    runs = [story.plans(number) for number in range(5)]
    before = [story.workout(run) for run in runs]
    story.hurts(0, 2)
    assert story.rows("effects") == []
    story.hurts(0, 8)
    assert {story.workout(run)[1] for run in runs} == {"CANCELLED"}
    story.hurts(0, 2)
    assert [story.workout(run) for run in runs] == before
    assert (story.cases(), story.restrictions(), story.notices(), story.standing()) == ([], [], [], {})
    assert {row["withdrawn_because"] for row in story.rows("effects")} == {"CORRECTED"}
    undone = story.connection.execute("SELECT undone_at FROM workout_modifications").fetchall()
    assert len(undone) == 5
    assert all(row["undone_at"] for row in undone)


def test_d17_a_value_that_was_right_after_all_stands_once_again(story: Story) -> None:
    run = story.plans(1)
    story.hurts(0, 8)
    first = (story.cases()[0]["id"], story.standing())
    story.hurts(0, 2).hurts(0, 8)
    assert (story.cases()[0]["id"], story.standing()) == first
    assert len(story.cases()) == len(story.restrictions()) == len(story.notices()) == 1
    assert story.workout(run)[1] == "CANCELLED"


def test_a_flag_is_told_again_only_when_it_becomes_more_serious(story: Story) -> None:
    story.hurts(0, 4)
    ((_, mild),) = story.notices()
    story.hurts(1, 3).hurts(2, 4)
    assert [params for kind, params in story.notices() if kind == "SYMPTOM_FLAG"] == [mild]
    story.hurts(3, 8)
    ((_, severe),) = [notice for notice in story.notices() if notice[0] == "SYMPTOM_FLAG"]
    assert (severe["pain"], severe["severity"], severe["decision"]) == (8, "CRITICAL", "REST")
    (row,) = [row for row in story.rows("notices") if row["kind"] == "SYMPTOM_FLAG"]
    assert (row["priority"], row["audience"]) == ("URGENT", ["ATHLETE", "COACH"])


def test_a_report_that_comes_in_late_moves_the_opening(story: Story) -> None:
    run = story.plans(2)
    story.hurts(3, 4).hurts(1, 4)
    assert [case["opened_on"] for case in story.cases()] == [day(1)]
    assert story.workout(run)[:2] == ("ALTERNATIVE", "MODIFIED")
    assert len(story.restrictions()) == 1


def test_an_old_case_that_is_open_is_continued_and_a_closed_one_is_left(story: Story) -> None:
    story.hurts(0, 4, "KNEE").is_well(1, 2, 3)
    story.hurts(5, 4, "SHOULDER").hurts(200, 4, "SHOULDER").hurts(201, 4, "KNEE")
    told = [(case["body_part"], case["opened_on"], case["status"]) for case in story.cases()]
    assert told == [
        ("KNEE", day(0), "RESOLVED"),
        ("SHOULDER", day(5), "ACTIVE"),
        ("KNEE", day(201), "ACTIVE"),
    ]


def test_a_correction_of_the_day_that_closed_a_case_opens_it_again(story: Story) -> None:
    run = story.plans(5)
    story.hurts(0, 4).is_well(1, 2, 3)
    assert story.workout(run)[1] == "PLANNED"
    story.hurts(3, 4)
    (case,) = story.cases()
    assert (case["status"], case["opened_on"], case["resolved_on"]) == ("ACTIVE", day(0), None)
    assert len(story.restrictions()) == 1
    assert story.workout(run)[1] == "MODIFIED"


def _assess(story: Story, **columns: object) -> None:
    """A person takes a case over."""
    changes = {"assessed_by": _person(story), "source": "MANUAL"} | columns
    settings = ", ".join(f"{name} = %({name})s" for name in changes)
    story.connection.execute(f"UPDATE injury_cases SET {settings}, assessed_at = now()".encode(), changes)


def _person(story: Story) -> object:
    row = story.connection.execute(
        "INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', 'P', 'PHYSIO')"
        " RETURNING id"
    ).fetchone()
    assert row is not None
    return row["id"]


def test_reports_on_what_a_person_keeps_move_nothing(story: Story) -> None:
    runs = [story.plans(number) for number in (1, 3)]
    story.hurts(0, 4)
    _assess(story, severity="LOW", decision="MONITOR")
    before = (story.cases(), story.restrictions(), [story.workout(run) for run in runs])
    story.hurts(2, 9)
    assert (story.cases(), story.restrictions(), [story.workout(run) for run in runs]) == before


def test_what_a_person_says_is_over_is_lifted_and_a_new_report_opens_another(story: Story) -> None:
    runs = [story.plans(number) for number in (1, 3, 5)]
    story.hurts(0, 4)
    _assess(story)
    story.is_well(1)
    assert [story.workout(run)[1] for run in runs] == ["MODIFIED"] * 3
    _assess(story, status="RESOLVED", resolved_on=day(2))
    story.is_well(2)
    assert [story.workout(run)[1] for run in runs] == ["MODIFIED", "PLANNED", "PLANNED"]
    assert story.restrictions() == []
    story.hurts(4, 4)
    assert [(case["source"], case["status"]) for case in story.cases()] == [
        ("MANUAL", "RESOLVED"),
        ("AUTOMATIC", "ACTIVE"),
    ]


@pytest.mark.parametrize(
    ("verdict", "left"),
    [
        ({"status": "RESOLVED", "resolved_on": day(2)}, ["MODIFIED", "PLANNED", "PLANNED"]),
        ({"status": "WITHDRAWN"}, ["PLANNED", "PLANNED", "PLANNED"]),
    ],
)
def test_what_a_person_closes_is_lifted_at_once_when_it_is_owed(
    story: Story, verdict: dict[str, object], left: list[str]
) -> None:
    runs = [story.plans(number) for number in (1, 3, 5)]
    story.hurts(0, 4).is_well(4)
    _assess(story, **verdict)
    story.replans(0)
    assert [story.workout(run)[1] for run in runs] == left
    assert (story.restrictions(), story.told()) == ([], [])
    rows = story.rows("injury_cases", "source, status")
    assert rows == [{"source": "MANUAL", "status": verdict["status"]}]


def test_what_a_person_ends_on_the_day_of_a_later_report_is_no_new_case(story: Story) -> None:
    story.hurts(0, 5)
    _assess(story, status="ACTIVE")
    story.hurts(2, 5)  # the person's business: nothing moves
    _assess(story, status="RESOLVED", resolved_on=day(2))
    story.look_again(2)
    assert [case["source"] for case in story.cases()] == ["MANUAL"]
    story.hurts(3, 5)
    assert [case["source"] for case in story.cases()] == ["MANUAL", "AUTOMATIC"]


def test_d14_an_illness_that_goes_on_is_told_with_its_new_end(story: Story) -> None:
    story.is_ill(0).is_ill(1)
    told = [params["until"] for kind, params in story.notices() if kind == "ILLNESS_REPORT"]
    assert told == [str(day(3))]
    assert story.restrictions()[0]["end_date"] == day(3)


def test_an_effect_says_which_rules_were_met(story: Story) -> None:
    story.plans(0)
    story.hurts(0, 8)
    causes = {row["kind"]: row["cause"] for row in story.rows("effects")}
    assert causes["case"]["reasons"] == ["PAIN_8_OR_MORE"]
    assert causes["workout"]["reasons"] == ["PAIN_8_OR_MORE"]
    assert causes["workout"]["day"] == str(day(0))


def test_a_case_that_a_person_opens_ends_the_automatic_one_of_the_same(story: Story) -> None:
    story.connection.execute(
        "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on, last_reported_on,"
        " severity, decision, minimum_days, assessed_by)"
        " VALUES (%s, 'INJURY', 'KNEE', 'ACTIVE', 'MANUAL', %s, %s, 'HIGH', 'REST', 30, %s)",
        [story.athlete, day(3), day(3), _person(story)],
    )
    story.hurts(4, 5).hurts(1, 5)
    told = [(case["source"], case["status"], case["resolved_on"]) for case in story.cases()]
    assert told == [("AUTOMATIC", "RESOLVED", day(3)), ("MANUAL", "ACTIVE", None)]


def test_a_restriction_that_a_person_has_cleared_or_changed_is_left(story: Story) -> None:
    story.hurts(0, 4)
    story.connection.execute("UPDATE training_restrictions SET end_date = %s", [day(90)])
    story.hurts(1, 8)
    assert [row["end_date"] for row in story.restrictions()] == [day(90)]
    story.hurts(1, 2).hurts(0, 2)
    assert [row["end_date"] for row in story.restrictions()] == [day(90)]
    left = [row["left_as_is"] for row in story.rows("effects") if row["kind"] == "restriction"]
    assert any(left)
