"""The assistant's context: kept and read at once, against its parts read one after another each time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from api_hooks.database import Database
from api_hooks.statement_reader import StatementReader
from benchmarks.athletes import give_history, make_athletes
from benchmarks.figure import Aim, Figure
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage, settings
from chat.context.asked import ContextAsk
from chat.context.assemble import assemble
from chat.context.parts.every import PARTS
from chat.context.sources import ContextSources
from chat.context.tokens import cut_to
from chat.context.turn import turn_of
from runtime.patient_redis import PatientRedis
from storage.pools import web_pool
from storage.statements import Statement

#: Athletes of one business, and how many of them are asked about.
PEOPLE, ASKED = 400, 40
#: How far away a database is in another zone of the same data centre, there and back.
FAR_MS = 2.0
#: What is aimed for, by what is kept and by whether the database is far away.
MOST = {("kept", False): 0.5, ("kept", True): 0.4, ("missing", False): 1.2, ("missing", True): 0.8}

_QUESTION = "How hard should training be in the heat, with a knee that hurts?"

_MORE = """
WITH business AS (INSERT INTO businesses (name) VALUES ('context') RETURNING id),
moved AS (
    UPDATE clients SET business_id = business.id FROM business WHERE user_id = %(coach)s RETURNING clients.*
), member AS (
    INSERT INTO business_members (business_id, user_id, role) SELECT id, %(coach)s, 'COACH' FROM business
), workouts AS (
    INSERT INTO workouts (client_id, date, type, intensity, duration_minutes, coach_notes)
    SELECT id, %(day)s::date + days, 'RUNNING', 'EASY', 60, 'Easy, and with ' || name FROM moved,
        generate_series(-7, 6) AS days
), loads AS (
    INSERT INTO training_loads (client_id, date, unit, daily_load, sessions, unknown_sessions, duplicates,
        acute, chronic, acwr, zone)
    SELECT id, %(day)s::date - days, 'RPE', 300, 1, 0, 0, 300, 290, 1.03, 'OPTIMAL' FROM moved,
        generate_series(0, 27) AS days
), facts AS (
    INSERT INTO chat_memories (client_id, user_id, fact, fact_key)
    SELECT id, %(coach)s, 'Hurt the knee ' || number || ' times', number::text FROM moved,
        generate_series(1, 10) AS number
), documents AS (
    INSERT INTO documents (business_id, title, language, characters, passages)
    SELECT id, 'Document ' || number, 'en', 20000, 20 FROM business, generate_series(1, 50) AS number
    RETURNING id
)
INSERT INTO document_chunks (document_id, version, position, language, text)
SELECT id, 1, position, 'en', repeat('Training in the heat makes knees and legs tired. ', 10) || position
FROM documents, generate_series(0, 19) AS position
"""

_ASSESSED = """
UPDATE daily_metrics SET assessed_revision = revision, assessed_at = now(), readiness_score = 7.2,
    readiness_level = 'GOOD', readiness_confidence = 'HIGH', recommended_action = 'PROCEED',
    engine = 'percent-2', wellness_score = 7.5, wellness_status = 'GOOD', reasons = '[]'
