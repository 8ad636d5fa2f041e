"""The mapping as it is typed: options of the form NAME=WORD, put over what a mapping file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from ops.errors import WrongArgumentError
from ops.importing.options import Reading

_MERGED = ("map", "scale", "unit", "set")


def pairs(option: str, typed: Sequence[str], metavar: str = "COLUMN=WORD") -> dict[str, str]:
    """The words by their columns (or fields). The last `=` divides, since a column may have one in its name.

    Raises:
        WrongArgumentError: one has no `=`.
    """
    made: dict[str, str] = {}
    for one in typed:
        column, divided, word = one.rpartition("=")
        if not divided or not column.strip():
            raise WrongArgumentError(f"{option} {one!r} must be of the form {metavar}.")
        made[column.strip()] = word.strip()
    return made


def reading(from_file: Mapping[str, Any], typed: Mapping[str, Any]) -> Reading:
    """What the file says, and over it what is typed; what is None or empty was not typed."""
    said = dict(from_file)
    for name, value in typed.items():
        if name in _MERGED:
            said[name] = {**said.get(name, {}), **value}
        elif value:
            said[name] = value
    return Reading(**said)
