"""The dispatcher: a thread in every worker that sees what is due, and pokes; and sweeps ended leases.

Any number of dispatchers may run: how many pokes to publish is decided in Redis, for all of them.
"""

import socket
import threading
import time
from collections import deque
from typing import Any

import structlog
from celery import bootsteps
from kombu.exceptions import OperationalError

from coalescing.declared import declared_lanes
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.lane_client import MAX_ENTRIES, LaneClient
from coalescing.lanes import Lane
from runtime.heartbeats import Heartbeat, HeartbeatsUnavailableError
from runtime.settings import Settings, get_settings
from tasks.app import MAINTENANCE_QUEUE
from tasks.burial import mark_buried
from tasks.handlers import handler_of
from tasks.poked import drain
from tasks.reconcile import reconcile
from tasks.resources import REDIS_TIMEOUT_MS, lane_client, pool, script_client
from workers.health_line import HealthLine

log = structlog.get_logger(__name__)

#: An unused poke counts as outstanding for this long; then another one may be published. A worker that is
#: killed takes the pokes along that it had fetched, so this is how long its death can delay what is due.
POKE_TTL_MS = 10_000

#: Pokes that one look at a lane publishes at most. The drains that they start empty the lane together.
POKES_AT_MOST = 32

#: Pause after Redis failed, so that its return is not met by a stampede of dispatchers.
AWAY_PAUSE_SECONDS = 0.5


#: What may go wrong in a tick because a server is away.
_AWAY = (RedisUnavailableError, HeartbeatsUnavailableError, OperationalError)


class DispatcherStep(bootsteps.StartStopStep):
    """Runs a dispatcher for as long as the worker runs."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: Any) -> "Dispatcher":
        """Make the dispatcher for the lanes whose queues this worker consumes.

        Raises:
            InvalidLaneError: One of them has a handler that cannot be imported: better now than at the first
                drain.
        """
        queues = set(worker.app.amqp.queues.consume_from)
        lanes = [lane for lane in declared_lanes().values() if lane.queue in queues]
        for lane in lanes:
            handler_of(lane)
        names = [lane.name for lane in lanes]
        return Dispatcher(worker.hostname or socket.gethostname(), names, get_settings())


class Dispatcher:
    """The thread, and what it does at each tick."""

    def __init__(self, worker: str, lanes: list[str], settings: Settings) -> None:
        self._worker = worker
        self._lanes = lanes
        self._tick_seconds = settings.dispatch_interval_ms / 1000
        self._sweep_seconds = settings.sweep_interval_ms / 1000
        self._heartbeat = Heartbeat(
            settings.require_redis_url(), settings.redis_prefix, worker, timeout_ms=REDIS_TIMEOUT_MS
        )
        self._health_line = HealthLine(worker, self._heartbeat, settings)
        #: Pokes that are registered in Redis, and not yet published, by lane.
        self._unsent: dict[str, deque[str]] = {name: deque() for name in lanes}
        self._next_sweep = 0.0
        #: Lanes in which there may be ended leases still.
        self._unswept: list[str] = []
        self._reconciled = False
        self._away = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin ticking."""
        self._thread.start()
        self._health_line.start()

    def stop(self) -> None:
        """Stop ticking, and wait for the tick that is under way."""
        self._stopping.set()
        self._thread.join(timeout=5)
        self._health_line.stop()
        self._heartbeat.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._tick_or_pause())

    def _tick_or_pause(self) -> float:
        """One tick; the seconds to wait before the next. Nothing that goes wrong ends the thread."""
        try:
            self.tick()
        except _AWAY as error:
            if not self._away:
                log.warning("dispatcher waits for a server", worker=self._worker, error=str(error))
            self._away = True
            return AWAY_PAUSE_SECONDS
        except Exception:
            log.exception("dispatcher tick failed", worker=self._worker)
            return AWAY_PAUSE_SECONDS
        if self._away:
            log.info("dispatcher is back at work", worker=self._worker)
            self._away = False
        return self._tick_seconds

    def tick(self) -> None:
        """Poke for what is due; once a second sweep and beat; once after the start reconcile."""
        if not self._reconciled:
            reconcile.apply_async(queue=MAINTENANCE_QUEUE)
            self._reconciled = True
        self._poke([lane_client(name) for name in self._lanes])
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + self._sweep_seconds
            self._heartbeat.beat()
            self._unswept = self._lanes
        self._unswept = [name for name in self._unswept if self._sweep(lane_client(name))]

    def _poke(self, clients: list[LaneClient]) -> None:
        """Ask which pokes are wanted, for all lanes in one exchange, and publish them.

        What a failure leaves over is published next time: as long as a poke counts as outstanding, it keeps
        others from being published.
        """
        asked = [client for client in clients if not self._unsent[client.lane.name]]
        calls = [client.poke_call(client.lane.batch, POKE_TTL_MS, POKES_AT_MOST) for client in asked]
        answers = script_client().run_all(calls)
        refusals = [answer for answer in answers if isinstance(answer, ScriptRefusedError)]
        for client, answer in zip(asked, answers, strict=True):
            if not isinstance(answer, ScriptRefusedError):
                self._unsent[client.lane.name].extend(client.poked(answer).ids)
        for client in clients:
            self._publish(client.lane)
        if refusals:
            raise refusals[0]

    def _publish(self, lane: Lane) -> None:
        unsent = self._unsent[lane.name]
        while unsent:
            drain.apply_async(args=(lane.name, unsent[0]), queue=lane.queue)
            unsent.popleft()

    def _sweep(self, client: LaneClient) -> bool:
        """Give back what has no worker any more; answers whether there may be more of it.

        Then the next tick goes on, so that neither pokes nor the heartbeat wait for a long sweep.
        """
        swept = client.sweep()
        if not swept.ended:
            return False
        lane = client.lane.name
        log.warning("swept", lane=lane, returned=swept.returned, buried=len(swept.buried))
        if swept.buried:
            # Should this fail, reconcile finds the dead entry in Redis and writes it down.
            with pool().connection() as connection:
                mark_buried(connection, client, [entry.key for entry in swept.buried])
        return swept.ended == MAX_ENTRIES
