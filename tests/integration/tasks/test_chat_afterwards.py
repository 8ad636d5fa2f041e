"""After an answer: its usage is counted once, and what the athlete has said of themselves is remembered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lanes import CHAT_AFTERWARDS
from domain.chat import MOST_MEMORIES
from runtime.settings import get_settings
from storage.chat_afterwards import remember
from storage.chat_answers import LANE
from storage.chat_removal import REMOVE
from tasks import chat_afterwards
from tasks.chat_afterwards import after_answers
from tasks.chat_sweep import sweep_answers
from tasks.reports import BatchReport
from tasks.work import Work
from tests.chat_servers.behaviour import ChatServers
from tests.chat_servers.running import chat_servers
from tests.conftest import WaitUntil

pytestmark = pytest.mark.integration

Database = Connection[DictRow]


def one(connection: Database, statement: str, *parameters: Any) -> Any:
    row = connection.execute(statement.encode(), parameters).fetchone()
    assert row is not None
    return next(iter(row.values()))


class Talk:
    """A conversation of an athlete's with the assistant."""

    def __init__(self, connection: Database, *, consents: bool = True, is_athlete_chat: bool = True) -> None:
        self.connection = connection
        insert = "INSERT INTO users (email, name, role) VALUES (gen_random_uuid(), 'Aino Testberg', %s)"
        new_user = f"{insert} RETURNING id"
        self.user: UUID = one(connection, new_user, "ATHLETE" if is_athlete_chat else "COACH")
        self.client: UUID = one(
            connection,
            "INSERT INTO clients (user_id, name) VALUES (%s, 'Aino Testberg') RETURNING id",
            self.user,
        )
        connection.execute(
            "INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)", [self.client, self.user]
        )
        if consents:
            connection.execute("INSERT INTO chat_consents (client_id) VALUES (%s)", [self.client])
        self.id: UUID = one(
            connection,
            "INSERT INTO ai_conversations (user_id, client_id, is_athlete_chat, title)"
            " VALUES (%s, %s, %s, 't') RETURNING id",
            self.user,
            self.client,
            is_athlete_chat,
        )

    def say(self, message: str, *, state: str = "DONE", tokens: tuple[int, int] = (100, 20)) -> UUID:
        said = one(
            self.connection,
            "INSERT INTO ai_messages (conversation_id, role, sender_id, content) VALUES (%s, 'user', %s, %s)"
            " RETURNING id",
            self.id,
            self.user,
            message,
        )
        answer: UUID = one(
            self.connection,
            "INSERT INTO ai_messages (conversation_id, role, reply_to, state, provider, content,"
            " prompt_tokens, completion_tokens, finished_at, alive_until)"
            " VALUES (%s, 'assistant', %s, %s, 'OPENAI', 'a', %s, %s, '2026-03-14T12:00Z',"
            " CASE WHEN %s = 'PENDING' THEN now() - interval '1 s' END) RETURNING id",
            self.id,
            said,
            state,
            *tokens,
            state,
        )
        return answer

    def run(self) -> BatchReport:
        with self.connection.transaction():
            return after_answers(self.connection, [Work(str(self.id), b"", 3, 1)])

    @property
    def usage(self) -> list[tuple[int, ...]]:
        rows = self.connection.execute(
            "SELECT month, answers, prompt_tokens, completion_tokens FROM chat_usage WHERE user_id = %s",
            [self.user],
        )
        return [tuple(row.values()) for row in rows]

    @property
    def memories(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT fact FROM chat_memories WHERE client_id = %s ORDER BY created_at, fact", [self.client]
        )
        return [row["fact"] for row in rows]


@pytest.fixture
def talk(connection: Database) -> Talk:
    return Talk(connection)


