"""Cells become the values of their fields, by the rules of the check-in, or say what would be right."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.check_in import FIELD_BY_NAME, Field
from domain.check_in_rules import rule_of
from ops.importing.cells import cell_reader
from ops.importing.column_words import scale_of
from ops.importing.faults import CellError
from ops.importing.targets import IMPORTABLE


def read(
    name: str, text: str, *, unit: str | None = None, scale: str | None = None, comma: bool = False
) -> object:
    field = FIELD_BY_NAME[name]
    on = scale_of("column", scale, field) if scale else None
    return cell_reader(field, unit=unit, scale=on, decimal_comma=comma)(text)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("hrvRMSSD", "61.5", 61.5),
        ("hrvRMSSD", "6.1e1", 61.0),
        ("mood", "7", 7),
        ("mood", "7.0", 7),
        ("rehabPainAfter", "0", 0),
        ("sleepHours", "0", 0.0),
        ("hrvQuality", "good", "GOOD"),
        ("injuryDetails.bodyPart", "lower back", "LOWER_BACK"),
        ("injuryDetails.isIllness", "Yes", True),
        ("rehabExercisesDone", "0", False),
        ("notes", 'tired, "very"\nand so on', 'tired, "very"\nand so on'),
    ],
)
def test_what_fits(name: str, text: str, value: object) -> None:
    found = read(name, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hrvRMSSD", "0"),
        ("hrvRMSSD", "301"),
        ("hrvRMSSD", "nan"),
        ("hrvRMSSD", "1_0"),
        ("hrvRMSSD", "６１"),  # noqa: RUF001
        ("hrvRMSSD", "fast"),
        ("restingHR", "inf"),
        ("mood", "7.5"),
        ("mood", "0"),
        ("mood", "11"),
        ("hrvQuality", "fine"),
        ("notes", "x" * 501),
    ],
)
def test_what_does_not_fit_is_told_the_rule_of_the_check_in(name: str, text: str) -> None:
    with pytest.raises(CellError) as raised:
        read(name, text)
    assert str(raised.value) == rule_of(FIELD_BY_NAME[name])


def test_other_rules() -> None:
    with pytest.raises(CellError, match="without NUL"):
        read("notes", "a\0b")
    with pytest.raises(CellError, match="true or false"):
        read("injuryDetails.isIllness", "perhaps")


def test_a_comma_is_a_point_only_where_that_was_said() -> None:
    assert read("sleepHours", "7,5", comma=True) == 7.5
    with pytest.raises(CellError, match="--decimal-comma if it has a comma"):
        read("sleepHours", "7,5")
    with pytest.raises(CellError):
        read("hrvRMSSD", "1.234", comma=True)


@pytest.mark.parametrize(
    ("name", "unit", "text", "value"),
    [
        ("sleepHours", "minutes", "445", 445 / 60),
        ("sleepHours", "seconds", "27000", 7.5),
        ("sleepHours", "hours", "7.5", 7.5),
        ("sleepHours", "h:mm", "7:30", 7.5),
        ("sleepHours", "h:mm", "07:30:36", 7.51),
        ("hrvRMSSD", "seconds", "0.0615", 61.5),
        ("hrvRMSSD", "ln-ms", str(math.log(61.5)), 61.5),
        ("hrvDuration", "minutes", "3", 180.0),
        ("hrvArtifactPercent", "fraction", "0.02", 2.0),
        ("restingHR", "hz", "0.9", 54.0),
    ],
)
def test_units(name: str, unit: str, text: str, value: float) -> None:
    assert read(name, text, unit=unit) == pytest.approx(value)


@pytest.mark.parametrize(("unit", "text"), [("minutes", "913"), ("h:mm", "7:61"), ("h:mm", "7.5")])
def test_out_of_range_or_form_in_another_unit(unit: str, text: str) -> None:
    with pytest.raises(CellError, match=r"given in minutes|hours and minutes such as 7:25"):
        read("sleepHours", text, unit=unit)


def test_a_number_that_is_too_large_for_its_unit_is_rejected_like_any_other() -> None:
    with pytest.raises(CellError, match="from 1 to 300 ms, given in ln-ms"):
        read("hrvRMSSD", "1e6", unit="ln-ms")


def test_scales() -> None:
    assert read("muscleSoreness", "4.5", scale="1-5:high-is-good") == 2
    assert read("muscleSoreness", "0", scale="1-5:high-is-good") is None
    assert read("mood", "0", scale="0-4:high-is-good") == 1
    with pytest.raises(CellError, match="a number from 1 to 5, as the scale of its column has it"):
        read("mood", "6", scale="1-5:high-is-good")


@given(st.sampled_from(IMPORTABLE), st.text())
def test_whatever_is_in_a_cell_it_fits_or_is_rejected(field: Field, text: str) -> None:
    with contextlib.suppress(CellError):
        cell_reader(field)(text)
