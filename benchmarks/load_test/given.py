"""What a load test is set to: from the environment, else from `load-tests/.env.k6`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = ("smoke", "baseline", "stress", "prod-shape")
FOLDER = Path(__file__).parents[2] / "load-tests"

#: So that a run is over in three minutes, on two cores that k6 needs too. In full they take 5 to 22 minutes.
USUAL = {
    "smoke": {"SCALE": "1", "DURATION_SCALE": "0.2"},
    "baseline": {"SCALE": "0.2", "DURATION_SCALE": "0.1", "GATE_CACHE": "true"},
    "stress": {"SCALE": "0.2", "DURATION_SCALE": "0.09"},
    "prod-shape": {"SCALE": "0.3", "DURATION_SCALE": "0.08"},
}

_VARIABLE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Given:
    """One load test."""

    script: str
    users: int
    days: int
    #: What k6 gets: SCALE and the rest.
    variables: Mapping[str, str]

    @property
    def path(self) -> Path:
        """The script."""
        return FOLDER / "k6" / f"{self.script}.js"

    @property
    def is_whole(self) -> bool:
        """Whether the run is as long and as large as it is meant to be."""
        return all(float(self.variables[name]) >= 1 for name in ("SCALE", "DURATION_SCALE"))


def given(script: str, environment: Mapping[str, str] = os.environ) -> Given:
    """Read it.

    Raises:
        ValueError: There is no such script, or a number is none.
        OSError: K6_ENV_PATH names a file that cannot be read.
    """
    if script not in SCRIPTS:
        raise ValueError(f"there is no script {script!r}; there are {', '.join(SCRIPTS)}")
    named = environment.get("K6_ENV_PATH")
    path = Path(named) if named else FOLDER / ".env.k6"
    kept = env_file(path.read_text(encoding="utf-8")) if named or path.exists() else {}
    variables = {**USUAL[script], **kept, **environment}
    users, days = int(variables.get("USERS", "1000")), int(variables.get("HISTORY_DAYS", "14"))
    made = Given(script, users, days, variables)
    cache = variables.get("GATE_CACHE", "true" if made.is_whole else "false")
    return Given(script, users, days, {**variables, "GATE_CACHE": cache})


def env_file(text: str) -> dict[str, str]:
    """`NAME=value` lines; blank ones and those with # are skipped, quotes and ` # comments` are stripped."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if line.strip().startswith("#") or not equals or not _VARIABLE.fullmatch(name.strip()):
            continue
        value = value.strip()
        if quoted := re.match(r"""(["'])(.*?)\1\s*(?:#.*)?$""", value):
            found[name.strip()] = quoted[2]
        else:
            found[name.strip()] = re.sub(r"\s+#.*$", "", value)
    return found
