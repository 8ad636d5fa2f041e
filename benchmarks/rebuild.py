"""`python -m benchmarks.rebuild`: rebuilds all summaries as the schedule does, in a process of its own.

Prints a JSON object: how many teams and businesses, the seconds for either, and the most memory that the
process had, in bytes.
"""

import json
import resource
import time

from tasks.summary_rebuild import rebuild_business_trends, rebuild_team_summaries


def main() -> None:
    """Rebuild, and print what it took."""
    began = time.perf_counter()
    teams = rebuild_team_summaries()
    between = time.perf_counter()
    businesses = rebuild_business_trends()
    ended = time.perf_counter()
    counted = {"teams": teams["teams"], "businesses": businesses["businesses"]}
    seconds = {"team_seconds": between - began, "business_seconds": ended - between}
    print(
        json.dumps(
            {**counted, **seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        )
    )


if __name__ == "__main__":
    main()
