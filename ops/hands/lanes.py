"""`afterwrite lanes`: how every lane is doing."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from coalescing.declared import declared_lanes
from coalescing.lanes import Lane
from ops.hands.arguments import lane_of
from ops.hands.lanes_overview import Overview, Rates, look
from ops.hands.lanes_table import LanesTable
from ops.hands.servers import Servers
from ops.hands.watching import View


def lanes(name: str | None, *, as_json: bool, watch: float | None, sample: float) -> bool:
    """Show the lanes.

    Args:
        name: Of the only lane to show; None for all.
        as_json: For machines.
        watch: Seconds from one look to the next; None for a single one.
        sample: Seconds over which a single look measures the rates; 0 measures none.

    Returns:
        Whether both servers answered.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: Neither server answers.
    """
    chosen = [lane_of(name)] if name else list(declared_lanes().values())
    with Servers.reached() as servers:
        observer = _Observer(servers, chosen, others=name is None)
        if watch is not None:
            View(observer.look, LanesTable, Overview.as_json).watch(watch, as_json=as_json)
            return True
        view = View(lambda: observer.look_twice(sample), LanesTable, Overview.as_json)
        return view.once(as_json=as_json).is_complete


class _Observer:
    """Looks again and again, and works out the rates between two looks."""

    def __init__(self, servers: Servers, lanes: Sequence[Lane], *, others: bool) -> None:
        self._servers = servers
        self._lanes = lanes
        self._others = others
        self._earlier: Overview | None = None

    def look_twice(self, seconds: float) -> Overview:
        """Look, and once more after so many seconds, for the rates; once if there are none to be had."""
        first = self.look()
        if not seconds or first.redis_error:
            return first
        threading.Event().wait(seconds)
        return self.look()

    def look(self) -> Overview:
        now = look(self._servers, self._lanes, others=self._others)
        earlier, self._earlier = self._earlier, now
        return now if earlier is None else _with_rates(now, earlier)


def _with_rates(now: Overview, earlier: Overview) -> Overview:
    before = {lane.name: lane.stats for lane in earlier.lanes}
    seconds = now.clock - earlier.clock
    return replace(
        now,
        lanes=tuple(
            replace(lane, rates=Rates.between(stats, lane.stats, seconds))
            if lane.stats and (stats := before.get(lane.name))
            else lane
            for lane in now.lanes
        ),
    )
