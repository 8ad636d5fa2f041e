"""docker-compose.yml is a Compose file, and its services are the whole platform: no queue is unattended."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from ops.processes import API_KEEP_ALIVE_SECONDS, platform_processes
from runtime.settings import Settings
from tasks.app import queue_names

pytestmark = pytest.mark.contract

PATH = Path(__file__).parents[2] / "docker-compose.yml"
SECRETS = ("POSTGRES_PASSWORD", "REDIS_PASSWORD", "FLOWER_PASSWORD", "AFTERWRITE_JWT_SECRET")
#: Fleets of workers, by service.
FLEETS = ("checkins", "effects", "summaries", "providers")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def services(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = document["services"]
    return found


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema of the Compose specification, as check-jsonschema brings it."""
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    loaded: dict[str, Any] = json.loads((folder / "compose-spec.json").read_text(encoding="utf-8"))
    return loaded


def errors(schema: dict[str, Any], document: Any) -> list[str]:
    validator = validator_for(schema, default=Draft202012Validator)(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def words(service: dict[str, Any]) -> Iterator[str]:
    for word in service["command"]:
        yield from word.split()


def queues_of(service: dict[str, Any]) -> list[str]:
    command = list(words(service))
    return command[command.index("-Q") + 1].split(",") if "-Q" in command else queue_names()


def test_it_is_a_compose_file(schema: dict[str, Any], document: dict[str, Any]) -> None:
    assert errors(schema, document) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"services": {"api": {"comand": ["x"]}}},
        {"services": {"api": {"depends_on": {"redis": {"condition": "ready"}}}}},
        {"services": {"api": {"healthcheck": {"test": 1}}}},
    ],
    ids=["an unknown word", "an unknown condition", "no command"],
)
def test_the_schema_would_notice(schema: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert errors(schema, wrong)


def test_docker_itself_takes_it() -> None:
    compose = [str(shutil.which("docker")), "compose"]
    if (
        shutil.which("docker") is None
        or subprocess.run([*compose, "version"], check=False, capture_output=True).returncode
    ):
        pytest.skip("docker compose is not installed")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", **dict.fromkeys(SECRETS, "x" * 40)}
    command = [*compose, "--file", str(PATH), "--env-file", "/dev/null", "config", "--quiet"]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def test_every_queue_is_consumed_by_one_fleet(services: dict[str, dict[str, Any]]) -> None:
    consumed = [queue for name in FLEETS for queue in queues_of(services[name])]
    assert sorted(consumed) == sorted(queue_names())
    assert {name for name, service in services.items() if "worker" in service.get("command", ())} == set(
        FLEETS
    )


def test_idle_connections_to_the_api_outlive_the_patience_of_a_load_balancer(
    services: dict[str, dict[str, Any]],
) -> None:
    command = list(words(services["api"]))
    assert int(command[command.index("--timeout-keep-alive") + 1]) == API_KEEP_ALIVE_SECONDS > 60
    (api, *_) = platform_processes(Settings(_env_file=None))
    assert api.command[api.command.index("--timeout-keep-alive") + 1] == str(API_KEEP_ALIVE_SECONDS)


def test_each_fleet_has_its_concurrency(services: dict[str, dict[str, Any]]) -> None:
    for name in FLEETS:
        command = list(words(services[name]))
        assert int(command[command.index("--concurrency") + 1]) >= 1


def test_beat_is_there_twice_and_everything_else_that_is_needed(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {"postgres", "redis", "migrate", "api", *FLEETS, "beat", "flower"}
    assert services["beat"]["deploy"]["replicas"] == 2


def test_redis_forgets_nothing(services: dict[str, dict[str, Any]]) -> None:
    command = list(words(services["redis"]))
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert (
        megabytes(command[command.index("--maxmemory") + 1])
        <= megabytes(limits(services["redis"])["memory"]) / 2
    )


def test_what_runs_is_watched_and_limited(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert set(limits(service)) == {"cpus", "memory"}, name
        assert ("healthcheck" in service) != (name == "migrate"), name
        if name not in {"postgres", "redis", "migrate"}:
            assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully", name


def test_there_is_no_password_but_one_that_somebody_sets() -> None:
    text = PATH.read_text(encoding="utf-8")
    for secret in SECRETS:
        used = re.findall(rf"\$\{{{secret}([^}}]*)\}}", text)
        assert used
        assert set(used) == {f":?set {secret}"}, "without it, nothing starts"
    assigned = re.findall(r"^\s*(\w*(?:PASSWORD|SECRET|AUTH)\w*): (.*)$", text, flags=re.MULTILINE)
    assert assigned
    assert [name for name, value in assigned if "${" not in value] == []
    assert "FLOWER_UNAUTHENTICATED_API" not in text


def test_only_this_machine_can_reach_the_ports(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def limits(service: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = service["deploy"]["resources"]["limits"]
    return found


def megabytes(size: str) -> float:
    number, unit = re.fullmatch(r"(\d+)([mMgG])b?", size).groups()  # type: ignore[union-attr]
    return int(number) * (1024 if unit in "gG" else 1)
