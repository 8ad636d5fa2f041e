"""The cascades: what they cost the assessments beside which they run, and how long they take themselves.

A tenth of the check-ins has something to set in motion: pain in a knee, of an athlete with planned workouts.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

import psycopg

from benchmarks.athletes import Athletes, give_history, make_athletes
from benchmarks.drain import KEYS, PATIENCE_SECONDS, Drains, worker
from benchmarks.figure import Aim, Figure
from benchmarks.stage import Stage
from ops.waiting import wait_until

#: One of so many check-ins reports pain.
ONE_IN = 10

_PLANNED = """
INSERT INTO workouts (client_id, date, type, intensity, duration_minutes)
SELECT athlete, %(day)s + days, (ARRAY['RUNNING', 'STRENGTH'])[1 + days %% 2], 'MODERATE', 45
FROM unnest(%(athletes)s::uuid[]) AS athlete, generate_series(0, 13, 3) AS days
"""

# Those who report pain are others each time, so that there is as much to withdraw as to make from the second
# round on.
_PAIN = """
UPDATE daily_metrics AS day SET revision = revision + 1,
    injury_pain = CASE WHEN (one.number + %(round)s) %% %(one_in)s = 0 THEN 7 ELSE 1 END,
    injury_body_part = CASE WHEN (one.number + %(round)s) %% %(one_in)s = 0 THEN 'KNEE' END
FROM unnest(%(athletes)s::uuid[]) WITH ORDINALITY AS one (athlete, number)
WHERE day.client_id = one.athlete AND day.date = %(day)s
"""

_LEFT = """
SELECT count(*) FROM owed_work WHERE done_revision < revision AND lane IN ('injuries', 'streaks', 'notices')
"""

_STANDING = "SELECT count(DISTINCT client_id) FROM effects WHERE withdrawn_at IS NULL AND kind = 'case'"


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return 2 * (rounds + 1)


def measure(stage: Stage) -> list[Figure]:
    """Check-ins assessed per second with and without cascades, and the cascades' own pace."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        client = stack.enter_context(stage.redis())
        athletes = make_athletes(connection, KEYS)
        give_history(connection, athletes)
        connection.execute(_PLANNED, athletes.parameters())
        drains = Drains(stage, connection, client, athletes)
        assessed: dict[str, list[float]] = {"benchmarks.without_cascades": [], "workers": []}
        settled: list[float] = []
        for number in range(stage.rounds + 1):  # the first one warms up
            for module, seconds in assessed.items():
                with worker(stage, f"{module.rpartition('.')[2]}-{number}", module):
                    began, taken = _round(connection, athletes, drains, number)
                    if module == "workers":
                        settled.append(_until_settled(connection) - began)
                        _check(connection)
                seconds.append(taken)
                stage.progress("cascades")
        client.flushall()
    without, with_them = (median(seconds[1:]) for seconds in assessed.values())
    return [
        Figure(
            name="assessments_with_cascades",
            value=KEYS / with_them,
            unit="check-ins/s",
            baseline=KEYS / without,
            aim=Aim("ratio", "at least", 2 / 3),
            note=f"{KEYS:,} due check-ins, a tenth of which calls for a cascade, until the last is assessed;"
            " baseline: the same worker, with nothing that follows from a check-in",
        ),
        Figure(
            name="cascades_settled",
            value=median(settled[1:]),
            unit="s after window end",
            note=f"until all cascades of the {KEYS:,} are done too: {KEYS // ONE_IN} cases opened and as many"
            " of the round before withdrawn, workouts changed and restored, notices told, streaks counted",
        ),
    ]


def _round(
    connection: psycopg.Connection, athletes: Athletes, drains: Drains, number: int
) -> tuple[float, float]:
    parameters = athletes.parameters() | {"round": number, "one_in": ONE_IN}
    connection.execute(_PAIN, parameters)
    return drains.span()


def _until_settled(connection: psycopg.Connection) -> float:
    left: Callable[[], int] = lambda: connection.execute(_LEFT).fetchall()[0][0]  # noqa: E731
    if not wait_until(lambda: not left(), PATIENCE_SECONDS, 0.01):
        raise RuntimeError(f"{left()} cascades were not done in time")
    return time.time()


def _check(connection: psycopg.Connection) -> None:
    ((cases,),) = connection.execute(_STANDING)
    if cases != KEYS // ONE_IN:
        raise RuntimeError(f"{cases} athletes have a case, and not {KEYS // ONE_IN}")
