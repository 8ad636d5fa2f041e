"""A column that looks as if it were on another scale, or in another unit, is pointed out."""

import pytest

from ops.importing.checking import check
from ops.importing.hints import ENOUGH, Hints
from ops.importing.options import Reading
from ops.importing.plan import plan_of
from ops.importing.records import Record

HEADING = ["clientId", "date", "mood", "sleepHours"]
WHO = "00000000-0000-0000-0000-000000000001"


def hints(moods: list[str], hours: list[str], **said: object) -> list[str]:
    """Of rows that go through it in chunks of ten."""
    plan = plan_of(HEADING, Reading(**said))  # type: ignore[arg-type]
    cells = [moods + [""] * (len(hours) - len(moods)), hours + [""] * (len(moods) - len(hours))]
    rows = [
        check(plan, Record(number, number + 1, [WHO, "2026-03-01", mood, slept]))
        for number, (mood, slept) in enumerate(zip(*cells, strict=True), start=1)
    ]
    made = Hints(plan)
    for at in range(0, len(rows), 10):
        made.note(rows[at : at + 10])
    return list(made.said())


ONE_TO_FIVE = [str(1 + number % 5) for number in range(ENOUGH)]


def test_answers_that_never_go_above_five() -> None:
    (said,) = hints(ONE_TO_FIVE, [])
    assert f"All {ENOUGH} answers of 'mood' are from 1 to 5. Is it a 1-5 scale?" in said
    assert "--scale 'mood'=1-5:high-is-good or --scale 'mood'=1-5:low-is-good" in said


@pytest.mark.parametrize(
    "moods", [ONE_TO_FIVE[1:], [*ONE_TO_FIVE, "6"], ["6", *ONE_TO_FIVE], ["1"] * 60, [""] * 60]
)
def test_too_few_of_them_or_others_or_all_the_same_say_nothing(moods: list[str]) -> None:
    assert hints(moods, []) == []


def test_whoever_has_said_the_scale_or_the_unit_is_not_asked() -> None:
    assert hints(ONE_TO_FIVE, [], scale={"mood": "1-5:high-is-good"}) == []
    assert hints([], ["20:00"], unit={"sleepHours": "h:mm"}) == []


@pytest.mark.parametrize(("hours", "unit"), [(["445", "390,5"], "minutes"), (["26700", ""], "seconds")])
def test_hours_that_are_none(hours: list[str], unit: str) -> None:
    (said,) = hints([], hours)
    assert (
        said
        == f"No value of 'sleepHours' fits as hours. Are they {unit}? Then say --unit 'sleepHours'={unit}"
    )


@pytest.mark.parametrize("hours", [["445", "7"], ["much"], ["-3"], [""]])
def test_one_slip_is_no_unit(hours: list[str]) -> None:
    assert hints([], hours) == []
