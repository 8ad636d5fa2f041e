"""A Valkey for one benchmark, beside that of the stage: what it holds is all that its server knows."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import redis

from benchmarks.cpu_time import CpuTime
from benchmarks.no_op import TIMEOUT_MS
from benchmarks.stage import Stage, settings
from coalescing.client import ScriptClient
from ops.binaries import find_valkey
from ops.valkey import EmbeddedValkey
from ops.waiting import wait_until

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class OwnValkey:
    """A server with its append-only file, and the ways to talk to it."""

    url: str
    scripts: ScriptClient
    client: Any
    cpu: CpuTime

    def kind(self) -> str:
        """Which server it is, and what it takes its memory from, which decides what size costs."""
        server, memory = self.client.info("server"), self.client.info("memory")
        version = server.get("valkey_version") or server["redis_version"]
        return f"{server.get('server_name', 'redis')} {version}, {memory['mem_allocator']}"

    def held_bytes(self) -> int:
        """Memory of the data, without that of clients, scripts and buffers."""
        return int(self.client.info("memory")["used_memory_dataset"])

    def wait_for_disk(self) -> None:
        """Wait until no sync of the file is under way: it has a thread of its own, once a second."""
        if not wait_until(self._is_at_rest, PATIENCE_SECONDS, 0.05):
            raise RuntimeError(f"the append-only file is busy: {self.client.info('persistence')}")

    def _is_at_rest(self) -> bool:
        return not self.client.info("persistence")["aof_pending_bio_fsync"]


@contextmanager
def own_valkey(stage: Stage, name: str) -> Iterator[OwnValkey]:
    """Start it in a folder of its own, and remove both afterwards.

    It never forks to rewrite its file: while the child lives, the server copies each page that it writes to
    and shares its cores, which has a cost of its own and is not what a move costs.
    """
    folder = stage.folder / name
    try:
        with (
            EmbeddedValkey(folder, program=find_valkey(settings().valkey_server)) as server,
            redis.Redis.from_url(server.url) as client,
            closing(ScriptClient.connect(server.url, timeout_ms=TIMEOUT_MS)) as scripts,
        ):
            client.config_set("auto-aof-rewrite-percentage", 0)
            yield OwnValkey(server.url, scripts, client, CpuTime(server.pid))
    finally:
        shutil.rmtree(folder)
