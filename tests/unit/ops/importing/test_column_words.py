"""Words about columns are understood, or refused with what would be right."""

import pytest

from domain.check_in import FIELD_BY_NAME
from ops.errors import WrongArgumentError
from ops.importing.column_words import scale_of, unit_of

SORENESS, HOURS, NOTES = (FIELD_BY_NAME[name] for name in ("muscleSoreness", "sleepHours", "notes"))


def test_a_scale_says_which_end_is_good() -> None:
    assert scale_of("s", "1-7:low-is-good", SORENESS).answer(7) == 10
    assert scale_of("s", "1-7:high-is-good", SORENESS).answer(7) == 1


@pytest.mark.parametrize(
    "word", ["1-5", "5:high-is-good", "1-5:good", "1-5:high-is-bad", "1-5:high-is-good "]
)
def test_what_is_no_scale_is_told_its_form(word: str) -> None:
    with pytest.raises(WrongArgumentError, match="of the form 1-5:high-is-good or 1-7:low-is-good"):
        scale_of("soreness", word, SORENESS)


def test_only_answers_have_scales_and_only_measurements_have_units() -> None:
    with pytest.raises(WrongArgumentError, match="sleepHours is a measured value; use --unit"):
        scale_of("slept", "1-5:high-is-good", HOURS)
    with pytest.raises(WrongArgumentError, match="5 is not below 1"):
        scale_of("soreness", "5-1:high-is-good", SORENESS)
    for field in (SORENESS, NOTES):
        with pytest.raises(WrongArgumentError, match="has no unit"):
            unit_of("column", "minutes", field)


def test_a_unit_is_one_of_the_fields_own() -> None:
    assert unit_of("slept", "minutes", HOURS) == "minutes"
    with pytest.raises(WrongArgumentError, match="must be one of hours, minutes, seconds, h:mm"):
        unit_of("slept", "days", HOURS)
