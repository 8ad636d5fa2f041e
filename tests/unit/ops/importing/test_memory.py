"""Ten times the rows need no more memory: what an import keeps does not grow with the file."""

import subprocess
import sys
from pathlib import Path

#: Checks and sifts generated rows, a bad one among a hundred, and prints the most memory it had, in KiB.
_PROGRAM = """
import resource, sys
from datetime import date, timedelta
from uuid import UUID
from ops.importing import roster
from ops.importing.options import Reading
from ops.importing.passing import one_pass
from ops.importing.plan import plan_of
from ops.importing.progress import Meter
from ops.importing.records import Records
from ops.importing.rejects import Rejects
from ops.importing.sifting import Sieve
from ops.importing.tally import Tally
from pathlib import Path
from storage.import_athletes import Athlete

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
file = folder / "days.csv"
with file.open("w") as out:
    out.write("clientId,date,hrvRMSSD,restingHR,mood\\n")
    for row in range(rows):
        person, day = row % 40, date(1990, 1, 1) + timedelta(days=row // 40)
        mood = 1 + row % 10 if row % 100 else 11
        out.write(f"{UUID(int=person)},{day},{60 + row % 9}.5,{50 + row % 7},{mood}\\n")
roster.find_athletes = lambda _c, _by, called, _b: {one: [Athlete(UUID(one), "UTC")] for one in called}
stored = 0
def put(days, upto):
    global stored
    stored += len(days)
with file.open("rb") as stream, Rejects.into(folder / "rejects.csv") as rejects:
    records = Records(stream, file.stat().st_size, encoding="utf-8", delimiter=None)
    plan, tally = plan_of(records.heading, Reading()), Tally()
    sieve = Sieve(plan, roster.Roster(None, plan.by, None, None), rejects, tally)
    one_pass(records, plan, sieve, tally, Meter(), put)
assert (tally.rows, tally.rejected, stored) == (rows, rows // 100, rows - rows // 100), (tally, stored)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _most_memory(rows: int, folder: Path) -> int:
    command = [sys.executable, "-c", _PROGRAM, str(rows), str(folder)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_ten_times_the_rows_need_no_more_memory(tmp_path: Path) -> None:
    few, many = _most_memory(20_000, tmp_path), _most_memory(200_000, tmp_path)
    assert many < few + 8 * 1024
