"""Every door, asked by Schemathesis for what the OpenAPI document promises: the real app, on real servers.

`make schemathesis` runs it for long, with servers of its own; what is given as ARGS goes to `st run`. CI runs
it for short (tests/integration/api_hooks/test_promises.py).
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import psycopg
import structlog
from psycopg.rows import dict_row

from api_hooks.application import create_app
from ops.embedded import EmbeddedServers
from runtime.heartbeats import BEATS, WORKERS, Heartbeat
from runtime.settings import Settings
from runtime.tokens import mint
from storage.migrate import upgrade
from tests.doors import THINGS, World, doors_of
from tests.serving import serve

ROOT = Path(__file__).parents[1]

CONFIGURATION = ROOT / "tests" / "promises.toml"

#: Of each kind of thing. What one request has removed is not there for the next.
THINGS_OF_A_KIND = 30

#: What is held against the document. Whether each body that it allows is taken is not among them: there are
#: days that are too far away and athletes that are not there, which no schema says.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
)

#: Of the app's settings, those that are other than usual: one user has to write a lot here, and a worker that
#: was heard of once is enough.
SETTINGS: dict[str, Any] = {
    "writes_per_minute": 10_000_000,
    "worker_seen_within_seconds": 7_200,
    "beat_seen_within_seconds": 7_200,
}


def ask(api: httpx.Client, world: World, settings: Settings, arguments: Sequence[str]) -> tuple[int, str]:
    """Have all operations asked, as an ADMIN; answers the exit code and what was printed.

    Args:
        api: the app. Its document is read over HTTP, as anybody reads it.
        world: where there is something to ask about.
        settings: the app's.
        arguments: for `st run`, beside those that are always the same.
    """
    token = mint(settings, str(world.users["admin"]))
    _pretend_to_be_complete(settings)
    command = (
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)),
        *("run", f"{api.base_url}/openapi.json"),
        *("--checks", ",".join(CHECKS), "--header", f"Authorization: Bearer {token}"),
        *("--no-color", "--continue-on-failure", *arguments),
    )
    done = subprocess.run(
        command,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.promises_hooks", "PROMISES": _given(world)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.replace(token, "[token]")


def _pretend_to_be_complete(settings: Settings) -> None:
    """Let a worker and a beat be heard of once: else `/readyz` says, as it should, that they are missing."""
    for kind in (WORKERS, BEATS):
        heartbeat = Heartbeat(
            settings.require_redis_url(), settings.redis_prefix, "somebody", timeout_ms=250, kind=kind
        )
        heartbeat.beat()


def _given(world: World) -> str:
    """Ids that there are, for the hooks: of the athlete, and by the beginnings of paths."""
    of_paths = {
        path: [str(getattr(world, kind)()) for _ in range(1 if kind in world.SINGLE else THINGS_OF_A_KIND)]
        for path, kind in THINGS.items()
    }
    return json.dumps({"athlete": str(world.athletes[""]), "today": world.today, "things": of_paths})


def main(arguments: Sequence[str]) -> int:
    """Run it with servers of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="afterwrite-promises-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # for root: PostgreSQL, as another user, has to pass through
        with EmbeddedServers(folder, Settings(), durable=False) as servers:
            upgrade(servers.database_url)
            settings = Settings(
                DATABASE_URL=servers.database_url,
                REDIS_URL=servers.redis_url,
                jwt_secret="only for the minutes that this takes",
                **SETTINGS,
            )
            with (
                psycopg.connect(servers.database_url, autocommit=True, row_factory=dict_row) as connection,
                serve(settings) as api,
            ):
                code, printed = ask(api, World(connection), settings, arguments)
    sys.stdout.write(printed)
    sys.stdout.write(f"{len(doors_of(create_app(Settings())))} doors in the route table\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
