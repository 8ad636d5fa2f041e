"""A team with its business, and a database connection to change them by."""

from datetime import date

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.days import today_in
from tests.teams import Team, make_team


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    """Of six; its coach is active in its business."""
    made = make_team(connection, 6)
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [made.business, made.coach],
    )
    return made


@pytest.fixture
def the_day(connection: Connection[DictRow]) -> date:
    """Today, where the business is."""
    return today_in(connection)