def test_usage_is_counted_once_however_often_it_is_run(talk: Talk) -> None:
    talk.say("Hello.")
    talk.say("Hello again.", state="CUT", tokens=(7, 1))
    assert talk.run().done == {str(talk.id): 3}
    talk.run()
    month = 2026 * 12 + 2
    assert talk.usage == [(month, 2, 107, 21)]
    talk.say("And once more.", tokens=(1, 1))
    talk.run()
    assert talk.usage == [(month, 3, 108, 22)]


def test_of_two_runs_at_the_same_time_one_counts(
    talk: Talk, connection: Database, database_url: str, wait_until: WaitUntil
) -> None:
    """The other has lost its claim, and does not know it."""
    talk.say("Hello.")
    work = [Work(str(talk.id), b"", 1, 1)]

    def run_too() -> None:
        with psycopg.connect(database_url, row_factory=dict_row) as other:
            after_answers(other, work)

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    other = threading.Thread(target=run_too)
    with psycopg.connect(database_url, row_factory=dict_row) as first:
        after_answers(first, work)
        other.start()
        wait_until(lambda: one(connection, waiting), 10, "the other run waits for this one")
    other.join(10)
    assert [row[1] for row in talk.usage] == [1]


def test_what_is_under_way_is_not_counted_yet(talk: Talk) -> None:
    talk.say("Hello.", state="PENDING")
    talk.run()
    assert talk.usage == []


def test_a_lasting_fact_is_remembered_once(talk: Talk) -> None:
    talk.say("My goal is a marathon under four hours. How is my readiness today? I slept badly.")
    talk.say("Min dröm är Vasaloppet! I am allergic to nuts.")
    talk.say("MY GOAL is a marathon under four hours")
    talk.run()
    talk.run()
    assert sorted(talk.memories) == [
        "I am allergic to nuts.",
        "Min dröm är Vasaloppet!",
        "My goal is a marathon under four hours.",
    ]


@pytest.mark.parametrize("how", [{"consents": False}, {"is_athlete_chat": False}])
def test_nothing_is_remembered_without_consent_or_of_what_a_coach_says(
    connection: Database, how: dict[str, bool]
) -> None:
    talk = Talk(connection, **how)
    talk.say("My goal is a marathon.")
    talk.run()
    assert talk.memories == []
    assert len(talk.usage) == 1


def test_memories_are_bounded_and_the_oldest_go(talk: Talk, connection: Database) -> None:
    connection.execute(
        "INSERT INTO chat_memories (client_id, user_id, fact, fact_key, created_at)"
        " SELECT %s, %s, 'old ' || n, 'old ' || n, now() - n * interval '1 day'"
        " FROM generate_series(1, %s) n",
        [talk.client, talk.user, MOST_MEMORIES],
    )
    talk.say("My goal is a marathon.")
    talk.run()
    assert len(talk.memories) == MOST_MEMORIES
    assert "My goal is a marathon." in talk.memories
    assert f"old {MOST_MEMORIES}" not in talk.memories


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServers]:
    with chat_servers() as state:
        monkeypatch.setenv("AFTERWRITE_CHAT_OPENAI_URL", f"{state.url}/v1")
        monkeypatch.setenv("AFTERWRITE_CHAT_OPENAI_MODELS", "gpt-stand-in")
        get_settings.cache_clear()
        yield state


def test_a_model_is_asked_without_names_and_what_that_costs_is_counted(
    model: ChatServers, talk: Talk
) -> None:
    model.behave(reply='Sure: ["Runs with a friend on Mondays", "runs with a friend on mondays."]')
    talk.say("Aino Testberg here, aino@example.org: I run with a friend on Mondays.")
    talk.run()
    assert talk.memories == ["Runs with a friend on Mondays"]
    (got,) = model.got
    assert "Aino" not in got.text
    assert "@" not in got.text
    asked = len(got.text.split())
    assert talk.usage[0][2:] == (100 + asked, 20 + len(model.usual.reply.split(" ")))


def test_where_the_model_does_not_say_the_rules_do(model: ChatServers, talk: Talk) -> None:
    model.behave(status=500)
    talk.say("My goal is a marathon.")
    talk.run()
    assert talk.memories == ["My goal is a marathon."]


