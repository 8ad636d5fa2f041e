"""An operator at a terminal: commands typed against real servers, what they said, and what came of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.verdicts import Dead
from ops.cli import main
from storage import ledger

LANE = CHECKINS.name


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON document."""
        return json.loads(self.out)


#: Types `afterwrite` with these arguments.
Type = Callable[..., Said]
#: Makes keys dead, in the ledger and in Redis.
Kill = Callable[..., None]


@pytest.fixture
def environment(database_url: str, redis_url: str, redis_prefix: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "AFTERWRITE_REDIS_PREFIX": redis_prefix,
        "AFTERWRITE_OPERATOR": "night shift",
        "COLUMNS": "200",
    }


@pytest.fixture
def type_(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def type_(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["afterwrite", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return type_


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def lane(redis_url: str, redis_prefix: str) -> Iterator[LaneClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    yield LaneClient(CHECKINS, client, redis_prefix)
    client.close()


@pytest.fixture
def kill(connection: Connection[DictRow], lane: LaneClient) -> Kill:
    def kill(*keys: str, reason: str = "ValueError: no") -> None:
        revisions = ledger.owe(connection, LANE, dict.fromkeys(keys))
        lane.submit_many([(key, b"", revisions[key]) for key in keys], delay_ms=0)
        token = new_token()
        lane.claim(len(keys), token)
        ledger.mark_dead(connection, LANE, dict.fromkeys(keys, reason))
        lane.settle(token, dict.fromkeys(keys, Dead(reason)))

    return kill
