"""Every setting is in `.env.example`, with its default and a word about it, and nothing else is."""

from pathlib import Path

import pytest

from runtime.settings import Settings, environment_name

pytestmark = pytest.mark.contract

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    assert len(pairs) == len({name for name, _ in pairs}), "a setting is there twice"
    return dict(pairs)


def test_it_has_every_setting_and_no_other() -> None:
    assert set(example()) == {environment_name(field) for field in Settings.model_fields}


def test_it_builds_settings_that_equal_the_defaults() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings()


def test_the_names_are_those_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {name for name, value in example().items() if value.isdigit()}
    for name in numbers:
        monkeypatch.setenv(name, "42")
    settings = Settings()
    fields = {environment_name(field): field for field in Settings.model_fields}
    assert {name: getattr(settings, fields[name]) for name in numbers} == dict.fromkeys(numbers, 42)


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        DATABASE_URL="postgresql://a",
        REDIS_URL="redis://b",
        jwt_secret="s" * 40,
        data_dir="relative",
        api_port=0,
    )
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings.model_copy(update={"data_dir": Path("relative").absolute()})
