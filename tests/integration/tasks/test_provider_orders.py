"""G4: in whatever order events come, however often, and cut into runs as one likes, the last one counts."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from providers.adapters import strava as module
from tasks.provider_events import apply_events
from tasks.work import Work
from tests.intake import CheckInWriter
from tests.provider_events import at, connect_account, put

pytestmark = pytest.mark.integration

KEY = "strava:activity:7"


class Strava:
    """What Strava has: after each event the activity is another one, or gone."""

    def __init__(self, history: list[str]) -> None:
        #: Aspects, by the second.
        self.history = history

    def activity(self, _: Any, activity_id: int) -> dict[str, Any]:
        """As it is now, which is after all of its history."""
        if self.history[-1] == "delete":
            raise module.NotFoundError("it is gone")
        return {
            "id": activity_id,
            "athlete": {"id": 77},
            "sport_type": "Ride",
            "start_date": "2026-03-14T16:31:07Z",
            "moving_time": 600 + len(self.history),
        }


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[str], list[list[int]]]:
    """What happened to an activity; and how it was told: which events each run finds, some of them again."""
    updates = draw(st.integers(0, 3))
    history = ["create", *["update"] * updates, *draw(st.sampled_from([[], ["delete"]]))]
    told = draw(st.permutations(range(len(history))))
    again = draw(st.lists(st.sampled_from(range(len(history))), max_size=3))
    order = [*told, *again]
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)) | {len(order)})
    return history, [order[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


@pytest.fixture
def watched(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_the_last_event_counts(
    watched: Connection[DictRow],
    story: tuple[list[str], list[list[int]]],
) -> None:
    history, runs = story
    connection = watched
    connection.execute("TRUNCATE activities, provider_events, provider_connections, owed_work, owed_inputs")
    athlete = CheckInWriter(connection).athlete()
    connect_account(connection, athlete, 77)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "strava_api", lambda: Strava(history))
        patch.setattr("tasks.provider_events.connected", lambda *_: None)
        for run in runs:
            put(connection, *(_event(history[second], second) for second in run))
            with connection.transaction():
                report = apply_events(connection, [Work(KEY, b"", 1, 1)])
            assert not {*report.failed, *report.dead, *report.later}
    rows = connection.execute("SELECT * FROM activities WHERE deleted_at IS NULL").fetchall()
    if history[-1] == "delete":
        assert rows == []
    else:
        assert [row["duration_seconds"] for row in rows] == [600 + len(history)]
    outcomes = connection.execute("SELECT outcome FROM provider_events").fetchall()
    assert len(outcomes) == len(history)
    assert all(row["outcome"] for row in outcomes)


def _event(aspect: str, second: int) -> dict[str, Any]:
    return {
        "provider": "strava",
        "name": f"{aspect} {second}",
        "key": KEY,
        "owner": "77",
        "object_type": "activity",
        "object_id": "7",
        "aspect": aspect,
        "event_at": at(second // 2).isoformat(),  # two of them in each second
    }
