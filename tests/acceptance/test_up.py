"""`afterwrite up` runs the platform, restarts what dies, stops everything, and keeps its data."""

import os
import re
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tasks.app import queue_names
from tests.up import Platform

pytestmark = pytest.mark.acceptance

Wait = Callable[..., Any]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Platform]]:
    started: list[Platform] = []

    def make(*arguments: str, folder: str = "data", **environment: str) -> Platform:
        started.append(Platform(tmp_path / folder, *arguments, **environment))
        return started[-1]

    yield make
    for platform in started:
        platform.end()


def api_answers(platform: Platform, path: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(platform.addresses["api_url"] + path, trust_env=False).status_code == 200
    return False


def test_it_runs_restarts_stops_and_keeps(start: Callable[..., Platform], wait_until: Wait) -> None:
    platform = start()
    wait_until(platform.is_ready, 90, "the platform is up")
    for words in (["worker", "worker1@%h"], ["worker", "worker2@%h"], ["beat"], ["flower"]):
        assert platform.find(*words), words
    check_that_flower_shows_the_queues_to_who_has_its_password(platform, wait_until)
    secrets = [path.read_text() for path in (platform.folder / "secrets").iterdir()]
    secrets += [path.read_text() for path in platform.folder.glob("*/password")]
    assert len(secrets) == 4
    check_that_a_token_opens_the_api(platform)

    worker = platform.find("worker", "worker1@%h")
    worker.kill()
    wait_until(lambda: platform.find("worker", "worker1@%h") not in {worker, None}, 60, "worker1 runs again")
    api = platform.find("api_hooks.app:app")
    api.kill()
    wait_until(lambda: platform.find("api_hooks.app:app") not in {api, None}, 60, "the api runs again")
    for pid_file in ("postgres/data/postmaster.pid", "valkey/valkey.pid"):
        os.kill(int((platform.folder / pid_file).read_text().split()[0]), signal.SIGKILL)
    wait_until(
        lambda: platform.output.read_text().count("had died and runs again") == 2, 60, "servers as well"
    )
    wait_until(lambda: api_answers(platform, "/readyz"), 60, "everything is ready again")

    said = platform.output.read_text()
    assert "worker1 | was killed by SIGKILL; starting it again" in said
    logs = "".join(path.read_text() for path in platform.folder.rglob("*.log"))
    flower_password = (platform.folder / "secrets" / "flower").read_text()
    assert said.count(flower_password) == 1, "it was made by this start, and somebody has to know it"
    assert not [
        secret for secret in secrets if (secret != flower_password and secret in said) or secret in logs
    ]

    refused = platform.run("up")
    assert refused.returncode == 1
    assert "is in use" in refused.stderr
    assert "Traceback" not in refused.stderr

    platform.look()
    os.killpg(platform.process.pid, signal.SIGINT)  # as Ctrl-C in a terminal does
    assert platform.process.wait(60) == 0
    assert platform.left() == []
    assert not (platform.folder / "servers.json").exists()

    again = start("--no-flower", "--workers", "1", "--quiet")
    wait_until(again.is_ready, 90, "the second run is up")
    with psycopg.connect(again.addresses["database_url"]) as connection:
        assert connection.execute("SELECT role FROM users").fetchall() == [("ADMIN",)]
    assert flower_password not in again.output.read_text()
    assert again.find("flower") is None
    assert again.find("worker", "worker2@%h") is None
    assert "api |" not in again.output.read_text()
    again.process.terminate()
    assert again.process.wait(60) == 0
    assert again.left() == []


def check_that_flower_shows_the_queues_to_who_has_its_password(platform: Platform, wait_until: Wait) -> None:
    url = platform.addresses["flower_url"]
    secret = platform.folder / "secrets" / "flower"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    for path in ("", "/broker", "/api/workers"):
        assert httpx.get(url + path, trust_env=False).status_code == 401
        assert httpx.get(url + path, trust_env=False, auth=("operator", "wrong")).status_code == 401
    login = ("operator", secret.read_text())

    def queues() -> set[str]:
        page = httpx.get(f"{url}/broker", trust_env=False, auth=login)
        assert page.status_code == 200
        redis_password = platform.addresses["redis_url"].partition("://")[2].rpartition("@")[0].strip(":")
        assert redis_password not in page.text
        return set(re.findall(r"<td>\s*([a-z-]+)\s*</td>", page.text))

    wait_until(lambda: queues() >= set(queue_names()), 30, "Flower's broker view has every queue")


def check_that_a_token_opens_the_api(platform: Platform) -> None:
    token = platform.run("token").stdout.strip()
    url = f"{platform.addresses['api_url']}/api/daily-metrics"
    query = {"clientId": "00000000-0000-4000-8000-000000000000"}
    assert httpx.get(url, params=query, trust_env=False).status_code == 401
    allowed = httpx.get(url, params=query, trust_env=False, headers={"Authorization": f"Bearer {token}"})
    assert (allowed.status_code, allowed.json()) == (404, {"error": "Client not found"})


def test_nothing_outlives_a_platform_that_is_killed(start: Callable[..., Platform], wait_until: Wait) -> None:
    platform = start("--workers", "1", "--no-flower")
    wait_until(platform.is_ready, 90, "the platform is up")
    assert len(platform.look()) > 5
    platform.process.kill()
    wait_until(lambda: not platform.left(), 60, "all its processes and servers are gone")
    again = start("--workers", "1", "--no-flower")
    wait_until(again.is_ready, 90, "it starts again on what was left")


def test_given_servers_are_used_and_left_alone(
    start: Callable[..., Platform], wait_until: Wait, database_url: str, redis_url: str, redis_prefix: str
) -> None:
    platform = start(
        *("--workers", "1", "--no-flower"),
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        AFTERWRITE_REDIS_PREFIX=redis_prefix,
    )
    wait_until(platform.is_ready, 90, "the platform is up")
    assert {name: platform.addresses[name] for name in ("database_url", "redis_url")} == {
        "database_url": database_url,
        "redis_url": redis_url,
    }
    assert not (platform.folder / "postgres").exists()
    assert not (platform.folder / "valkey").exists()
    refused = platform.run("token")
    assert "no login with the role ADMIN" in refused.stderr
    platform.process.terminate()
    assert platform.process.wait(60) == 0
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_a_port_that_is_taken_is_named(start: Callable[..., Platform]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        platform = start(AFTERWRITE_API_PORT=str(port))
        assert platform.process.wait(60) == 1
    said = platform.output.read_text()
    assert f"Port {port} of 127.0.0.1 is taken" in said
    assert "AFTERWRITE_API_PORT" in said
    assert "Traceback" not in said
