"""A full run with everything going wrong, and logs that tell nobody's name, health, address or secret.

Canaries are planted wherever people and programs can write something; then each log of each process and
server is searched for them. Among what goes wrong is what quotes rows and arguments: PostgreSQL's DETAIL,
Celery's own lines, uvicorn's access log, a handler whose error says what it was given.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import celery
import httpx
import psycopg
import pytest

from ops.ports import free_port
from runtime.settings import Settings
from runtime.tokens import mint
from tests.up import Platform

pytestmark = pytest.mark.acceptance

Wait = Callable[..., Any]

#: What must not be found, by what it is.
CANARIES = {
    "name": "Zephyrine Quackenbush",
    "part of a name": "Quackenb",
    "address": "zq@canary.example",
    "another address": "coach-of-zq@canary.example",
    "notes": "my left knee clicks since the canary flew",
    "physio reason": "wants to be rid of the parrot",
    "rehab notes": "three sets of feathered squats",
    "HRV": "61.82731",
    "hours of sleep": "6.13579",
    "resting heart rate": "51.73917",
    "searched for": "Featherstonehaugh",
    "password of a channel": "s3cret-of-the-channel",
    "path of a channel": "hook-path-8812",
    "payload of a lane": "payload-of-the-aviary",
    "words of a handler": "said by the handler of the aviary",
    "argument of a task": "lane-of-the-aviary",
    "bypass secret": "a bypass secret that is long enough to be believed in",
    "metrics token": "a metrics token that is long enough to be believed in",
    "previous secret": "a previous secret that is long enough to be believed in",
    "verify token": "verify-token-4417-that-is-long-enough",
    "secret of an address": "an-address-that-only-a-provider-knows-0042",
    "key of an assistant": "sk-of-the-parrot-that-answers-0042",
    "secret of the application": "secret-of-the-application-0042-and-longer",
}

LANE = """
from coalescing.lanes import Lane

AVIARY = Lane(
    name="aviary", queue="aviary", key_form="cageId", handler="aviary:feed", window_ms=1, batch=1,
    max_attempts=1,
)

def feed(connection, work):
    raise ValueError(f"said by the handler of the aviary: {work[0].payload}")
"""

HAND_OFF = """
import os, psycopg
from handoff import Handoff
with Handoff.connect() as handoff, psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    with handoff.transaction(connection) as work:
        work.owe("aviary", "cage-7", {"seed": "payload-of-the-aviary"})
