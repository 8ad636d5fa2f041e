"""What is wrong with a row of the file."""

from dataclasses import dataclass


class CellError(ValueError):
    """Raised when a cell says something impossible; the message is the rule, to follow after `must be`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what was there, and what would be right."""

    #: Line of the file on which the row begins, 1 for the first.
    line: int
    #: Field of the check-in, or `row` where it is the row as a whole.
    field: str
    value: str
    #: To follow after `must be`.
    rule: str
