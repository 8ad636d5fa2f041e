"""`afterwrite chat`: the assistant's answer without a model, in the terminal."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _athlete(connection: Connection[DictRow]) -> None:
    connection.execute(
        "WITH coach AS ("
        "   INSERT INTO users (email, name, role) VALUES ('c@example.org', 'C', 'COACH') RETURNING id"
        "), athlete AS (INSERT INTO clients (user_id, name) SELECT id, 'Kim Berg' FROM coach RETURNING id)"
        " INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, assessed_at, engine,"
        " readiness_score, readiness_level, recommended_action)"
        " SELECT id, (now() AT TIME ZONE 'Europe/Stockholm')::date, 1, 1, now(), 'percent-2', 7.4, 'GOOD',"
        " 'PROCEED' FROM athlete"
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How ready am I?", "Readiness is 7.4 of 10 (good)"),
        ("Hur är min dagsform?", "Dagsformen är 7,4 av 10 (bra)"),
        ("What is planned?", "Nothing is planned in the next seven days."),
    ],
)
def test_it_answers_in_the_language_of_the_question(type_: Any, question: str, said: str) -> None:
    answer = type_("chat", "kim berg", question)
    assert answer.code == 0
    assert said in " ".join(answer.out.split())


def test_of_nobody_it_says_so(type_: Any) -> None:
    answer = type_("chat", "nobody", "Ready?")
    assert answer.code == 1
    assert "There is no athlete 'nobody'" in answer.err
