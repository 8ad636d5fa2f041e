"""JSON as its standard has it: no NaN, no name twice in an object, no text that cannot be stored.

Python's parser lets all of these through. They are refused here, by name, before anything reads the values.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from api_hooks.errors import FieldFault, InvalidFieldsError, MalformedBodyError

#: Objects and lists within each other. A check-in needs three levels.
DEEPEST = 16

_OPENING = re.compile(r"[\[{]")


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Whole numbers come as int however they were written: 7.0 is 7.

    Raises:
        MalformedBodyError: not UTF-8, not JSON, nested too deeply, or not an object.
        InvalidFieldsError: a name occurs twice in one object, a number is NaN or infinite, or a text
            holds a NUL or half of a surrogate pair.
    """
    parsed, text, reader = _parse(body)
    if not isinstance(parsed, dict):
        raise MalformedBodyError("The body must be a JSON object")
    _check(parsed, text, reader)
    return parsed


def parse_objects(body: bytes) -> dict[str, Any] | list[dict[str, Any]]:
    """The JSON object in `body`, or the list of objects. Raises as `parse_object` does."""
    parsed, text, reader = _parse(body)
    if isinstance(parsed, list):
        are_objects = all(isinstance(each, dict) for each in parsed)
    else:
        are_objects = isinstance(parsed, dict)
    if not are_objects:
        raise MalformedBodyError("The body must be a JSON object, or a list of objects")
    _check(parsed, text, reader)
    return parsed  # type: ignore[no-any-return]  # as was just found out


def _parse(body: bytes) -> tuple[Any, str, "_Reader"]:
    reader = _Reader()
    try:
        text = body.decode().removeprefix("\ufeff")
        parsed = json.loads(
            text,
            object_pairs_hook=reader.object_of,
            parse_float=reader.number_of,
            parse_constant=reader.constant_of,
        )
    except UnicodeDecodeError:
        raise MalformedBodyError("The body is not UTF-8 text") from None
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise MalformedBodyError(f"The body is not JSON: {error.msg}, at character {error.pos}") from None
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise MalformedBodyError(
            "The body is not JSON that can be read: a number has too many digits"
        ) from None
    return parsed, text, reader


def _check(parsed: Any, text: str, reader: "_Reader") -> None:
    if len(_OPENING.findall(text, 0)) > DEEPEST and _depth(parsed) > DEEPEST:
        raise _too_deep()
    faults = list(reader.faults)
    if reader.saw_constant or "\\u" in text:
        faults += _unstorable(parsed, "")
    if faults:
        raise InvalidFieldsError(faults)


class _Reader:
    """The hooks of one parse, and what they noticed."""

    __slots__ = ("faults", "saw_constant")

    def __init__(self) -> None:
        self.faults: list[FieldFault] = []
        self.saw_constant = False

    def object_of(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            given = Counter(name for name, _ in pairs)
            self.faults += [
                FieldFault(name, None, "given only once") for name, times in given.items() if times > 1
            ]
        return made

    def number_of(self, text: str) -> float:
        number = float(text)
        if math.isinf(number):
            self.saw_constant = True
            return number
        return int(number) if number.is_integer() else number

    def constant_of(self, name: str) -> float:
        self.saw_constant = True
        return float(name)


def _unstorable(value: Any, path: str) -> Iterator[FieldFault]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unstorable(name, f"{path}.{name}" if path else name)
            yield from _unstorable(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unstorable(inner, f"{path}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield FieldFault(path, str(value), "a finite number")
    elif isinstance(value, str) and not _is_storable(value):
        yield FieldFault(path, value, "text without NUL characters and without halves of surrogate pairs")


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return depth


def _too_deep() -> MalformedBodyError:
    return MalformedBodyError(f"The body is nested more than {DEEPEST} levels deep")
