"""The counts that Flower shows as a drain's result."""

import json

from coalescing.outcomes import SettleOutcome
from tasks.tally import Tally


def test_what_settling_answered_is_counted() -> None:
    tally = Tally(claimed=4)
    tally.add_outcomes({"a": SettleOutcome.SETTLED, "b": SettleOutcome.RERUN})
    tally.add_outcomes({"c": SettleOutcome.RERUN, "d": SettleOutcome.SUPERSEDED})
    assert (tally.overtaken, tally.superseded) == (2, 1)


def test_the_result_names_the_lane_and_is_json() -> None:
    result = Tally(batches=1, claimed=2, finished=2, unchanged=1).result("checkins", 0.0126)
    assert result["lane"] == "checkins"
    assert result["ms"] == 13
    assert (result["claimed"], result["finished"], result["unchanged"], result["dead"]) == (2, 2, 1, 0)
    assert json.loads(json.dumps(result)) == result
