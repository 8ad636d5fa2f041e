"""Passages are found by what a question speaks of, in either language, whatever anybody types."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from chat.context.asked import ContextAsk
from chat.context.assemble import assemble
from storage.document_search import MOST_PASSAGES, SEARCH
from tests.club import Club
from tests.integration.chat.conftest import Sources, part_of, told_by

pytestmark = pytest.mark.integration


def found(connection: Connection[DictRow], question: str, *documents: str) -> list[str]:
    parameters = {"question": question, "document_ids": list(documents)}
    return [row["text"] for row in connection.execute(SEARCH.text, parameters)]


def test_a_whole_sentence_finds_passages_that_have_some_of_its_words(club: Club) -> None:
    document = club.document(
        "Drink before you are thirsty.", "Running downhill loads the knees.", "Rest on Mondays."
    )
    assert found(club.connection, "Should my knee hurt when I run down a hill?", document)[0].startswith(
        "Running"
    )
    assert found(club.connection, "How long is a marathon?", document) == []


def test_a_title_speaks_for_the_passages_of_its_document(club: Club) -> None:
    heat = club.document("Drink before you are thirsty.", "Begin later.", title="How we train in heat")
    other = club.document("Heat needs two weeks.", title="Altitude")
    swedish = club.document("Drick mer.", title="Värme", language="sv")
    assert set(found(club.connection, "What of the heat?", heat, other, swedish)) == {
        "Drink before you are thirsty.",
        "Begin later.",
        "Heat needs two weeks.",
    }
    assert found(club.connection, "Thirsty in the heat?", heat, other)[0] == "Drink before you are thirsty."
    assert found(club.connection, "Hur gör vi i värmen?", heat, other, swedish) == ["Drick mer."]
    assert found(club.connection, "How long is a marathon?", heat, other, swedish) == []


def test_swedish_words_are_found_as_swedish_bends_them(club: Club) -> None:
    swedish = club.document("Löparna vilar på måndagar.", "Drick mycket i värmen.", language="sv")
    english = club.document("Runners rest on Mondays.")
    assert found(club.connection, "Hur ofta ska en löpare vila?", swedish, english) == [
        "Löparna vilar på måndagar."
    ]
    assert found(club.connection, "When do runners rest?", swedish, english) == ["Runners rest on Mondays."]


def test_no_question_is_an_error_and_few_passages_are_enough(club: Club) -> None:
    document = club.document(*(f"Heat, heat and passage {number}." for number in range(20)))
    assert len(found(club.connection, "heat", document)) == MOST_PASSAGES
    assert found(club.connection, "", document) == []
    assert found(club.connection, "the and of", document) == []


HOSTILE = (
    "'",
    "\\",
    "''\\'",
    "a & | ! b",
    "heat:*",
    "(heat",
    "heat <-> <2> '",
    "http://x.y/?q='a'&b=\\c",
    '"heat" -x',
)


def test_signs_of_a_query_language_mean_nothing(club: Club) -> None:
    document = club.document("In the heat.")
    for question in HOSTILE:
        expected = ["In the heat."] if "heat" in question else []
        assert found(club.connection, question, document) == expected, question


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_a_question(club: Club, question: str) -> None:
    found(club.connection, question)


def ask(club: Club, question: str, **more: Any) -> ContextAsk:
    return ContextAsk(**{"user_id": club.coach, "client_id": club.athlete, "question": question} | more)


def test_one_is_answered_from_the_documents_that_are_named_or_from_all_about_the_athlete(
    club: Club, sources: Sources
) -> None:
    named = club.document("Heat one.", title="Named")
    club.document("Heat two.", title="Athlete's", business_id=None, client_id=club.athlete)
    club.document("Heat three.", title="Coach's", business_id=None)
    other = club.one("INSERT INTO businesses (name) VALUES ('Another') RETURNING id")
    club.run(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        other,
        club.coach,
    )
    club.document("Heat four.", title="Another business's", business_id=other)

    async def story() -> tuple[str, str]:
        async with sources() as process:
            every = await assemble(ask(club, "heat"), process)
            one = await assemble(ask(club, "heat", document_ids=[named]), process)
            return part_of(every, "documents").text, part_of(one, "documents").text

    every, one = asyncio.run(story())
    assert [f"Heat {number}." in every for number in ("one", "two", "three", "four")] == [
        True,
        True,
        True,
        False,
    ]
    assert one == 'From "Named":\nHeat one.'


def test_a_new_version_is_told_at_once(club: Club, sources: Sources) -> None:
    club.document("Heat is old.")

    async def story() -> None:
        async with sources() as process:
            assert "old" in told_by(await assemble(ask(club, "heat"), process))
            assert part_of(await assemble(ask(club, "heat"), process), "documents").how == "hit"
            club.run("UPDATE documents SET version = 2")
            club.run("UPDATE document_chunks SET version = 2, text = 'Heat is new.'")
            again = part_of(await assemble(ask(club, "heat"), process), "documents")
            assert (again.how, again.text) == ("miss", 'From "Heat":\nHeat is new.')

    asyncio.run(story())
