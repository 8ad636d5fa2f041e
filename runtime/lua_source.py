"""Reading a Lua script, with the files that it includes."""

import re
from importlib.resources.abc import Traversable
from textwrap import indent

_INCLUDE = re.compile(r"^( *)-- include: (\w+)$", re.MULTILINE)


def read_lua(folder: Traversable, name: str) -> str:
    """The text of `<folder>/<name>.lua`, where each `-- include: x` is replaced by `includes/x.lua`."""
    return _INCLUDE.sub(
        lambda include: indent((folder / "includes" / f"{include[2]}.lua").read_text().rstrip(), include[1]),
        (folder / f"{name}.lua").read_text(),
    )
