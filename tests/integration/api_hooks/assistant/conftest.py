"""The app with a stand-in for its providers: one for a module's tests, each of which makes its people."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from runtime.tokens import mint
from tests.chat_servers.behaviour import Behaviour, ChatServers
from tests.chat_servers.running import chat_servers
from tests.integration.api_hooks.conftest import _ask, _settings
from tests.serving import serve

Sql = Callable[..., list[dict[str, Any]]]


@dataclass(frozen=True)
class Person:
    """A login, and the athlete that it is, or that is its own."""

    user: str
    client: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Stage:
    """The running app, and what it runs on."""

    api: httpx.Client
    settings: Settings
    sql: Sql

    def athlete(
        self, *, tier: str | None = "PRO", consents: bool = True, coach: Person | None = None, **columns: Any
    ) -> Person:
        """An athlete with a login."""
        owner = coach.user if coach else self._user("COACH")
        name = columns.pop("name", "Aino Testberg")
        values = {"user_id": owner, "name": name, **columns}
        client = self._insert("clients", **values)
        user = self._user("ATHLETE", name)
        self.sql("INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)", client, user)
        if tier is not None:
            self._insert("athlete_subscriptions", client_id=client, tier=tier)
        if consents:
            self._insert("chat_consents", client_id=client, user_id=user)
        return Person(user, client, self._headers(user))

    def coach(self, *, consents: bool = True) -> Person:
        """A coach, with an athlete who has no login."""
        user = self._user("COACH")
        client = self._insert("clients", user_id=user, name="Bo Testlund")
        if consents:
            self._insert("chat_consents", client_id=client)
        return Person(user, client, self._headers(user))

    def business(self) -> str:
        return self._insert("businesses", name="a business")

    @contextmanager
    def another(self, **settings: Any) -> Iterator["Stage"]:
        """A second app on the same servers, with other settings."""
        changed = self.settings.model_copy(update=settings)
        with serve(changed) as api:
            yield Stage(api, changed, self.sql)

    def _user(self, role: str, name: str = "Cleo Testkvist") -> str:
        return self._insert("users", email=f"{uuid.uuid4().hex}@example.org", name=name, role=role)

    def _insert(self, table: str, **values: Any) -> str:
        names, places = ", ".join(values), ", ".join(["%s"] * len(values))
        key = "id" if table not in {"athlete_subscriptions", "chat_consents"} else "client_id"
        statement = f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING {key}::text AS id"
        (row,) = self.sql(statement, *values.values())
        return str(row["id"])

    def _headers(self, user: str) -> dict[str, str]:
        return {"authorization": f"Bearer {mint(self.settings, user)}"}


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServers]:
    with chat_servers() as state:
        yield state


@pytest.fixture(scope="module")
def _staged(
    postgres_server: EmbeddedPostgres,
    valkey_server: EmbeddedValkey,
    template_database: str,
    model: ChatServers,
) -> Iterator[Stage]:
    name = f"test_chat_{uuid.uuid4().hex}"
    _ask(postgres_server.url, f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY")
    url = f"{postgres_server.url.rpartition('/')[0]}/{name}"
    settings = _settings(url, valkey_server.url, name).model_copy(
        update={
            "chat_openai_url": f"{model.url}/v1",
            "chat_openai_models": ("gpt-stand-in", "gpt-other"),
            "chat_anthropic_url": model.url,
            "chat_anthropic_models": ("claude-stand-in",),
            "chat_heartbeat_seconds": 0.2,
        }
    )
    with serve(settings) as api:
        yield Stage(api, settings, partial(_ask, url))
    _ask(postgres_server.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def stage(_staged: Stage) -> Stage:
    return _staged


@pytest.fixture(autouse=True)
def provider(model: ChatServers) -> ChatServers:
    """The stand-in as it is in the beginning: it echoes at once."""
    model.usual, model.next, model.got = Behaviour(), [], []
    model.going_on.set()
    return model


@pytest.fixture
def another(stage: Stage) -> Callable[..., AbstractContextManager[Stage]]:
    return stage.another