def test_what_a_dead_process_was_making_is_ended_given_back_and_owed(
    talk: Talk, connection: Database
) -> None:
    answer = talk.say("Are you there?", state="PENDING")
    connection.execute("UPDATE ai_messages SET quota_month = 5 WHERE id = %s", [answer])
    connection.execute("INSERT INTO chat_quotas (client_id, month, used) VALUES (%s, 5, 3)", [talk.client])
    alive = Talk(connection).say("I am alive.", state="PENDING")
    connection.execute(
        "UPDATE ai_messages SET alive_until = now() + interval '1 minute' WHERE id = %s", [alive]
    )
    assert sweep_answers.run() == {"interrupted": 1}
    assert sweep_answers.run() == {"interrupted": 0}
    assert one(connection, "SELECT state FROM ai_messages WHERE id = %s", answer) == "INTERRUPTED"
    assert one(connection, "SELECT state FROM ai_messages WHERE id = %s", alive) == "PENDING"
    assert one(connection, "SELECT used FROM chat_quotas WHERE client_id = %s", talk.client) == 2
    assert one(connection, "SELECT lane FROM owed_work WHERE key = %s", str(talk.id)) == LANE
    assert CHAT_AFTERWARDS.name == LANE
    talk.run()
    assert len(talk.usage) == 1


def test_a_key_that_is_no_id_fails_alone(talk: Talk, connection: Database) -> None:
    talk.say("Hello.")
    with connection.transaction():
        report = after_answers(connection, [Work("x", b"", 1, 1), Work(str(talk.id), b"", 1, 1)])
    assert (set(report.failed), set(report.done)) == ({"x"}, {str(talk.id)})


BLOCKED = "SELECT cardinality(pg_blocking_pids(%s)) > 0"


def remove(talk: Talk, connection: Database | None = None) -> Any:
    """What the door does for its owner."""
    parameters = {"caller_id": talk.user, "caller_email": None, "conversation_id": talk.id}
    return (connection or talk.connection).execute(REMOVE.text, parameters).fetchone()


def test_a_debt_of_a_conversation_that_is_gone_ends_in_peace_and_brings_nothing_back(talk: Talk) -> None:
    talk.say("My goal is to run a marathon.")
    talk.run()
    talk.say("I am allergic to nuts.", tokens=(3, 4))
    assert talk.memories == ["My goal is to run a marathon."]
    assert remove(talk)["is_removed"]
    counted = talk.usage
    assert counted == [(2026 * 12 + 2, 2, 103, 24)]  # what was not counted yet is counted by the removal
    report = talk.run()
    assert (report.done, report.failed) == ({str(talk.id): 3}, {})
    assert (talk.memories, talk.usage) == ([], counted)
    assert one(talk.connection, "SELECT count(*) FROM ai_messages WHERE sender_id = %s", talk.user) == 0


