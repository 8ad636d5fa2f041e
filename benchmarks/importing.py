"""An import and the present: what live check-ins wait for while 100,000 rows are stored and assessed."""

import random
import time
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import psycopg

from benchmarks.athletes import Athletes, give_history, make_athletes, owe
from benchmarks.drain import worker
from benchmarks.figure import Figure
from benchmarks.live import QUIET_SECONDS, Live, lag_figures
from benchmarks.stage import Stage

#: A year of each imported athlete.
DAYS = 365
ATHLETES = 100_000 // DAYS + 1
LIVE_ATHLETES = 2_000

_ASSESSED = """
SELECT count(*) FROM daily_metrics WHERE client_id = ANY(%s::uuid[]) AND assessed_revision = revision
"""


def steps(rounds: int) -> int:  # noqa: ARG001  one pass, whatever the rounds: it takes a minute
    """How often `measure` reports progress."""
    return 2


def measure(stage: Stage) -> list[Figure]:
    """Lag of live check-ins, from due to done, with an import at work and without; and how fast it is."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        imported, live = make_athletes(connection, ATHLETES), make_athletes(connection, LIVE_ATHLETES)
        give_history(connection, live)
        owe(connection, live)
        client = stack.enter_context(stage.redis())
        stack.enter_context(worker(stage, "importing", "workers"))
        keys = cycle(live.keys)
        began = time.monotonic()
        quiet = Live(stage, connection, keys).run(lambda: time.monotonic() - began >= QUIET_SECONDS)
        stage.progress("importing")
        file = stage.folder / "days.csv"
        rows = _write(file, imported)
        began = time.monotonic()
        with stage.process("import", "benchmarks.import_command", "import", str(file)) as process:
            stored_at: list[float] = []

            def is_over() -> bool:
                if process.poll() is not None and not stored_at:
                    stored_at.append(time.monotonic())
                return _assessed(connection, imported) == rows

            busy = Live(stage, connection, keys).run(is_over)
        seconds = time.monotonic() - began
        stage.progress("importing")
        client.flushall()
    note = "by the clock of the whole: the command's start included"
    return [
        *lag_figures("importing", busy, quiet, f"while {rows:,} rows are imported and assessed"),
        Figure(
            name="import_rows_per_second",
            value=rows / ((stored_at or [began + seconds])[0] - began),
            unit="rows/s",
            note=f"rows of a file stored beside the live check-ins and the assessments, {note}",
        ),
        Figure(
            name="import_assessed_per_second",
            value=rows / seconds,
            unit="check-ins/s",
            note=f"the same rows, stored and assessed, {note}",
        ),
    ]


def _assessed(connection: psycopg.Connection, athletes: Athletes) -> int:
    ((count,),) = connection.execute(_ASSESSED, [athletes.ids])
    return int(count)


def _write(file: Path, athletes: Athletes) -> int:
    """A year of check-ins for each athlete, in a file; answers how many rows."""
    rng = random.Random(1)
    first = athletes.day - timedelta(days=DAYS)
    with file.open("w") as out:
        out.write(
            "clientId,date,hrvRMSSD,restingHR,sleepQuality,sleepHours,muscleSoreness,energyLevel,mood\n"
        )
        for athlete in athletes.ids:
            for day in range(DAYS):
                hrv, hours = rng.uniform(45, 90), rng.uniform(5, 9)
                answers = ",".join(str(rng.randint(3, 9)) for _ in range(3))
                out.write(
                    f"{athlete},{first + timedelta(days=day)},{hrv:.1f},{rng.randint(44, 62)},"
                    f"{rng.randint(4, 10)},{hours:.1f},{answers}\n"
                )
    return len(athletes.ids) * DAYS
