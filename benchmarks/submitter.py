"""One of several processes that submit at once: `python -m benchmarks.submitter <prefix>`.

Each line of its standard input is a key and for how many seconds to submit to it, one call after the other.
Each line that it prints is how often it did. The first one says that it is connected.
"""

import sys
import time

from benchmarks.no_op import TIMEOUT_MS
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from runtime.settings import get_settings


def main() -> None:
    """Do as the lines say, until there are no more."""
    (prefix,) = sys.argv[1:]
    scripts = ScriptClient.connect(get_settings().require_redis_url(), timeout_ms=TIMEOUT_MS)
    lane = LaneClient(CHECKINS, scripts, prefix)
    scripts.ping()
    print("connected", flush=True)
    for line in sys.stdin:
        key, seconds = line.split()
        print(_submits(lane, key, float(seconds)), flush=True)


def _submits(lane: LaneClient, key: str, seconds: float) -> int:
    count = 0
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        count += 1
        lane.submit(key, revision=count)
    return count


if __name__ == "__main__":
    main()
