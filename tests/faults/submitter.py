"""A process that checks in without HTTP: `python -m tests.faults.submitter`, its orders on standard input.

It does what the api does, with its statement and `LaneClient.submit`, for one athlete, as fast as it can.
Its input is one line, a JSON object: `database_url`, `redis_url`, `prefix`, `coach`, `athlete`, `day`,
`place`, `processes`, `writes`. When it is ready it prints `ready` and waits for one more line; then it prints
what `tests.faults.writer` prints.
"""

import json
import sys
import time
from datetime import date
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from domain.check_in import FIELD_BY_NAME
from tests.faults.answers import answers
from tests.intake import CheckInWriter


def main() -> None:
    """Take the orders, and write."""
    orders = json.loads(sys.stdin.readline())
    redis = ScriptClient.connect(orders["redis_url"], timeout_ms=2_000)
    lane = LaneClient(CHECKINS, redis, orders["prefix"])
    athlete, day = UUID(orders["athlete"]), date.fromisoformat(orders["day"])
    with psycopg.connect(orders["database_url"], autocommit=True, row_factory=dict_row) as connection:
        writer = CheckInWriter(connection)
        writer.coach = UUID(orders["coach"])
        redis.ping()
        print("ready", flush=True)  # noqa: T201  it is what it is for
        sys.stdin.readline()
        for write in range(orders["writes"]):
            number = orders["place"] + write * orders["processes"]
            columns = {FIELD_BY_NAME[name].column: value for name, value in answers(number).items()}
            began = time.monotonic()
            row = writer.take(athlete, day, **columns)
            if row["changed"]:
                lane.submit(f"{athlete}:{day}", revision=row["revision"])
            seconds = time.monotonic() - began
            told = [str(athlete), number, 200, row["revision"], None, seconds]
            print(json.dumps(told), flush=True)  # noqa: T201
    redis.close()


if __name__ == "__main__":
    main()
