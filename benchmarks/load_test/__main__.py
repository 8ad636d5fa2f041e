"""`python -m benchmarks.load_test stress`: platform, people, k6, table; exit code 0 if it held."""

import sys
import threading
import time
from collections.abc import Sequence

from rich.console import Console

from benchmarks.load_test.aftermath import faults, wait_until_done
from benchmarks.load_test.budget import (
    budget_table,
    budgets,
    counted,
    endpoint_table,
    missed_thresholds,
)
from benchmarks.load_test.external import external_table, outer_faults
from benchmarks.load_test.given import Given, given
from benchmarks.load_test.k6 import K6Error, k6_binary, run_k6
from benchmarks.load_test.outside import Outside, outside
from benchmarks.load_test.people_file import write_people
from ops.demo.stage import Stage, folder, stage
from ops.errors import OpsError
from ops.hands.servers import Servers
from ops.importing.progress import meter
from ops.seeding.options import Options
from ops.seeding.run import Seeded, seed

#: How long the history's assessment is waited for, and what is left after the load.
_BEFORE_SECONDS, _AFTER_SECONDS = 120.0, 120.0
_HISTORY = ["checkins", "reassessments"]
_FOLLOWS = ["checkins", "reassessments", "injuries", "notices", "streaks", "alerts", "training-loads"]


def main(arguments: Sequence[str]) -> int:
    """Run one load test."""
    console = Console(highlight=False)
    try:
        test = given(arguments[0] if arguments else "stress")
        k6_binary(test.variables)
        began = time.monotonic()
        with (
            outside(test.variables) as outer,
            folder(None) as data_dir,
            stage(data_dir, threading.Event(), more=outer.settings) as on,
        ):
            held = _run(test, on, outer, console)
    except (K6Error, OpsError, OSError, ValueError) as error:
        console.print(f"Error: {error}", style="bold red", markup=False)
        return 2
    console.print(f"{time.monotonic() - began:.0f} s in all.")
    return 0 if held else 1


def _run(test: Given, on: Stage, outer: Outside, console: Console) -> bool:
    on.wait_until_ready()
    made = _seeded(test, on, console)
    people = on.platform.servers.folder.path / "people.json"
    write_people(people, made, on.settings, outer.told)
    with on.connect() as connection:
        outer.introduce(connection, [each.id for business in made.businesses for each in business.athletes])
    scale, duration = (test.variables[name] for name in ("SCALE", "DURATION_SCALE"))
    console.print(f"\n{test.script}, SCALE={scale}, DURATION_SCALE={duration}", style="bold")
    own = {"BASE_URL": on.platform.api_url, "DATA_FILE": str(people)}
    summary = run_k6(test.path, {**test.variables, **own}, people.with_name("summary.json"))
    with on.connect() as connection:
        left, seconds = wait_until_done(connection, [*_FOLLOWS, *outer.lanes], _AFTER_SECONDS)
        attempted, accepted = (counted(summary, f"writes_{which}") for which in ("attempted", "accepted"))
        wrong = [*faults(connection, attempted, accepted), *outer_faults(connection, summary)]
        costs = external_table(connection, summary)
    if left:
        wrong.append(f"{left:,} debts are still owed {seconds:.0f} s after the load")
    lines, missed = budgets(test.script, summary), missed_thresholds(summary)
    console.print(endpoint_table(summary), budget_table(lines))
    lag = summary["metrics"].get("assessment_lag_ms")
    if lag:
        values = lag["values"]
        console.print(
            f"From a write's answer to its assessment: p50 {values['med']:,.0f} ms,"
            f" p95 {values['p(95)']:,.0f} ms, at most {values['max']:,.0f} ms.",
            soft_wrap=True,
        )
    if costs is not None:
        console.print(costs)
    if accepted:
        console.print(f"{accepted:,} of {attempted:,} writes accepted; done {seconds:.1f} s after the load.")
    for fault in (*(f"missed: {each}" for each in missed), *wrong):
        console.print(fault, style="bold red", markup=False)
    if accepted and not wrong:
        console.print("Everything that was accepted is stored and assessed; nothing is lost or dead.")
    return not missed and not wrong and all(line.is_kept for line in lines)


def _seeded(test: Given, on: Stage, console: Console) -> Seeded:
    options = Options(users=test.users, days=test.days)
    with Servers.reached(on.settings) as servers, meter(console, "seeding") as far:
        made = seed(options, servers, far)
    console.print(
        f"{test.users:,} users in {len(made.businesses)} businesses and {made.rows['teams']} teams,"
        f" {made.rows['daily_metrics']:,} check-ins: {made.seconds:.1f} s."
    )
    with on.connect() as connection:
        left, seconds = wait_until_done(connection, _HISTORY, _BEFORE_SECONDS)
    after = f"{left:,} are left, and are assessed under load" if left else "all of it"
    console.print(f"The history was assessed for {seconds:.1f} s: {after}.")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
