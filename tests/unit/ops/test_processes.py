"""The processes of the platform: their commands, their order, and what they may see of secrets."""

import shlex
from pathlib import Path

import pytest

from ops.processes import platform_processes
from ops.supervised_process import ProcessSpec
from runtime.settings import Settings

SECRET = "a-secret-of-more-than-thirty-two-bytes"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        DATABASE_URL="postgresql://u:dbpass@127.0.0.1:1/db",
        REDIS_URL="redis://:redispass@127.0.0.1:2/0",
        data_dir=tmp_path,
        jwt_secret=SECRET,
        api_port=8123,
        flower_port=5123,
        worker_concurrency=3,
    )


def by_name(specs: list[ProcessSpec]) -> dict[str, str]:
    return {spec.name: shlex.join(spec.command[1:]) for spec in specs}


def test_the_commands(settings: Settings) -> None:
    commands = by_name(platform_processes(settings, workers=2, flower_password="pw"))
    assert list(commands) == ["api", "worker1", "worker2", "beat", "flower"]
    assert commands["api"].startswith("-m uvicorn api_hooks.app:app --host 127.0.0.1 --port 8123")
    assert "-A workers worker -n worker2@%h --task-events --concurrency 3" in commands["worker2"]
    assert "-A schedules beat --pidfile=" in commands["beat"]
    assert "-A workers flower --address=127.0.0.1 --port=5123" in commands["flower"]


def test_without_a_password_there_is_no_flower(settings: Settings) -> None:
    assert list(by_name(platform_processes(settings, workers=1))) == ["api", "worker1", "beat"]


def test_beat_is_stopped_first_then_workers_the_api_and_flower(settings: Settings) -> None:
    specs = platform_processes(settings, workers=2, flower_password="pw")
    order = [spec.name for spec in sorted(specs, key=lambda spec: spec.stop_rank)]
    assert order == ["beat", "worker1", "worker2", "api", "flower"]


def test_each_gets_the_settings_and_only_flower_its_password(settings: Settings) -> None:
    for spec in platform_processes(settings, workers=1, flower_password="flowerpass"):
        assert spec.environment["DATABASE_URL"] == settings.database_url
        assert spec.environment["AFTERWRITE_JWT_SECRET"] == SECRET
        assert ("FLOWER_BASIC_AUTH" in spec.environment) == (spec.name == "flower")


def test_no_secret_is_on_a_command_line(settings: Settings) -> None:
    words = " ".join(by_name(platform_processes(settings, flower_password="flowerpass")).values())
    assert not [secret for secret in ("dbpass", "redispass", "flowerpass", SECRET) if secret in words]
