"""The lanes and the doors take locks in the same order: nobody waits in a circle."""

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lane_client import LaneClient
from domain.effects import Standing, Wanted
from domain.notices import NOTICE, Audience, NoticeKind, Priority
from storage import case_doors
from storage.addressing import lock_notices
from storage.injury_cases import make_cases, make_restrictions
from tasks import effects
from tasks.effects import settle_effects
from tasks.notice_effects import NoticeEffects, notice_content
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import Story
from tests.noticeboard import PAIN, NoticeBoard

pytestmark = pytest.mark.integration


class Other:
    """Somebody else, who does something and waits for a lock."""

    def __init__(self, database_url: str, does: Callable[[Connection[DictRow]], object]) -> None:
        self._url = database_url
        self._does = does
        self._errors: list[Exception] = []
        self._thread = threading.Thread(target=self._run)
        self._process = 0

    def begin(self) -> None:
        """It waits by the time that this returns."""
        self._thread.start()
        with psycopg.connect(self._url, autocommit=True) as watching:
            deadline = time.monotonic() + 10
            while not _waits(watching, self._process):
                assert self._thread.is_alive(), self._errors
                assert time.monotonic() < deadline

    def end(self) -> list[Exception]:
        """Wait for its end; answers what went wrong."""
        self._thread.join(20)
        return self._errors

    def _run(self) -> None:
        try:
            with psycopg.connect(self._url, row_factory=dict_row) as connection:
                self._process = connection.info.backend_pid
                self._does(connection)
        except psycopg.Error as error:
            self._errors.append(error)


def _waits(connection: Connection[tuple[object, ...]], process: int) -> bool:
    query = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    return connection.execute(query, [process]).fetchone() is not None


def test_a_run_that_withdraws_one_notice_and_raises_another_and_the_lane_that_tells_them(
    connection: Connection[DictRow], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = NoticeBoard(connection)
    one, two = board.athlete(), board.athlete()
    ids = [UUID(board.raise_(one, key="a")), UUID(board.raise_(two, key="z"))]
    board.withdraw(one, key="a")
    content = notice_content(NoticeKind.SYMPTOM_FLAG, [Audience.COACH], Priority.HIGH, PAIN)
    about: dict[str, Any] = {"kind": NOTICE, "date": board.today(), "revision": 1, "after": content}
    wanted = Wanted(key=f"a:{one.id}", client_id=one.id, cause={}, **about)
    standing = Standing(id=uuid4(), key=f"z:{two.id}", client_id=two.id, **about)
    teller = Other(database_url, lambda connection: lock_notices(connection, ids))
    undo = effects._undo

    def and_somebody_comes(*arguments: Any) -> frozenset[UUID]:
        left = undo(*arguments)
        teller.begin()
        return left

    monkeypatch.setattr(effects, "_undo", and_somebody_comes)
    with psycopg.connect(database_url, row_factory=dict_row) as run:
        settle_effects(run, "injuries", [standing], [wanted], {NOTICE: NoticeEffects()})
    assert teller.end() == []


def test_a_run_that_opens_a_withdrawn_case_again_and_a_person_who_assesses_it(
    writer: CheckInWriter, lane: LaneClient, database_url: str
) -> None:
    story = Story(writer, lane)
    story.hurts(0, 6).hurts(0, 1, None)
    made = {row["kind"]: row["after"] for row in story.rows("effects")}
    case = UUID(made["case"]["id"])
    parameters = {"caller_id": writer.coach, "caller_email": None, "case_id": case, "status": "RESOLVED"}
    with psycopg.connect(database_url, row_factory=dict_row) as run:
        make_cases(run, [(story.athlete, made["case"])])
        person = Other(database_url, lambda other: other.execute(case_doors.ASSESS.text, parameters))
        person.begin()
        make_restrictions(run, [(story.athlete, made["restriction"])])
    assert person.end() == []
    (row,) = story.rows("injury_cases")
    assert (row["status"], row["source"]) == ("RESOLVED", "MANUAL")
