"""What the protocol needs of Redis: these commands, on the keys of its lane, and nothing else."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from coalescing.client import ScriptClient
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, SubmitOutcome
from coalescing.verdicts import DONE, Dead, Retry

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
PAGE = (Path(__file__).parents[3] / "docs" / "coalescing.md").read_text()
#: What the page tells operators to allow: the lines indented by four under that heading.
COMMANDS = " ".join(
    re.findall(r"^    (\w.*)$", PAGE.split("needs, on the keys")[1].split("##")[0], re.MULTILINE)
)


@pytest.fixture
def limited(raw: "redis.Redis", redis_prefix: str) -> Iterator[ScriptClient]:
    """A client whose user may run `COMMANDS` on the keys of the lane `test`, and nothing else."""
    rights = (f"~{{{redis_prefix}:test}}:*", *(f"+{name}" for name in COMMANDS.split()))
    raw.script_flush()
    raw.execute_command("ACL", "SETUSER", "limited", "reset", "on", ">made-up", *rights)
    port = raw.connection_pool.connection_kwargs["port"]
    client = ScriptClient.connect(f"redis://limited:made-up@127.0.0.1:{port}/0", timeout_ms=10_000)
    yield client
    client.close()
    raw.execute_command("ACL", "DELUSER", "limited")


def test_a_server_that_was_demoted_is_left(
    raw: "redis.Redis", redis_url: str, make_lane: Callable[..., LaneClient]
) -> None:
    """After a failover the old primary refuses writes: the same call, sent again, must meet the new one."""
    client = ScriptClient.connect(redis_url, timeout_ms=10_000)
    lane = make_lane(client)
    lane.submit("before")
    raw.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        before = raw.info("stats")["total_connections_received"]
        with pytest.raises(RedisUnavailableError):
            lane.submit("during")
        assert raw.info("stats")["total_connections_received"] > before
    finally:
        raw.execute_command("REPLICAOF", "NO", "ONE")
    lane.submit("after")
    client.close()


def test_the_whole_protocol_runs_with_these_rights(
    limited: ScriptClient, make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    lane, hasty = make_lane(limited), make_lane(limited, lease_ms=1, max_crashes=1)
    lane.submit_many([(key, b"") for key in ("done", "retry", "dead", "crash", "forget")])
    (poke_id,) = lane.poke(10, HOUR_MS, 1).ids
    assert len(lane.claim(10, "t", poke_id)) == len(lane.claim(10, "t", poke_id)) == 5
    lane.extend("t", ["crash"])
    lane.submit("retry", b"new")
    lane.settle("t", {"done": DONE, "retry": Retry(HOUR_MS, "r"), "dead": Dead("d"), "crash": Retry(0, "r")})
    assert lane.settle("t", {"done": DONE})
    for token in ("c1", "c2"):
        assert hasty.claim(1, token)
        wait_until(lambda: hasty.stats().gauges.overdue, 5, "the lease ended")
        hasty.sweep()
    assert lane.forget("forget") is EntryState.HELD
    assert lane.forget("retry") is not EntryState.ABSENT
    assert lane.submit("dead", if_absent=True) is SubmitOutcome.DEAD
    assert lane.submit("dead") is SubmitOutcome.REVIVED
    assert lane.forget("dead") is EntryState.WAITING
    assert lane.peek("done").state is EntryState.ABSENT


def test_without_a_right_the_error_is_one_of_this_package(
    limited: ScriptClient, make_lane: Callable[..., LaneClient], redis_prefix: str
) -> None:
    foreign = LaneClient(make_lane().lane, limited, f"not-{redis_prefix}")

    with pytest.raises(ScriptRefusedError, match=r"(?i)permission|access"):
        foreign.submit("a")
