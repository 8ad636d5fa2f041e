"""What the saboteur does to clocks really happens in a process of that kind, and in no other."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.saboteur import Saboteur

pytestmark = pytest.mark.faults

DAY_SECONDS = 86_400.0

LOOK = """
import json, time
from datetime import UTC, date, datetime
clocks = [time.time(), time.time_ns() / 1e9, datetime.now(UTC).timestamp(), datetime.now().timestamp()]
print(json.dumps([clocks, time.monotonic(), str(date.today()), type(datetime.now()) is datetime]))
"""


def clocks_of(saboteur: Saboteur, role: str) -> list[object]:
    command = [sys.executable, "-c", LOOK, role]
    environment = os.environ | saboteur.environment
    found: list[object] = json.loads(subprocess.check_output(command, env=environment, text=True))
    return found


@pytest.mark.parametrize("days", [1, -1])
def test_a_shifted_clock_is_shifted_in_every_way_to_read_it(tmp_path: Path, days: int) -> None:
    saboteur = Saboteur(tmp_path)
    saboteur.shift_clock(days * DAY_SECONDS, ["worker"])
    clocks, monotonic, today, is_datetime = clocks_of(saboteur, "worker")
    assert isinstance(clocks, list)
    assert clocks == pytest.approx([time.time() + days * DAY_SECONDS] * 4, abs=60)
    assert monotonic == pytest.approx(time.monotonic(), abs=60)
    assert today == str(datetime.fromtimestamp(clocks[0], UTC).astimezone().date())
    assert is_datetime
    clocks, *_ = clocks_of(saboteur, "beat")
    assert clocks == pytest.approx([time.time()] * 4, abs=60)
