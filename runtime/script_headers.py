"""Headers of the Lua scripts: each script opens with what it is for and what it takes, and is held to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_SECTIONS = ("Purpose", "Guarantee", "KEYS", "ARGV", "Answers")
_SECTION = re.compile(rf"-- ({'|'.join(_SECTIONS)}):(.*)")
_ITEM = re.compile(r"--   (\d+)(\+?) (\w+(?:, \w+)*): \S")


class ScriptHeaderError(Exception):
    """Raised at import when a script's header is malformed, or is not what its caller passes."""


@dataclass(frozen=True, slots=True)
class ScriptHeader:
    """What a script says of itself."""

    purpose: str
    guarantee: str
    #: Names of KEYS, in order.
    keys: tuple[str, ...]
    #: Names of the ARGV that every call has, in order.
    args: tuple[str, ...]
    #: Names of the ARGV that follow, once per entry; empty for most scripts.
    repeated: tuple[str, ...]
    #: Named codes of its answer.
    codes: Mapping[str, int]


def parse_header(script_name: str, source: str) -> ScriptHeader:
    """Read the header of a script.

    Raises:
        ScriptHeaderError: a section is missing, out of order or empty, or its numbers are not 1, 2, 3...
    """
    sections = _sections(script_name, source)
    keys, no_more_keys = _numbered(script_name, "KEYS", sections["KEYS"])
    args, repeated = _numbered(script_name, "ARGV", sections["ARGV"])
    if no_more_keys:
        raise ScriptHeaderError(f"{script_name}.lua: the number of KEYS is fixed")
    codes = {name: number for number, _, name in _items(sections["Answers"])}
    return ScriptHeader(
        purpose=_prose(script_name, "Purpose", sections),
        guarantee=_prose(script_name, "Guarantee", sections),
        keys=keys,
        args=args,
        repeated=repeated,
        codes=MappingProxyType(codes),
    )


def _sections(script_name: str, source: str) -> dict[str, list[str]]:
    lines = iter(source.splitlines())
    if not next(lines, "").startswith("#!lua"):
        raise ScriptHeaderError(f"{script_name}.lua: the first line must be #!lua")
    sections: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith("--"):
            break
        if start := _SECTION.fullmatch(line):
            sections[start[1]] = [start[2]]
        elif sections:
            sections[next(reversed(sections))].append(line)
    if tuple(sections) != _SECTIONS:
        raise ScriptHeaderError(
            f"{script_name}.lua: the header has {', '.join(sections) or 'nothing'};"
            f" it must have {', '.join(_SECTIONS)}, in this order"
        )
    return sections


def _items(lines: list[str]) -> list[tuple[int, str, str]]:
    found = (_ITEM.match(line) for line in lines)
    return [(int(item[1]), item[2], item[3]) for item in found if item]


def _numbered(script_name: str, section: str, lines: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    fixed: list[str] = []
    for number, plus, names in _items(lines):
        if number != len(fixed) + 1:
            raise ScriptHeaderError(f"{script_name}.lua: {section} {number} is out of order")
        if plus:
            return tuple(fixed), tuple(names.split(", "))
        fixed.append(names)
    return tuple(fixed), ()


def _prose(script_name: str, section: str, sections: dict[str, list[str]]) -> str:
    text = " ".join(line.removeprefix("--").strip() for line in sections[section]).strip()
    if not text:
        raise ScriptHeaderError(f"{script_name}.lua: {section} says nothing")
    return text
