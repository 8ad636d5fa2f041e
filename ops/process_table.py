"""Questions about processes that are not (or no longer) our children: is it alive, what is it, whose parent?

On Linux the answers come from /proc, since slim images have no `ps`; elsewhere from `ps`.
"""

import os
import subprocess
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()


def command_line(pid: int) -> str | None:
    """The command line of a live process, or None when there is none (or only a zombie) with this id."""
    if not _HAS_PROC:
        return _ps("-o", "command=", "-p", str(pid)).strip() or None
    try:
        raw = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    return raw.replace(b"\0", b" ").decode(errors="replace").strip() or None


def is_taken(pid: int) -> bool:
    """Whether the process id is in use, be it by a zombie or by another user's process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runs(pid: int, *words: str) -> bool:
    """Whether the process is alive and its command line contains all the words.

    A process id alone proves nothing: after a crash or a reboot it may belong to anybody.
    """
    line = command_line(pid)
    return line is not None and all(word in line for word in words)


def children(pid: int) -> list[int]:
    """The ids of the direct children of a process."""
    return _children_by_parent().get(pid, [])


def descendants(pid: int) -> list[int]:
    """The ids of the children of a process, and of theirs, parents before children."""
    by_parent = _children_by_parent()
    found = list(by_parent.get(pid, []))
    for child in found:
        found.extend(by_parent.get(child, []))
    return found


def _children_by_parent() -> dict[int, list[int]]:
    by_parent: dict[int, list[int]] = defaultdict(list)
    for child, parent in _pairs():
        by_parent[parent].append(child)
    return by_parent


def _pairs() -> list[tuple[int, int]]:
    if not _HAS_PROC:
        rows = (line.split() for line in _ps("-A", "-o", "pid=,ppid=").splitlines())
        return [(int(pid), int(parent)) for pid, parent in rows]
    pairs = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(errors="replace")
            except OSError:  # gone in the meantime
                continue
            # The name in brackets may contain anything; the state and the parent's id follow the last one.
            pairs.append((int(entry.name), int(stat.rpartition(")")[2].split()[1])))
    return pairs


def _ps(*arguments: str) -> str:
    return subprocess.run(  # noqa: S603 (fixed arguments)
        ["ps", *arguments],  # noqa: S607 (found on PATH on every Unix that has no /proc)
        capture_output=True,
        text=True,
        check=False,
    ).stdout
