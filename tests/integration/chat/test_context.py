"""A context is read at once, kept for as long as it is true, bounded, and never worth a conversation."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chat.context.asked import Context, ContextAsk
from chat.context.assemble import assemble
from chat.context.errors import ContextRefusedError
from chat.context.reading import Reader
from chat.context.sources import ContextSources
from ops.ports import free_port
from ops.valkey import EmbeddedValkey
from storage.athlete_picture import OPERATORS_PICTURE
from storage.chat_context import CALENDAR, SPORT
from storage.chat_versions import ROSTER, VERSIONS
from storage.statements import Statement
from tests.club import Club
from tests.integration.chat.conftest import Sources, how, part_of, told_by

pytestmark = pytest.mark.integration

ABOUT_THE_ATHLETE = ("injuries and restrictions", "athlete", "calendar", "training load", "sport", "memories")


class Watched:
    """A reader that counts, and is slow or fails where it is told to."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.read: list[Statement] = []
        self.seconds: dict[bytes, float] = {}
        self.failing: set[bytes] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.at_once = self.most_at_once = 0

    async def rows(self, statement: Statement, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.read.append(statement)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if statement.text in self.failing:
                raise RuntimeError("no such thing")
            await asyncio.sleep(self.seconds.get(statement.text, 0))
            await self.gate.wait()
            return await self._reader.rows(statement, parameters)
        finally:
            self.at_once -= 1


def watched(sources: ContextSources) -> Watched:
    reader = Watched(sources.reader)
    sources.reader = reader
    sources.rosters._reader = reader
    return reader


async def until(predicate: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not predicate():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def ask(club: Club, question: str = "How should I train?", **more: Any) -> ContextAsk:
    return replace(ContextAsk(club.coach, question, client_id=club.athlete, budget_seconds=30), **more)


def test_g8_what_nothing_has_changed_is_read_once(club: Club, sources: Sources) -> None:
    async def story() -> None:
        async with sources() as one_process, sources() as another:
            first = await assemble(ask(club), one_process)
            assert how(first) == dict.fromkeys(ABOUT_THE_ATHLETE, "miss")
            reader = watched(one_process)
            again = await assemble(ask(club, "And tomorrow?"), one_process)
            assert how(again) == dict.fromkeys(ABOUT_THE_ATHLETE, "hit")
            assert told_by(again) == told_by(first)
            assert reader.read == [VERSIONS]
            reader = watched(another)
            await assemble(ask(club), another)
            assert reader.read == [VERSIONS, ROSTER]

    asyncio.run(story())


def test_what_is_kept_of_an_athlete_is_the_same_for_all_who_may_see_the_athlete(
    club: Club, sources: Sources
) -> None:
    club.member("Kim Dahl")

    async def story() -> None:
        async with sources() as process:
            await assemble(ask(club), process)
            others = dict.fromkeys(ABOUT_THE_ATHLETE, "hit") | {"memories": "miss"}
            assert how(await assemble(ask(club, user_id=club.login), process)) == others

    asyncio.run(story())


def test_g8_what_is_missing_is_read_at_once(club: Club, sources: Sources) -> None:
    async def story() -> None:
        async with sources() as process:
            reader = watched(process)
            reader.gate.clear()
            asked = asyncio.create_task(assemble(ask(club), process))
            await until(lambda: reader.at_once == 1)
            reader.gate.set()
            await asyncio.sleep(0)
            reader.gate.clear()
            await until(lambda: reader.at_once == 8)  # six parts, one of which reads twice, and the people
            reader.gate.set()
            assert set(how(await asked).values()) == {"miss"}

    asyncio.run(asyncio.wait_for(story(), 20))


def test_g8_a_late_part_is_left_out_and_there_for_the_next_question(
    club: Club, sources: Sources, set_deadlines: Callable[..., None]
) -> None:
    set_deadlines(calendar=0.3)

    async def story() -> None:
        async with sources() as process:
            reader = watched(process)
            reader.seconds[CALENDAR.text] = 2.0
            first = await assemble(ask(club), process)
            others = dict.fromkeys(ABOUT_THE_ATHLETE, "miss")
            assert how(first) == others | {"calendar": "late"}
            assert first.missing == ["calendar"]
            assert part_of(first, "calendar").took_ms < 1_900
            await until(lambda: not process.making._tasks)
            second = await assemble(ask(club), process)
            assert set(how(second).values()) == {"hit"}
            assert reader.read.count(CALENDAR) == 1

    asyncio.run(story())


def test_a_part_that_cannot_be_read_takes_nothing_from_the_others(club: Club, sources: Sources) -> None:
    async def story() -> None:
        async with sources() as process:
            watched(process).failing.add(SPORT.text)
            context = await assemble(ask(club), process)
            assert how(context) == dict.fromkeys(ABOUT_THE_ATHLETE, "miss") | {"sport": "failed"}

    asyncio.run(story())


@pytest.mark.parametrize("statement", [VERSIONS, ROSTER], ids=["versions", "people"])
def test_nothing_is_told_where_it_is_not_known_whose_names_to_take_out(
    club: Club, sources: Sources, statement: Statement
) -> None:
    async def story() -> None:
        async with sources() as process:
            watched(process).failing.add(statement.text)
            context = await assemble(ask(club), process)
            assert context.scrubber is None
            assert [part.text for part in context.parts if part.text] == []
            assert "failed" in how(context).values()

    asyncio.run(story())


def test_without_redis_it_is_read_each_time(club: Club, sources: Sources) -> None:
    async def story() -> None:
        async with sources(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0") as process:
            for _ in range(2):
                context = await assemble(ask(club), process)
                assert how(context) == dict.fromkeys(ABOUT_THE_ATHLETE, "miss")
                assert "There is no check-in of the last weeks" in told_by(context)

    asyncio.run(story())


def test_a_frozen_redis_costs_no_more_than_its_patience(
    club: Club, sources: Sources, valkey_server: EmbeddedValkey
) -> None:
    async def story() -> Context:
        async with sources(patience_ms=200) as process:
            valkey_server.freeze()
            try:
                return await assemble(ask(club, budget_seconds=5), process)
            finally:
                valkey_server.thaw()

    assert how(asyncio.run(story())) == dict.fromkeys(ABOUT_THE_ATHLETE, "miss")


def test_many_who_ask_the_same_have_it_read_once(club: Club, sources: Sources) -> None:
    async def story() -> None:
        async with sources() as process:
            reader = watched(process)
            reader.seconds[OPERATORS_PICTURE.text] = 0.5
            await asyncio.gather(*(assemble(ask(club), process) for _ in range(20)))
            assert reader.read.count(OPERATORS_PICTURE) == 1
            assert reader.read.count(VERSIONS) == 20

    asyncio.run(story())


def test_it_is_bounded_and_the_last_parts_are_cut_first(club: Club, sources: Sources) -> None:
    for number in range(100):
        club.workout(number % 7, coach_notes=f"note {number} " * 40)
    club.document(*("training in heat " * 60 for _ in range(8)))

    async def story() -> tuple[Context, Context]:
        async with sources() as process, sources(chat_context_tokens=500) as narrow:
            asked = ask(club, "heat?")
            return await assemble(asked, process), await assemble(asked, narrow)

    wide, narrow = asyncio.run(story())
    assert part_of(wide, "calendar").tokens <= 1_500
    assert 0 < part_of(wide, "documents").tokens <= 3_000
    assert narrow.tokens <= 500
    whole = [one.text == other.text for one, other in zip(wide.parts, narrow.parts, strict=True)]
    assert whole[:3] == [True, True, False]
    assert part_of(narrow, "documents").tokens < 50


def test_whom_one_may_not_see_one_is_told_nothing_about(club: Club, sources: Sources) -> None:
    stranger, document = club.user("Somebody"), club.document("secret")

    async def refused(asked: ContextAsk) -> str:
        async with sources() as process:
            with pytest.raises(ContextRefusedError) as refusal:
                await assemble(asked, process)
            return refusal.value.what

    assert asyncio.run(refused(ask(club, user_id=stranger))) == "athlete"
    assert asyncio.run(refused(ask(club, client_id=uuid4()))) == "athlete"
    assert asyncio.run(refused(ask(club, user_id=uuid4()))) == "user"
    foreign = ask(club, user_id=stranger, client_id=None, document_ids=[document])
    assert asyncio.run(refused(foreign)) == "documents"
    assert asyncio.run(refused(ask(club, document_ids=[document, uuid4()]))) == "documents"


def test_about_nobody_in_particular_there_are_documents_only(club: Club, sources: Sources) -> None:
    club.document("Drink in the heat.")

    async def story() -> Context:
        async with sources() as process:
            return await assemble(ask(club, "heat", client_id=None, business_id=club.business), process)

    assert how(asyncio.run(story())) == {"documents": "miss"}


def test_no_name_is_told_and_none_is_kept_in_redis(club: Club, sources: Sources) -> None:
    """Whoever wrote it: the coach, the athlete, somebody in a document. A new name is known at once."""
    club.member("Kim Dahl")
    club.workout(1, coach_notes="Åsa runs with KIM; call Robin, 070-123 45 67")
    club.document("Asa Öbergs knee, by Robin Lindqvist (robin@example.org)", title="Kim Dahl on knees")
    club.run(
        "INSERT INTO chat_memories (client_id, user_id, fact, fact_key)"
        " VALUES (%s, %s, 'Kim is a friend', 'k')",
        *(club.athlete, club.coach),
    )

    async def story() -> None:
        async with sources() as process:
            told = told_by(await assemble(ask(club, "knee"), process))
            assert "the athlete runs with somebody else; call the coach, [number]" in told
            assert "the athletes knee, by the coach ([e-mail])" in told
            assert "somebody else is a friend" in told
            club.run("UPDATE clients SET name = 'Runs Knee' WHERE id = %s", club.athlete)
            renamed = await assemble(ask(club, "knee"), process)
            assert set(how(renamed).values()) == {"miss"}
            assert "the athlete with somebody else" in told_by(renamed)
            kept = process.kept._redis.commands
            names = kept.scan_iter(match=f"{process.kept._prefix}*")
            texts = [await kept.get(name) async for name in names]
            whole = b"\n".join(texts).decode()
            assert len(texts) > 6
            for name in ("Åsa", "Asa", "Öberg", "KIM", "Kim", "Dahl", "Robin", "Lindqvist", "example.org"):
                assert name not in whole
            assert renamed.scrubber is not None
            assert renamed.scrubber("How is Kim?") == "How is somebody else?"

    asyncio.run(story())


def test_what_an_athlete_told_the_assistant_is_not_told_to_the_coach(club: Club, sources: Sources) -> None:
    club.run(
        "INSERT INTO chat_memories (client_id, user_id, fact, fact_key) VALUES (%s, %s, 'Hates hills', 'k')",
        *(club.athlete, club.login),
    )

    async def story() -> tuple[Context, Context]:
        async with sources() as process:
            return await assemble(ask(club, user_id=club.login), process), await assemble(ask(club), process)

    mine, coachs = asyncio.run(story())
    assert part_of(mine, "memories").text == "- Hates hills"
    assert part_of(coachs, "memories").text == ""
