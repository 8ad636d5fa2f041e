"""As whom PostgreSQL runs: as ourselves, unless we are root, which it refuses."""

import os
import pwd
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ops.errors import ServerError

_FIRST_USER = 1000  # of most Linux distributions
_NOBODY = 65_534


@dataclass(frozen=True)
class Account:
    """How to start a program, and who has to own its files.

    Attributes:
        name: For messages.
        prefix: Put before the command.
        uid: Owner of the files; None leaves them as they are.
        gid: Group of the files.
        popen: Keyword arguments for `subprocess`.
    """

    name: str
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None
    popen: dict[str, Any] = field(default_factory=dict)

    def own(self, folder: Path) -> None:
        """Give the folder and what is in it to this account. Folders above are left alone.

        Raises:
            ServerError: When the account cannot reach the folder.
        """
        if self.uid is None or self.gid is None:
            return
        if folder.stat().st_uid != self.uid or any(p.lstat().st_uid != self.uid for p in folder.iterdir()):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)
        self._check_reach(folder)

    def _check_reach(self, folder: Path) -> None:
        test = [*self.prefix, "/bin/sh", "-c", 'test -r "$1" && test -w "$1"', "sh", str(folder)]
        if subprocess.run(test, check=False, cwd="/", **self.popen).returncode != 0:  # noqa: S603 (fixed)
            raise ServerError(
                f"PostgreSQL has to run as {self.name} here, who cannot reach {folder}."
                " Set AFTERWRITE_DATA_DIR to a folder that others may enter, such as /var/tmp/afterwrite,"
                " or run this command as a normal user."
            )


def current_account() -> Account:
    """The account for PostgreSQL: ourselves; for root one that PostgreSQL takes for a normal user."""
    if os.geteuid() != 0:
        return Account(name="the current user")
    return _namespace() or _reaching_nobody() or nobody()


def nobody() -> Account:
    """The user `nobody`, who reaches only what is open to all."""
    entry = pwd.getpwnam("nobody")
    switch = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return Account("nobody", uid=entry.pw_uid, gid=entry.pw_gid, popen=switch)


@lru_cache(maxsize=1)
def _namespace() -> Account | None:
    """In a user namespace root looks like a normal user to the program, and stays owner of its files."""
    inside = _ordinary_uid()
    prefix = ("unshare", "--user", f"--map-user={inside}", f"--map-group={inside}")
    return Account("root", prefix=prefix, uid=0, gid=0) if _works(prefix) else None


@lru_cache(maxsize=1)
def _reaching_nobody() -> Account | None:
    """`nobody`, let through to root's folders: for containers, which mostly forbid user namespaces."""
    entry = pwd.getpwnam("nobody")
    prefix = (
        *("setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
    )
    return Account("nobody", prefix=prefix, uid=entry.pw_uid, gid=entry.pw_gid) if _works(prefix) else None


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0  # noqa: S603 (fixed)
    except OSError:
        return False


def _ordinary_uid() -> int:
    """A user id other than root's that has a name, since initdb looks the name up."""
    known = {entry.pw_uid for entry in pwd.getpwall()}
    return _FIRST_USER if _FIRST_USER in known else max(known - {0}, default=_NOBODY)
