"""A mapping in a small TOML file: the same words as on the command line, for imports that come again."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from ops.errors import WrongArgumentError
from ops.importing.options import Reading

_TABLES = ("map", "scale", "unit", "set")
_FLAGS = ("decimal-comma", "create-athletes", "create-business", "create-coach")
_LISTS = ("missing",)
_WORDS = tuple(one.name.replace("_", "-") for one in fields(Reading))


def read_mapping_file(path: Path) -> dict[str, Any]:
    """What the file says, by the names of `Reading`.

    Raises:
        WrongArgumentError: it cannot be read, is no TOML, or says what nobody understands.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongArgumentError(f"--mapping {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongArgumentError(f"--mapping {path}: not TOML: {error}.") from None
    return {word.replace("-", "_"): _checked(path, word, value) for word, value in said.items()}


def _checked(path: Path, word: str, value: Any) -> Any:
    if word not in _WORDS:
        raise WrongArgumentError(
            f"--mapping {path}: {word!r} is not known; there are {', '.join(sorted(_WORDS))}."
        )
    if word in _TABLES:
        if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
            return dict(value)
        raise _wrong(path, word, value, 'a table of texts, such as column = "text"')
    if word in _LISTS:
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return tuple(value)
        raise _wrong(path, word, value, "a list of texts")
    kind, name = (bool, "true or false") if word in _FLAGS else (str, "a text")
    if not isinstance(value, kind):
        raise _wrong(path, word, value, name)
    return value


def _wrong(path: Path, word: str, value: Any, rule: str) -> WrongArgumentError:
    return WrongArgumentError(f"--mapping {path}: {word} is {value!r}, and must be {rule}.")
