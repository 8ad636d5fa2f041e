"""What is wrong with a body, in the words of its rules: by field, each once."""

import re
from collections.abc import Mapping

from pydantic import ValidationError

from api_hooks.errors import FieldFault

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def is_uuid(text: str) -> bool:
    """Whether it is written as UUIDs usually are."""
    return _UUID.fullmatch(text) is not None


def faults_of_body(error: ValidationError, rules: Mapping[str, str]) -> list[FieldFault]:
    """The fields that the model refuses, with the values that were given.

    Args:
        error: of the model.
        rules: name of each field in the body -> what it accepts.
    """
    faults: dict[str, FieldFault] = {}
    for problem in error.errors(include_url=False, include_context=False):
        name = str(problem["loc"][0])
        missing = problem["type"] == "missing"
        rule = f"given, as {rules[name]}" if missing else rules[name]
        faults.setdefault(name, FieldFault(name, None if missing else problem["input"], rule))
    return list(faults.values())