def test_what_is_removed_while_a_run_remembers_it_is_forgotten_too(
    talk: Talk, database_url: str, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the run, and not the run for it."""
    talk.say("My goal is to run a marathon.")
    removed: list[Any] = []
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as door:
        pid = door.info.backend_pid
        thread = threading.Thread(target=lambda: removed.append(remove(talk, door)))

        def late(*given: Any) -> None:
            thread.start()
            wait_until(lambda: one(talk.connection, BLOCKED, pid), 10, "the removal waits for this")
            remember(*given)

        monkeypatch.setattr(chat_afterwards, "remember", late)
        report = talk.run()
        thread.join(10)
    assert report.done == {str(talk.id): 3}
    assert removed[0]["is_removed"]
    assert (talk.memories, talk.usage) == ([], [(2026 * 12 + 2, 1, 100, 20)])


def test_what_is_removed_while_a_model_is_asked_is_not_remembered(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say("My goal is to run a marathon.")
    ask_model = chat_afterwards._remembered

    def removing(*given: Any) -> Any:
        found = ask_model(*given)
        remove(talk)
        return found

    monkeypatch.setattr(chat_afterwards, "_remembered", removing)
    report = talk.run()
    assert (report.done, report.failed) == ({str(talk.id): 3}, {})
    assert (talk.memories, talk.usage) == ([], [(2026 * 12 + 2, 1, 100, 20)])


def test_a_run_and_a_removal_take_several_answers_in_the_same_order(
    talk: Talk, database_url: str, wait_until: WaitUntil
) -> None:
    """Else each has one that the other waits for, and PostgreSQL ends one of the two."""
    older, newer = talk.say("Hello."), talk.say("Hello again.")
    ids = ("ffffffff-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000")
    for answer, id_ in zip((older, newer), ids, strict=True):
        talk.connection.execute("UPDATE ai_messages SET id = %s WHERE id = %s", [id_, answer])
    trouble: list[Exception] = []

    def make(work: Callable[[Database], object], connection: Database) -> threading.Thread:
        def do() -> None:
            try:
                work(connection)
                connection.commit()
            except psycopg.Error as error:
                connection.rollback()
                trouble.append(error)

        return threading.Thread(target=do)

    @contextmanager
    def holding(answer: str) -> Iterator[Database]:
        with psycopg.connect(database_url, row_factory=dict_row) as holder:
            holder.execute("SELECT FROM ai_messages WHERE id = %s FOR UPDATE", [answer])
            yield holder

    def waits(*who: Database) -> None:
        pids = [each.info.backend_pid for each in who]
        wait_until(lambda: all(one(talk.connection, BLOCKED, pid) for pid in pids), 10, "it waits")

    # As in a table that is large: found by index.
    options = " ".join(f"-c enable_{way}=off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"))
    with (
        psycopg.connect(database_url, row_factory=dict_row, options=options) as lane,
        psycopg.connect(database_url, row_factory=dict_row, options=options) as door,
    ):
        works = [
            make(lambda it: after_answers(it, [Work(str(talk.id), b"", 3, 1)]), lane),
            make(lambda it: remove(talk, it), door),
        ]
        with holding(ids[0]), holding(ids[1]) as newer_one:
            for each, thread in zip((lane, door), works, strict=True):
                thread.start()
                waits(each)
            newer_one.commit()
            waits(lane, door)
        for thread in works:
            thread.join(20)
    assert trouble == []
    assert talk.usage == [(2026 * 12 + 2, 2, 200, 40)]


def test_who_speaks_in_the_moment_of_a_removal_is_not_removed(
    talk: Talk, database_url: str, wait_until: WaitUntil
) -> None:
    removed: list[Any] = []
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as door:
        pid = door.info.backend_pid
        thread = threading.Thread(target=lambda: removed.append(remove(talk, door)))
        with talk.connection.transaction():
            talk.connection.execute("UPDATE ai_conversations SET spoken_at = now() WHERE id = %s", [talk.id])
            thread.start()
            wait_until(lambda: one(talk.connection, BLOCKED, pid), 10, "the removal waits for this")
            talk.say("And one more thing.")
        thread.join(10)
    assert (removed[0]["id"], removed[0]["is_removed"]) == (talk.id, False)
    assert one(talk.connection, "SELECT count(*) FROM ai_messages WHERE sender_id = %s", talk.user) == 1


def test_of_an_answer_whose_process_is_gone_the_reservation_is_given_back(talk: Talk) -> None:
    answer = talk.say("Hello.", state="PENDING", tokens=(0, 0))
    talk.connection.execute("UPDATE ai_messages SET quota_month = 24313 WHERE id = %s", [answer])
    talk.connection.execute("INSERT INTO chat_quotas VALUES (%s, 24313, 5)", [talk.client])
    assert remove(talk)["is_removed"]
    assert one(talk.connection, "SELECT used FROM chat_quotas WHERE client_id = %s", talk.client) == 4
