"""What is outside in a load test: stand-ins for a model's provider and for Strava, and who is connected."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import SecretStr

from ops.errors import OpsError
from ops.ports import free_port
from providers.connections.access import sealed_as
from providers.vault import Vault

#: How long the stand-in for a model takes for its first word, and for each.
MODEL_MS, WORD_MS = 300.0, 15.0
#: What it says.
_REPLY = "You slept well and are as ready as usual, so what is planned suits you: warm up, and enjoy it."
_MODEL = "stand-in"
#: Athletes who are connected with Strava, and how many activities each of them has there.
ACCOUNTS, EACH = 200, 20
_FIRST_ACCOUNT = 1_000
_SUBSCRIPTION = 120_475
_LIMIT = 1_000_000
_START_SECONDS = 20.0
_ROOT = Path(__file__).parents[2]

_CONNECT = """
INSERT INTO provider_connections
    (client_id, provider, external_user_id, access_token, refresh_token, expires_at, scope)
VALUES (%s, 'STRAVA', %s, %s, %s, to_timestamp(%s), %s)
"""
_CONSENT = "INSERT INTO chat_consents (client_id) SELECT id FROM clients"


@dataclass(frozen=True, slots=True)
class Outside:
    """The stand-ins that a run wants; without an address it does not want one."""

    model_url: str | None
    strava_url: str | None
    token_key: str
    door: str

    @property
    def settings(self) -> dict[str, Any]:
        """Settings by which the platform finds them."""
        found: dict[str, Any] = {}
        if self.model_url:
            found |= {"chat_openai_url": f"{self.model_url}/v1", "chat_openai_models": (_MODEL,)}
        if self.strava_url:
            found |= {
                "strava_url": self.strava_url,
                "strava_client_id": "90210",
                "strava_client_secret": SecretStr("a secret of this run alone"),
                "strava_subscription_id": _SUBSCRIPTION,
                "strava_webhook_secret": SecretStr(self.door),
                "token_keys": (SecretStr(self.token_key),),
            }
        return found

    @property
    def lanes(self) -> list[str]:
        """Lanes in which what came from there is worked on."""
        return [*(["chat-afterwards"] if self.model_url else []), *(["strava"] if self.strava_url else [])]

    @property
    def told(self) -> dict[str, Any]:
        """What k6 has to know of them."""
        if not self.strava_url:
            return {}
        accounts = [_FIRST_ACCOUNT + number for number in range(ACCOUNTS)]
        path = f"/api/integrations/strava/webhook/{self.door}"
        webhook = {"path": path, "subscription": _SUBSCRIPTION, "accounts": accounts, "each": EACH}
        return {"webhook": webhook}

    def introduce(self, connection: Connection[DictRow], athletes: Sequence[UUID]) -> None:
        """Connect athletes with their accounts, and have everybody agree to be talked about.

        Args:
            connection: in autocommit.
            athletes: `ACCOUNTS` of them at least.
        """
        if self.model_url:
            connection.execute(_CONSENT)
        if self.strava_url:
            vault = Vault([SecretStr(self.token_key)])
            accounts = self.told["webhook"]["accounts"]
            with httpx.Client(base_url=self.strava_url, trust_env=False) as strava:
                asked = ({"athlete_id": each} for each in accounts)
                grants = [strava.post("/control/grants", json=each).json() for each in asked]
            pairs = zip(athletes, grants, strict=False)
            with connection.cursor() as cursor:
                cursor.executemany(_CONNECT, [_connected(vault, *pair) for pair in pairs])


@contextmanager
def outside(variables: Mapping[str, str]) -> Iterator[Outside]:
    """Start the stand-ins that `ENABLE_AI` and `ENABLE_WEBHOOK` ask for, and stop them at the end.

    Raises:
        OpsError: one does not come up.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(wanted: str, module: str, *arguments: str) -> str | None:
        if variables.get(wanted, "false") != "true":
            return None
        port = free_port()
        command = [sys.executable, "-m", module, "--port", str(port), *arguments]
        started.append(subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL))
        return f"http://127.0.0.1:{port}"

    try:
        model = start(
            "ENABLE_AI",
            "tests.chat_servers",
            *("--latency-ms", f"{MODEL_MS:g}", "--word-ms", f"{WORD_MS:g}", "--reply", _REPLY),
        )
        limits = ("--quarter", "--day", "--read-quarter", "--read-day")
        strava = start(
            "ENABLE_WEBHOOK",
            "tests.strava_server",
            *("--client-id", "90210", "--client-secret", "a secret of this run alone"),
            *(word for limit in limits for word in (limit, str(_LIMIT))),
        )
        for url in filter(None, (model, strava)):
            _wait_for(url)
        yield Outside(model, strava, Fernet.generate_key().decode(), secrets.token_urlsafe(32))
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(10)


def _connected(vault: Vault, client: UUID, grant: Mapping[str, Any]) -> tuple[Any, ...]:
    account = str(grant["athlete_id"])
    sealed = [
        vault.seal(SecretStr(grant[f"{which}_token"]), sealed_as("STRAVA", account, which))
        for which in ("access", "refresh")
    ]
    return (client, account, *sealed, grant["expires_at"], grant["scope"])


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/", trust_env=False, timeout=1)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise OpsError(f"The stand-in at {url} does not come up.")
