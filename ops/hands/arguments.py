"""What is typed, made into what is meant: lanes by their names, ages by their spans."""

from coalescing.declared import lane_named
from coalescing.errors import UnknownLaneError
from coalescing.lanes import Lane
from ops.errors import WrongArgumentError
from ops.hands.spans import seconds_of


def lane_of(name: str) -> Lane:
    """The declared lane of that name.

    Raises:
        WrongArgumentError: There is none; the message names those that there are.
    """
    try:
        return lane_named(name)
    except UnknownLaneError as error:
        raise WrongArgumentError(f"{error}.") from None


def known_lane(name: str | None) -> None:
    """See to it that a lane of which nothing was found is not just misspelt.

    Raises:
        WrongArgumentError: There is no lane of that name.
    """
    if name is not None:
        lane_of(name)


def age_of(option: str, text: str | None) -> float | None:
    """The seconds of an age such as `2h`; None for None.

    Raises:
        WrongArgumentError: It is not an age.
    """
    if text is None:
        return None
    try:
        return seconds_of(text)
    except ValueError as error:
        raise WrongArgumentError(f"{option}: {error}.") from None
