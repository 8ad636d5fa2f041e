"""What is wrong with a row of the file."""

from dataclasses import dataclass

from ops.errors import OpsError


class CellError(ValueError):
    """Raised when a cell says something impossible; the message is the rule, to follow after `must be`."""


class BrokenFileError(OpsError):
    """Raised when the file cannot be read any further; the message says where and why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        #: Line of the file, 1 for the first.
        self.line = line


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
