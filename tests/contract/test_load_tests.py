"""The load tests' scripts can be run, scaled, and failed: each endpoint has its thresholds."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load_test.budget import missed_thresholds
from benchmarks.load_test.given import FOLDER, SCRIPTS
from benchmarks.load_test.k6 import K6Error, k6_binary, run_k6

pytestmark = pytest.mark.contract

LOADS = {
    "smoke": [("1m0s", 10), ("3m0s", 25), ("1m0s", 0)],
    "baseline": [("3m0s", 50), ("7m0s", 150), ("3m0s", 300), ("2m0s", 0)],
    "stress": [("4m0s", 100), ("8m0s", 300), ("5m0s", 500), ("3m0s", 0)],
    "prod-shape": [("4m0s", 75), ("8m0s", 200), ("6m0s", 350), ("4m0s", 0)],
}


def inspect(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    try:
        binary = k6_binary()
    except K6Error as error:
        pytest.skip(str(error))
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    return subprocess.run(
        [binary, "inspect", "--include-system-env-vars", FOLDER / "k6" / f"{script}.js"],
        env={**environment, "K6_NO_USAGE_REPORT": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def options(script: str, **variables: str) -> dict[str, Any]:
    ended = inspect(script, **variables)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


class Shapeless(BaseHTTPRequestHandler):
    """Answers each question with 200 and an object that has nothing in it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def shapeless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Shapeless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def stages(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(stage["duration"], stage["target"]) for stage in found["scenarios"]["load"]["stages"]]


def test_an_answer_without_what_is_looked_at_is_a_failure(shapeless: str, tmp_path: Path) -> None:
    try:
        k6_binary()
    except K6Error as error:
        pytest.skip(str(error))
    variables = {"BASE_URL": shapeless, "CLIENT_IDS": "one", "TEAM_ID": "some"}
    small = {"SCALE": "0.1", "DURATION_SCALE": "0.001"}
    summary = run_k6(FOLDER / "k6" / "smoke.js", {**variables, **small}, tmp_path / "summary.json")
    failed = "endpoint_failed{endpoint:team-dashboard}"
    assert summary["metrics"][failed]["values"]["rate"] == 1
    assert f"{failed}: rate<=0.015" in missed_thresholds(summary)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_load_is_that_of_the_traffic_model(script: str) -> None:
    assert stages(options(script)) == LOADS[script]


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_can_be_scaled(script: str) -> None:
    scaled = stages(options(script, SCALE="0.1", DURATION_SCALE="0.1"))
    assert [target for _, target in scaled] == [
        max(1, int(n / 10 + 0.5)) if n else 0 for _, n in LOADS[script]
    ]
    assert scaled[0][0] in {"6s", "18s", "24s"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_i4_and_i5_thresholds_can_fail_and_degraded_answers_do(script: str) -> None:
    thresholds = options(script)["thresholds"]
    assert thresholds["endpoint_degraded"] == ["rate==0"]
    assert thresholds["wrong_values"] == ["count==0"]
    limits = [
        float(each.partition("<=")[2]) for all_ in thresholds.values() for each in all_ if "p(9" in each
    ]
    assert limits
    assert max(limits) <= 5_000
    for endpoint in {name for name in thresholds if name.startswith("http_req_duration{endpoint:")}:
        assert f"endpoint_failed{endpoint.removeprefix('http_req_duration')}" in thresholds


def test_services_outside_are_asked_only_if_that_is_wanted(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    webhook = {"path": "/api/integrations/strava/webhook/x", "subscription": 1, "accounts": [7], "each": 20}
    people.write_text(json.dumps({"coaches": [], "webhook": webhook}))
    usual = options("stress")
    assert set(usual["scenarios"]) == {"load"}
    whole = options("stress", ENABLE_AI="true", ENABLE_WEBHOOK="true", DATA_FILE=str(people))
    assert set(whole["scenarios"]) == {"load", "webhook", "assistant1", "assistant2", "assistant3"}
    asked = [whole["scenarios"][f"assistant{number}"] for number in (1, 2, 3)]
    minutes = 20 * 60
    assert all(window["duration"] == "1m36s" for window in asked)  # short ones, of 20 minutes
    assert [window["startTime"] for window in asked] == ["4m0s", "10m0s", "16m0s"]
    assert whole["scenarios"]["webhook"]["rate"] * minutes == 60_000
    for endpoint in ("ai-chat-post", "strava-webhook-post"):
        more = set(whole["thresholds"]) - set(usual["thresholds"])
        assert f"endpoint_failed{{endpoint:{endpoint}}}" in more


def test_i6_a_weight_of_zero_is_none() -> None:
    thresholds = options("prod-shape", PROD_SHAPE_DASHBOARD_WEIGHT="0")["thresholds"]
    assert not any("team-dashboard" in name or "business-stats" in name for name in thresholds)


@pytest.mark.parametrize("variables", [{"SCALE": "much"}, {"DAILY_METRICS_DAYS": "91"}, {"ENABLE_AI": "yes"}])
def test_what_makes_no_sense_ends_the_run_before_it_begins(variables: dict[str, str]) -> None:
    ended = inspect("stress", **variables)
    assert ended.returncode != 0
    ((name, value),) = variables.items()
    assert f"{name}={value}" in ended.stderr


def test_the_scripts_load_nothing_from_elsewhere() -> None:
    for path in sorted((FOLDER / "k6").rglob("*.js")):
        imports = re.findall(r"from '([^']+)'", path.read_text(encoding="utf-8"))
        assert [each for each in imports if not each.startswith(("k6", "./"))] == []


def test_every_variable_is_in_the_document() -> None:
    page = (Path(__file__).parents[2] / "docs" / "load-tests.md").read_text(encoding="utf-8")
    scripts = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "k6").rglob("*.js"))
    named = set(re.findall(r"(?:number|flag|words)\('([A-Z_]+)'", scripts))
    assert len(named) > 25
    assert {name for name in named if f"`{name}`" not in page} == set()
