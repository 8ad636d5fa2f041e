"""docs/providers.md shows a provider of one's own: its code is run as it stands there."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from api_hooks.provider_webhooks import _adapter_of, _rows
from coalescing.declared import lane_named
from domain.providers import Provider
from providers.adapters.declared import declared_adapters
from runtime.settings import SettingsError, get_settings
from tasks.drain import run
from tasks.handlers import handler_of
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane
from tests.provider_events import connect_account, outcomes, put

pytestmark = pytest.mark.integration

PAGE = (Path(__file__).parents[3] / "docs" / "providers.md").read_text(encoding="utf-8")
SECRET = "the-secret-of-the-logbook-of-our-club"


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's module, and the settings that name it."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "rowing_log.py").write_text(block)
    monkeypatch.syspath_prepend(tmp_path)
    for name, value in re.findall(r"^export (\w+)=(.*)$", PAGE, re.MULTILINE):
        monkeypatch.setenv(name, SECRET if value == "..." else value)
    get_settings.cache_clear()
    yield
    sys.modules.pop("rowing_log", None)


@pytest.mark.usefixtures("_installed")
def test_the_example_runs(
    connection: Connection[DictRow], writer: CheckInWriter, make_lane: MakeLane
) -> None:
    athlete = writer.athlete()
    connect_account(connection, athlete, "robin", provider=Provider.CONCEPT2)
    settings = get_settings()
    adapter = _adapter_of({"provider": "concept2", "secret": SECRET}, settings)
    at = int(datetime.now(UTC).timestamp()) - 60

    def says(**more: Any) -> None:
        body = {"rower": "robin", "row": 7, "at": at, "what": "rowed", "seconds": 1_920.5, **more}
        rows, _ = _rows(adapter, json.dumps(body).encode(), settings)
        put(connection, *rows)

    lane = make_lane(lane_named("concept2"))
    handler = handler_of(lane.lane)

    def drained() -> list[tuple[str, float]]:
        lane.submit("concept2:row:7")
        run(lane, handler)
        query = "SELECT type, duration_seconds FROM activities WHERE deleted_at IS NULL"
        return [(row["type"], row["duration_seconds"]) for row in connection.execute(query)]

    says()
    says()
    assert drained() == [("ROWING", 1_920.5)]
    says(what="removed", at=at + 9)
    says(what="corrected", at=at + 5)
    assert drained() == []
    assert outcomes(connection) == [("rowed", "APPLIED"), ("removed", "APPLIED"), ("corrected", "COALESCED")]


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("rowing_log", "of the form module:name"),
        ("rowing_log:NOTHING", "cannot be imported"),
        ("nowhere_at_all:ADAPTER", "cannot be imported"),
        ("rowing_log:CONCEPT2", "it has no"),
        ("rowing_log:ADAPTER,rowing_log:ADAPTER", "already"),
    ],
)
@pytest.mark.usefixtures("_installed")
def test_a_wrong_name_is_said(monkeypatch: pytest.MonkeyPatch, named: str, why: str) -> None:
    monkeypatch.setenv("AFTERWRITE_PROVIDER_ADAPTERS", named)
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match=why):
        declared_adapters()