"""

#: Of the schema, as if it had defects: each makes a process fail with a row in PostgreSQL's message.
DEFECTS = (
    "ALTER TABLE daily_metrics ADD CONSTRAINT not_in_the_api CHECK (athlete_notes NOT LIKE '%flew')",
    "ALTER TABLE daily_metrics ADD CONSTRAINT not_in_a_worker CHECK (wellness_score IS NULL)",
)

CHECK_IN = {
    "hrvRMSSD": 61.82731, "hrvQuality": "GOOD", "restingHR": 51.73917, "sleepQuality": 5,
    "sleepHours": 6.13579, "muscleSoreness": 5, "energyLevel": 5, "mood": 5, "stress": 5, "injuryPain": 7,
    "notes": "my left knee clicks since the canary flew over", "requestPhysioContact": True,
    "physioContactReason": CANARIES["physio reason"], "rehabNotes": CANARIES["rehab notes"],
}  # fmt: skip


@pytest.fixture
def platform(tmp_path: Path, wait_until: Wait) -> Iterator[Platform]:
    (tmp_path / "aviary.py").write_text(LANE)
    platform = Platform(
        tmp_path / "data",
        *("--workers", "1", "--no-flower"),
        AFTERWRITE_LANE_MODULES="aviary",
        AFTERWRITE_LOAD_TEST_BYPASS_ENABLED="true",
        AFTERWRITE_LOAD_TEST_BYPASS_SECRET=CANARIES["bypass secret"],
        AFTERWRITE_METRICS_TOKEN=CANARIES["metrics token"],
        AFTERWRITE_JWT_PREVIOUS_SECRET=CANARIES["previous secret"],
        AFTERWRITE_STRAVA_WEBHOOK_SECRET=CANARIES["secret of an address"],
        AFTERWRITE_STRAVA_VERIFY_TOKEN=CANARIES["verify token"],
        AFTERWRITE_STRAVA_CLIENT_SECRET=CANARIES["secret of the application"],
        AFTERWRITE_CHAT_OPENAI_KEY=CANARIES["key of an assistant"],
        AFTERWRITE_LOG_LEVEL="DEBUG",
        AFTERWRITE_LOG_FORMAT="json",
        AFTERWRITE_DELIVERY_ALLOW_PRIVATE="true",
    )
    try:
        wait_until(platform.is_ready, 90, "the platform is up")
        yield platform
    finally:
        platform.end()


class Visit:
    """Somebody who uses the platform, and writes down secrets that it hands out."""

    def __init__(self, platform: Platform) -> None:
        exports = platform.run("env").stdout
        self.environment = dict(re.findall(r"^export (\w+)='?(.*?)'?$", exports, re.MULTILINE))
        self.secret = (platform.folder / "secrets" / "jwt").read_text().strip()
        self.environment |= {
            "AFTERWRITE_LANE_MODULES": "aviary",
            "AFTERWRITE_LOG_LEVEL": "DEBUG",
            "AFTERWRITE_JWT_SECRET": self.secret,
        }
        self.settings = Settings(jwt_secret=self.secret)
        self.given: dict[str, str] = {"secret for tokens": self.secret}
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            self.client = self._settle(connection)
        self.token = self.given["token"] = mint(self.settings, CANARIES["another address"])
        self.as_coach = {"authorization": f"Bearer {self.token}"}

    def _settle(self, connection: psycopg.Connection[Any]) -> str:
        insert = "INSERT INTO users (email, name, role) VALUES (%s, %s, 'COACH') RETURNING id"
        (coach,) = (
            connection.execute(insert, [CANARIES["another address"], CANARIES["name"]]).fetchone() or ()
        )
        (client,) = (
            connection.execute(
                "INSERT INTO clients (user_id, name, email) VALUES (%s, %s, %s) RETURNING id",
                [coach, CANARIES["name"], CANARIES["address"]],
            ).fetchone()
            or ()
        )
        return str(client)

    def body(self, **fields: Any) -> dict[str, Any]:
        return {"clientId": self.client, "date": datetime.now(UTC).date().isoformat(), **CHECK_IN, **fields}

    def write(self, api: httpx.Client) -> None:
        """Check-ins that are taken, refused and failed, and whatever can be asked in vain."""

        def post(body: dict[str, Any], **headers: str) -> int:
            return api.post("/api/daily-metrics", json=body, headers=headers).status_code

        assert post(self.body(), **self.as_coach) == 200
        assert post(self.body(notes="since the canary flew"), **self.as_coach) == 500
        assert post(self.body(notes=CANARIES["notes"] * 20, mood=99), **self.as_coach) == 422
        assert post(self.body(), authorization=f"Bearer {self.token}x") == 401
        assert post(self.body(), cookie=f"afterwrite-auth-token={self.token[:-1]}") == 401
        assert post(self.body(), **self.as_coach, origin="https://canary.example") == 403
        bypass = {"x-load-test-secret": CANARIES["bypass secret"], "x-auth-user-email": CANARIES["address"]}
        assert post(self.body(), **bypass) == 404
        assert post(self.body(notes="x" * 100_000), **self.as_coach) == 413
        broken = f'{{"notes": "{CANARIES["notes"]}'
        assert api.post("/api/daily-metrics", content=broken, headers=self.as_coach).status_code == 400
        assert api.get("/athletes", params={"q": CANARIES["searched for"]}, headers=self.as_coach).is_success
        assert api.get(
            f"/api/daily-metrics?clientId={CANARIES['name']}", headers=self.as_coach
        ).is_client_error
        assert api.get(f"/nowhere?hub.verify_token={CANARIES['verify token']}").status_code == 404
        assert api.get(
            "/metrics", headers={"authorization": f"Bearer {CANARIES['metrics token']}"}
        ).is_success
        assert api.post("/sign-in", data={"token": self.token}).status_code == 303

    def add_channels(self, api: httpx.Client) -> None:
        """One that cannot be reached; its secret is seen once."""
        place = f"zq:{CANARIES['password of a channel']}@127.0.0.1"
        url = f"http://{place}:{free_port()}/{CANARIES['path of a channel']}"
        channel = {"kind": "WEBHOOK", "url": url, "label": CANARIES["name"]}
        made = api.post("/api/notification-channels", json=channel, headers=self.as_coach).json()
        self.given["secret of a webhook"] = made["secret"]
        test = f"/api/notification-channels/{made['channel']['id']}/test"
        assert api.post(test, headers=self.as_coach).status_code == 202
        ntfy = f"ntfy://{place}:{free_port()}/topic"
        channel = {"kind": "APPRISE", "url": ntfy, "label": CANARIES["name"]}
        made = api.post("/api/notification-channels", json=channel, headers=self.as_coach).json()
        assert api.post(
            f"/api/notification-channels/{made['channel']['id']}/test", headers=self.as_coach
        ).is_success

    def send_a_task_that_fails(self) -> None:
        """As a defect would: Celery itself writes what it was given."""
        app = celery.Celery(broker=self.environment["REDIS_URL"], set_as_current=False)
        app.conf.broker_transport_options = {"global_keyprefix": "afterwrite:celery:"}
        with app.connection_for_write() as connection:
            app.send_task(
                "tasks.drain", [CANARIES["argument of a task"]], queue="maintenance", connection=connection
            )


@contextlib.contextmanager
def an_api_with_an_access_log(visit: Visit, output: Path, wait_until: Wait) -> Iterator[httpx.Client]:
    """As somebody starts it who has not been told of `--no-access-log`."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "api_hooks.app:app", "--port", str(port)]
    with output.open("w") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, **visit.environment, "AFTERWRITE_LOG_FORMAT": "json"},
            cwd=output.parent,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as api:
            wait_until(lambda: _answers(port), 30, "it answers")
            yield api
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def test_c8_no_log_has_a_canary(platform: Platform, wait_until: Wait, tmp_path: Path) -> None:
    visit = Visit(platform)
    with psycopg.connect(visit.environment["DATABASE_URL"], autocommit=True) as connection:
        for defect in DEFECTS:
            connection.execute(defect.encode())
        access_log = tmp_path / "access.log"
        with httpx.Client(base_url=platform.addresses["api_url"], trust_env=False, timeout=20) as api:
            visit.write(api)
            visit.add_channels(api)
        visit.send_a_task_that_fails()
        with an_api_with_an_access_log(visit, access_log, wait_until) as api:
            assert api.get(
                "/athletes", params={"q": CANARIES["searched for"]}, headers=visit.as_coach
            ).is_success
            assert api.get(
                f"/x?token={visit.token}&hub.verify_token={CANARIES['verify token']}"
            ).is_client_error
            assert api.post(
                "/api/daily-metrics", json=visit.body(notes="flew"), headers=visit.as_coach
            ).is_error
            webhook = f"/api/integrations/strava/webhook/{CANARIES['secret of an address']}"
            assert api.post(webhook, json={"object_type": CANARIES["name"]}).is_client_error
        subprocess.run(
            [sys.executable, "-c", HAND_OFF],
            env={**os.environ, **visit.environment},
            cwd=tmp_path,
            check=True,
            timeout=60,
        )
        reason = lambda lane: (  # noqa: E731
            connection.execute("SELECT last_error FROM owed_work WHERE lane = %s", [lane]).fetchone()
            or [None]
        )[0]
        wait_until(lambda: reason("aviary"), 30, "the aviary's key is dead")
        wait_until(lambda: reason("checkins"), 30, "the check-in's assessment has failed")
        assert CANARIES["words of a handler"] in reason("aviary"), "who may read the ledger is told"
        assert re.fullmatch(
            r"CheckViolation: new row .* violates check constraint \"\w+\"", reason("checkins")
        )

    def wrote(words: str) -> bool:
        return any(words in path.read_text(errors="replace") for path in platform.folder.rglob("*.log*"))

    for words in ("a request failed", "run failed", "tasks.drain", "UnknownLane", "CheckViolation 23514"):
        wait_until(lambda words=words: wrote(words), 30, f"a log has {words!r}")
    dead = platform.run("dead", "list", "--json")
    assert json.loads(dead.stdout), "and whoever operates it sees why"
    logs = {path: path.read_text(errors="replace") for path in [*platform.folder.rglob("*.log*"), access_log]}
    logs[platform.output] = platform.output.read_text()
    found = [
        f"{what} in {path.name}: {line}"
        for path, text in logs.items()
        for what, canary in (CANARIES | visit.given).items()
        for line in text.splitlines()
        if canary in line
    ]
    assert found == []
    assert "GET /athletes?[query]" in logs[access_log]
    assert any("postgres" in str(path) for path in logs)