WHERE client_id = ANY(%(athletes)s::uuid[])
"""


class _Far:
    """A reader whose database is so far away."""

    def __init__(self, reader: StatementReader, milliseconds: float) -> None:
        self._reader = reader
        self._seconds = milliseconds / 1e3

    async def rows(self, statement: Statement, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows, after the way there and back."""
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return await self._reader.rows(statement, parameters)


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Milliseconds a context, of each kind and with the database near and far."""
    with stage.postgres() as connection:
        athletes = make_athletes(connection, PEOPLE)
        asked = athletes.ids[:ASKED]
        give_history(connection, replace(athletes, ids=asked))
        connection.execute(_MORE, {"coach": athletes.coach, "day": athletes.day})
        connection.execute(_ASSESSED, {"athletes": asked})
        connection.execute("VACUUM (ANALYZE)")
    with asyncio.Runner() as runner, ExitStack() as stack:
        sides: dict[str, Callable[[], float]] = {}
        for far_ms in (0.0, FAR_MS):
            asker = runner.run(_opened(stage, UUID(athletes.coach), [UUID(one) for one in asked], far_ms))
            stack.callback(lambda asker=asker: runner.run(asker.close()))
            for kind in (asker.kept, asker.missing, asker.serial):
                name = f"{kind.__name__}, {far_ms:g}"
                sides[name] = lambda kind=kind, asker=asker: runner.run(asker.milliseconds(kind))
        measured = interleaved(stage.rounds, sides, after_round=lambda: stage.progress("context"))
    with stage.redis() as client:
        client.flushall()
    return list(_figures(measured))


async def _opened(stage: Stage, coach: UUID, athletes: list[UUID], far_ms: float) -> "_Asker":
    known = settings()
    database = Database(web_pool(stage.database_url, size=10, timeout_seconds=5), 5)
    redis = PatientRedis(stage.redis_url, timeout_ms=known.redis_timeout_ms)
    await database.open()
    sources = ContextSources(_Far(StatementReader(database, 5), far_ms), redis, known)
    return _Asker(sources, database, redis, coach, athletes)


@dataclass(frozen=True, slots=True)
class _Asker:
    sources: ContextSources
    database: Database
    redis: PatientRedis
    coach: UUID
    athletes: list[UUID]

    async def milliseconds(self, one: Callable[[UUID], Awaitable[float]]) -> float:
        """The median of a round's questions."""
        await self.redis.commands.flushall()
        for athlete in self.athletes:
            await assemble(self._ask(athlete), self.sources)
        return median([await one(athlete) for athlete in self.athletes]) * 1e3

    async def kept(self, athlete: UUID) -> float:
        """All parts are kept, and still true."""
        began = perf_counter()
        context = await assemble(self._ask(athlete), self.sources)
        return _spent(began, {part.how for part in context.parts}, "hit")

    async def missing(self, athlete: UUID) -> float:
        """None is: they are read at once."""
        await self.redis.commands.flushall()
        began = perf_counter()
        context = await assemble(self._ask(athlete), self.sources)
        return _spent(began, {part.how for part in context.parts}, "miss")

    async def serial(self, athlete: UUID) -> float:
        """The same parts by the same code, one after another, and nothing kept but the people's names."""
        began = perf_counter()
        turn = await turn_of(self._ask(athlete), self.sources.reader)
        deadline = asyncio.get_running_loop().time() + 10
        scrubber = await self.sources.rosters.scrubber(turn.people, turn.parameters, deadline)
        for kind in PARTS:
            if kind.depends_on(turn, self.sources) is not None:
                cut_to(scrubber(await kind.read(turn, self.sources)), kind.most_tokens)
        return perf_counter() - began

    async def close(self) -> None:
        """Let go of the servers."""
        await self.sources.close()
        await self.redis.close()
        await self.database.close()

    def _ask(self, athlete: UUID) -> ContextAsk:
        return ContextAsk(self.coach, _QUESTION, client_id=athlete, budget_seconds=10)


def _spent(began: float, hows: set[str], expected: str) -> float:
    seconds = perf_counter() - began
    if hows != {expected, "off"}:
        raise RuntimeError(f"parts were {hows}, not each a {expected}")
    return seconds


def _figures(measured: Mapping[str, float]) -> Iterator[Figure]:
    for far_ms in (0.0, FAR_MS):
        where = f"PostgreSQL {far_ms:g} ms away" if far_ms else "PostgreSQL on this machine"
        for kind in ("kept", "missing"):
            yield Figure(
                name=f"context_{kind}" + ("_far" if far_ms else ""),
                value=measured[f"{kind}, {far_ms:g}"],
                unit="ms",
                baseline=measured[f"serial, {far_ms:g}"],
                aim=Aim("ratio", "at most", MOST[kind, bool(far_ms)]),
                note=f"{where}, {PEOPLE} people, 1,000 passages; baseline: part after part, nothing kept",
            )
