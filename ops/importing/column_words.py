"""What is said of a column, understood: scales such as `1-5:high-is-good`, units such as `minutes`."""

import re

from domain.check_in import Field
from domain.scales import Scale, is_rating
from ops.errors import WrongArgumentError
from ops.importing.units import units_of

_NUMBER = r"(\d+(?:\.\d+)?)"
_SCALE = re.compile(rf"{_NUMBER}-{_NUMBER}:(high|low)-is-good", re.ASCII)
_FORM = "of the form 1-5:high-is-good or 1-7:low-is-good"


def scale_of(column: str, word: str, field: Field) -> Scale:
    """The scale of a column.

    Which end is good has to be said: an answer that is taken the wrong way round is worse than none.

    Raises:
        WrongArgumentError: the word is no scale, or the field has none.
    """
    form = _SCALE.fullmatch(word)
    if form is None:
        raise WrongArgumentError(f"--scale {column}={word} must be {_FORM}.")
    if not is_rating(field):
        raise WrongArgumentError(f"--scale {column}: {field.name} is a measured value; use --unit.")
    try:
        return Scale.onto(field, float(form[1]), float(form[2]), high_is_good=form[3] == "high")
    except ValueError as error:
        raise WrongArgumentError(f"--scale {column}={word}: {error}.") from None


def unit_of(column: str, word: str, field: Field) -> str:
    """The unit of a column.

    Raises:
        WrongArgumentError: the field is not given in that unit, or in none.
    """
    known = units_of(field)
    if not known:
        raise WrongArgumentError(f"--unit {column}: {field.name} has no unit.")
    if word not in known:
        raise WrongArgumentError(f"--unit {column}={word} must be one of {', '.join(known)}.")
    return word
