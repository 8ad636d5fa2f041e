"""Settings come from the environment, are checked at once, and say what is wrong with them."""

import base64
import re

import pytest
from pydantic import SecretStr, ValidationError

from runtime.settings import Settings, SettingsError, get_settings

STRONG = "x" * 32


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWRITE_API_PORT", "9000")
    monkeypatch.setenv("AFTERWRITE_JWT_SECRET", STRONG)
    settings = get_settings()
    assert settings.api_port == 9000
    assert settings.jwt_secret == SecretStr(STRONG)


@pytest.mark.parametrize("prefix", ["", "AFTERWRITE_"])
def test_servers_are_found_under_their_usual_names_too(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv(f"{prefix}DATABASE_URL", "postgresql://somewhere/db")
    monkeypatch.setenv(f"{prefix}REDIS_URL", "redis://somewhere")
    assert get_settings().require_database_url() == "postgresql://somewhere/db"
    assert get_settings().require_redis_url() == "redis://somewhere"


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = get_settings()
    monkeypatch.setenv("AFTERWRITE_API_PORT", "9000")
    assert get_settings() is first


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("AFTERWRITE_API_PORT", "")
    assert get_settings().database_url is None
    assert get_settings().api_port == 8000


def test_a_server_that_is_needed_and_not_set_is_named() -> None:
    with pytest.raises(SettingsError, match=r"DATABASE_URL is not set.*afterwrite up"):
        Settings().require_database_url()
    with pytest.raises(SettingsError, match="REDIS_URL is not set"):
        Settings().require_redis_url()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_PORT", "eighty"),
        ("API_PORT", "65536"),
        ("REDIS_TIMEOUT_MS", "251"),
        ("REDIS_TIMEOUT_MS", "9"),
        ("API_POOL_SIZE", "0"),
        ("POSTGRES_TIMEOUT_SECONDS", "0"),
        ("CHECK_IN_MAX_AGE_DAYS", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("REDIS_PREFIX", "with{brace}"),
        ("JWT_LEEWAY_SECONDS", "-1"),
        ("TRUSTED_ORIGINS", "https://a.example.org,*"),
        ("TRUSTED_ORIGINS", "https://a.example.org/path"),
        ("TRUSTED_ORIGINS", "https://*.example.org"),
        ("TRUSTED_ORIGINS", "null"),
        ("HSTS_SECONDS", "-1"),
        ("WRITES_PER_MINUTE", "0"),
        ("BODY_TIMEOUT_SECONDS", "0"),
        # PostgreSQL has no day that is so far back: no night would remove anything.
        ("NOTIFICATIONS_DAYS", "10000000"),
        ("DELIVERIES_DAYS", "10000000"),
        ("EFFECTS_DAYS", "10000000"),
        ("PROVIDER_EVENTS_DAYS", "10000000"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"AFTERWRITE_{name}", value)
    with pytest.raises(SettingsError, match=re.compile(name, re.IGNORECASE)):
        get_settings()


@pytest.mark.parametrize(
    "name", ["jwt_secret", "jwt_previous_secret", "load_test_bypass_secret", "metrics_token"]
)
def test_a_secret_that_can_be_guessed_is_refused_and_not_repeated(name: str) -> None:
    weak = "hunter2" * 4
    with pytest.raises(
        ValidationError, match=f"AFTERWRITE_{name.upper()} must be at least 32 bytes"
    ) as caught:
        Settings.model_validate({name: weak})
    assert weak not in caught.value.errors()[0]["msg"]
    assert getattr(Settings.model_validate({name: STRONG}), name) == SecretStr(STRONG)


def test_the_bypass_needs_a_switch_and_a_secret_and_has_neither_by_default() -> None:
    assert not Settings().load_test_bypass_enabled
    assert Settings().load_test_bypass_secret is None
    with pytest.raises(ValidationError, match="needs AFTERWRITE_LOAD_TEST_BYPASS_SECRET"):
        Settings(load_test_bypass_enabled=True)


def test_secrets_do_not_show() -> None:
    shown = repr(Settings.model_validate({"jwt_secret": STRONG, "load_test_bypass_secret": STRONG}))
    assert STRONG not in shown


def test_keys_of_tokens_are_keys_and_are_not_repeated() -> None:
    key, other = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in (250, 7))
    assert Settings().token_keys == ()
    settings = Settings.model_validate({"token_keys": f"{key}, {other}"})
    assert [each.get_secret_value() for each in settings.token_keys] == [key, other]
    assert settings.as_environment()["AFTERWRITE_TOKEN_KEYS"] == f"{key},{other}"
    assert key not in repr(settings)
    for wrong in ("hunter2", key[:-2], key + "AAAA", "ö" * 44):
        with pytest.raises(ValidationError, match="number 2 is not a key") as caught:
            Settings.model_validate({"token_keys": f"{key},{wrong}"})
        assert wrong not in caught.value.errors()[0]["msg"]
        assert wrong not in str(caught.value)


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.model_validate(
        {
            "DATABASE_URL": "postgresql://somewhere/db",
            "REDIS_URL": "redis://somewhere",
            "jwt_secret": STRONG,
            "api_port": 0,
            "load_test_bypass_enabled": True,
            "load_test_bypass_secret": STRONG,
            "data_dir": "relative/folder",
        }
    )
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    again = get_settings()
    assert again == settings.model_copy(update={"data_dir": settings.data_dir.absolute()})
