"""Owing from a plain script: a process of its own, with nothing but the environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.valkey import EmbeddedValkey
from tests.integration.handoff.conftest import HANDED_OVER, NOTHING, OWED_ONLY, OutcomeOf

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]

SCRIPT = """
import os, sys
import psycopg
from handoff import Handoff

with psycopg.connect(os.environ["DATABASE_URL"]) as connection, Handoff.connect() as handoff:
    with handoff.transaction(connection) as work:
        connection.execute("INSERT INTO orders VALUES (%s)", ["o1"])
        receipt = work.owe("shop-mails", "o1", {"order": "o1"})
        if "--fail" in sys.argv:
            sys.exit("no more")
print(*receipt)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_is_committed_is_owed_and_waits(outcome_of: OutcomeOf) -> None:
    done = run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "shop-mails o1 1\n", "")
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_rolled_back_was_never_owed(outcome_of: OutcomeOf) -> None:
    assert run("--fail").returncode == 1
    assert outcome_of("o1") == NOTHING


def test_without_redis_it_is_owed_and_a_warning_is_on_stderr(
    outcome_of: OutcomeOf, valkey_server: EmbeddedValkey
) -> None:
    valkey_server.kill()
    try:
        done = run()
    finally:
        valkey_server.start()
    assert (done.returncode, done.stdout) == (0, "shop-mails o1 1\n")
    assert done.stderr.count("Redis is not available") == 1
    assert outcome_of("o1") == OWED_ONLY
