"""Columns find their fields, by name or by what is said, and what is not clear is asked back."""

from typing import Any

import pytest

from ops.errors import WrongArgumentError
from ops.importing.options import Reading
from ops.importing.plan import Plan, plan_of

HEADING = ["person", "date", "rmssd", "Sleep Hours", "soreness", "mood", "device"]
SAID = {"person": "athleteName", "rmssd": "hrvRMSSD", "soreness": "muscleSoreness"}


def plan(heading: list[str] | None = None, **reading: Any) -> Plan:
    return plan_of(heading or HEADING, Reading(**{"map": SAID, **reading}))


def test_names_that_are_alike_find_each_other() -> None:
    made = plan_of(["CLIENT_ID", "Date", "hrvRMSSD", "hrv_quality", "Resting HR", "injury side"], Reading())
    names = [cell.field.name for cell in made.cells]
    assert names == ["hrvRMSSD", "hrvQuality", "restingHR", "injuryDetails.side"]
    assert (made.by, made.who, made.when, made.left_out) == ("id", 0, 1, ())


def test_what_is_said_wins_and_the_rest_is_left_out() -> None:
    made = plan()
    assert made.columns == ("hrv_rmssd", "sleep_hours", "muscle_soreness", "mood")
    assert (made.by, made.who_name, made.left_out, made.width) == ("name", "athleteName", ("device",), 7)
    assert plan(map={**SAID, "mood": ""}).left_out == ("mood", "device")
    assert plan(map={**SAID, "device": "mood"}).cells[-1].place == 6


def test_scales_and_units_are_of_columns_or_of_what_they_go_to() -> None:
    for name in ("soreness", "muscleSoreness"):
        made = plan(scale={name: "1-5:high-is-good"}, unit={"sleepHours": "minutes"})
        assert [cell.read("5") for cell in made.cells if cell.field.name == "muscleSoreness"] == [1]
        assert [cell.read("450") for cell in made.cells if cell.field.name == "sleepHours"] == [7.5]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ({"map": {"who": "athleteName"}}, "--map: there is no column 'who' in the file. It has 'person'"),
        ({"map": {"mood": "modo"}}, "no field 'modo'. Did you mean mood?"),
        ({"map": {**SAID, "mood": "stress", "device": "stress"}}, "both go to stress"),
        ({"map": {**SAID, "device": "clientId"}}, "Who it is is said twice"),
        ({"scale": {"device": "1-5:high-is-good"}}, "--scale device: this column is left out"),
        ({"unit": {"mood": "minutes"}}, "--unit mood: mood has no unit"),
        ({"set": {"mood": "7"}}, "--set mood=7: the file has a column for mood"),
        ({"set": {"hrvProtocol": "DAILY"}}, "--set hrvProtocol=DAILY must be one of MORNING, OVERNIGHT"),
        ({"set": {"date": "2021-05-24"}}, "--set date=2021-05-24: there is no field"),
        ({"set": {"hrvProtokol": "MORNING"}}, "Did you mean hrvProtocol"),
        ({"map": {}}, "No column says who it is .clientId, athleteName, athleteEmail."),
        ({"map": {**SAID, "date": ""}}, "which day it is"),
        ({"map": {**SAID, "rmssd": "", "Sleep Hours": "", "soreness": "", "mood": ""}}, "any answer"),
    ],
)
def test_what_is_not_understood_is_told_with_what_there_is(reading: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongArgumentError, match=said):
        plan(**reading)


def test_nothing_fits_names_columns_and_fields() -> None:
    with pytest.raises(WrongArgumentError) as raised:
        plan_of(["a", "b"], Reading())
    for part in ("who it is", "which day", "'a', 'b'", "hrvRMSSD", "--map COLUMN=FIELD"):
        assert part in str(raised.value)


def test_two_columns_of_one_name_are_not_guessed_between() -> None:
    with pytest.raises(
        WrongArgumentError, match=r"Two columns are called .mood.\. Rename one in the heading"
    ):
        plan([*HEADING, "mood"])
    with pytest.raises(WrongArgumentError, match="there are several columns"):
        plan([*HEADING, "mood"], map={**SAID, "mood": "mood"})
