"""Nothing that is private gets into a line, whoever has logged it. Each script in a process of its own."""

import json
import subprocess
import sys
from typing import Any

import pytest

from runtime.log_hygiene import in_short, scrubbed, without_its_words

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.x7QWpRk1h8nUo-_"

PRELUDE = """
import asyncio, logging, sys
import structlog
from runtime.logs import configure_logs
from runtime.settings import Settings
configure_logs(Settings(_env_file=None, log_format="json", log_level="DEBUG"), "worker")
log = structlog.get_logger("ours")
"""


def lines(script: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script], capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_of_an_error_there_is_the_kind_and_the_place_and_none_of_its_words() -> None:
    ours, theirs, words, causes, plain = lines(
        """
def handler(notes):
    raise ValueError(f"cannot read {notes}")
try:
    handler("knee hurts, Anna")
except ValueError as error:
    log.exception("run failed", key="7", error=error)
    logging.getLogger("celery.app.trace").error(
        "Task %(name)s raised unexpected: %(exc)s", {"name": "drain", "exc": repr(error)}, exc_info=True)
    logging.getLogger("theirs").warning("it said %s", error, exc_info=error)
    try:
        raise KeyError("Anna") from error
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    log.warning("postponed", error=error, several=[error])
"""
    )
    assert not [line for line in (ours, theirs, words, causes, plain) if "Anna" in str(line)]
    assert (ours["error"], ours["key"]) == ("ValueError", "7")
    assert ours["exception"].splitlines()[0] == "ValueError"
    assert "in handler" in ours["exception"]
    assert theirs["event"] == "Task drain raised unexpected: [ValueError]"
    assert words["event"] == "it said [ValueError]"
    assert "KeyError" in causes["exception"]
    assert "ValueError" in causes["exception"]
    assert (plain["error"], plain["several"]) == ("ValueError", ["ValueError"])


def test_things_that_are_no_texts_are_looked_through_as_well() -> None:
    said = lines(
        """
from dataclasses import dataclass
@dataclass
class Row:
    address: str
for what in (Row("anna@example.org"), {"anna@example.org"}, {"anna@example.org": 1}, b"anna@example.org"):
    log.info("here", what=what)
log.info("here", what=(7, 0.5, None, True))
"""
    )
    assert not [line for line in said if "anna" in str(line)]
    assert (said[1]["what"], said[2]["what"]) == (["[address]"], {"[address]": 1})
    assert said[4]["what"] == [7, 0.5, None, True]


def test_of_a_postgres_error_there_is_the_state_and_the_constraint() -> None:
    (line,) = lines(
        """
import psycopg
class Broken(psycopg.errors.CheckViolation):
    class diag:
        constraint_name = "is_plausible"
log.warning("run failed", error=Broken("new row violates; DETAIL: Failing row contains (48, Anna)"))
"""
    )
    assert line["error"] == "Broken 23514 (is_plausible)"


def test_an_error_in_a_task_that_nobody_waits_for() -> None:
    (line,) = [
        line
        for line in lines(
            """
async def fails():
    raise ValueError("pain 7, Anna")
async def main():
    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    import gc
    gc.collect()
asyncio.run(main())
"""
        )
        if line["logger"] == "asyncio" and line["level"] == "error"
    ]
    assert "never retrieved" in line["event"]
    assert "Anna" not in str(line)
    assert "ValueError" in line["exception"]


def test_what_looks_like_a_secret_or_an_address_is_taken_out_of_all_texts() -> None:
    (line,) = lines(
        f"""
log.info("anna@example.org has {TOKEN}", url="redis://:hunter2@db:6379/0", more={{"a": ["bert@example.org"]}},
         worker="worker1@vm.example.org")
"""
    )
    assert line["event"] == "[address] has [token]"
    assert line["url"] == "redis://[secret]@db:6379/0"
    assert line["more"] == {"a": ["[address]"]}
    assert line["worker"] == "worker1@vm.example.org"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer [token]"),
        ("authorization: bearer abcdefgh-ijkl", "authorization: bearer [token]"),
        ("Basic b3BlcmF0b3I6aHVudGVyMg==", "Basic [token]"),
        ("a webhook's whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw==", "a webhook's [secret]"),
        ("postgresql://user:p%40ss@db/x", "postgresql://[secret]@db/x"),
        (
            '127.0.0.1:5 - "GET /athletes?q=Anna HTTP/1.1" 200',
            '127.0.0.1:5 - "GET /athletes?[query] HTTP/1.1" 200',
        ),
        ("GET /webhook?hub.verify_token=x&hub.challenge=y", "GET /webhook?[query]"),
        (
            "POST /api/integrations/strava/webhook/s3cret-of-it HTTP",
            "POST /api/integrations/strava/webhook/[secret] HTTP",
        ),
        ("mailto for anna.b+c@mail.example.org.", "mailto for [address]."),
        # and what is nobody's secret stays
        ("checkins 7c9e6679-7425-40de-944b-e07fc1f90ae7:2026-03-14", None),
        ("worker1@vm is back at work", None),
        ("is anybody there? yes", None),
        ("celery@worker1 ready.", None),
    ],
)
def test_what_is_taken_out_and_what_stays(said: str, shown: str | None) -> None:
    assert scrubbed(said) == (shown or said)


def test_an_error_without_words_takes_nothing_out() -> None:
    assert without_its_words("run failed", ValueError()) == "run failed"
    assert without_its_words("a b c", ValueError("a")) == "a b c"


def test_errors_that_lead_to_each_other_have_an_end() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert in_short(first).splitlines() == ["ValueError", "KeyError"]
    assert in_short(ExceptionGroup("secret", [first])).splitlines()[0] == "ExceptionGroup"
