"""Runs k6: one on the PATH, else the one that a package has brought into the environment."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: k6 says with it that a threshold was missed; the summary has which.
MISSED = 99


class K6Error(Exception):
    """Raised when k6 is not there, or has not run to its end."""


def k6_binary(environment: Mapping[str, str] = os.environ) -> str:
    """Where it is: K6_BIN, on the PATH, or beside this Python.

    Raises:
        K6Error: Nowhere.
    """
    beside = Path(sys.executable).parent
    path = os.pathsep.join([environment.get("PATH", ""), str(beside)])
    found = environment.get("K6_BIN") or shutil.which("k6", path=path)
    if not found:
        raise K6Error("k6 is not installed: `make install` brings it, or set K6_BIN.")
    return found


def run_k6(script: Path, variables: Mapping[str, str], summary: Path) -> dict[str, Any]:
    """Run a script; answers its summary. What it is set to goes through the environment, tokens included.

    Raises:
        K6Error: It failed other than by a threshold.
    """
    environment = {**os.environ, **variables, "SUMMARY_PATH": str(summary), "K6_NO_USAGE_REPORT": "true"}
    ended = subprocess.run([k6_binary(variables), "run", "--quiet", script], env=environment, check=False)
    if ended.returncode not in {0, MISSED} or not summary.exists():
        raise K6Error(f"k6 ended with {ended.returncode}")
    document: dict[str, Any] = json.loads(summary.read_text(encoding="utf-8"))
    return document
