"""Tables and the verdict fit into 80 columns, and say what is wrong."""

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from ops.demo.accidents import Accidents
from ops.demo.audit import Fault, Finding
from ops.demo.backlog import Sample
from ops.demo.figures import Caused, Percentiles, Sent
from ops.demo.options import Options
from ops.demo.outcome import BurstOutcome, HistoryOutcome, Outcome
from ops.demo.recovery import Recovery
from ops.demo.report import backlog_line, burst_table, recovery_table
from ops.demo.screen import Screen
from ops.demo.verdict import verdict
from storage.conservation import LaneBalance
from tests.unit.ops.demo.mistakes import MISTAKE

SENT = Sent(
    athletes=500,
    accepted=2_500,
    changed=2_266,
    retries=0,
    seconds=5.0,
    slowest_athlete_seconds=0.9,
    other_date_in_utc=312,
    http_ms=Percentiles(72, 148, 1_212),
)
CAUSED = Caused(
    opened=500, coalesced=1_766, overtaken=0, revived=0, runs=500, done=500, rerun=0, retried=0, dead=0,
    lag_ms=Percentiles(36, 88, 108),
)  # fmt: skip
BURST = BurstOutcome(sent=SENT, caused=CAUSED, left=0, reused=0)
RECOVERY = Recovery(
    accidents=Accidents(flushed_at=102.0, forgotten=236, killed_at=105.0),
    returned=18,
    late=210,
    late_ms=Percentiles(9_000, 10_000, 10_100),
    latest_seconds=10.1,
    seconds=12.0,
    peak=461,
)
GOOD = Outcome(
    Options(),
    history=HistoryOutcome(check_ins=24_932, seconds=4.0, left=0),
    burst=BURST,
    second_burst=replace(BURST, caused=None),
    recovery=RECOVERY,
    audited=25_932,
    balances=[LaneBalance("checkins", 25_432, 29_258, 29_258, 0, 0)],
    mistake=MISTAKE,
    seconds=57.0,
)


def shown(content: RenderableType) -> str:
    output = io.StringIO()
    Screen(Console(file=output, width=80, highlight=False)).show(content)
    lines = output.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    return " ".join(output.getvalue().replace("│", " ").split())


def test_a_burst_is_counted_and_timed() -> None:
    text = shown(burst_table(BURST))
    for part in (
        "accepted writes 2,500 500 a second; no athlete's took over 0.9 s",
        "changed inputs 2,266 the other 234 repeated",
        "coalesced 1,766",
        "runs 500 one a window",
        "retried or failed 0",
        "write to answer 72 148 1,212 64 at a time",
        "window's end to result 36 88 108",
    ):
        assert part in text
    assert "missed" not in text


def test_what_did_not_reach_redis_is_told() -> None:
    caused = replace(CAUSED, coalesced=1_760)
    assert "missed by Redis 6" in shown(burst_table(replace(BURST, caused=caused)))


def test_overtaken_runs_are_told() -> None:
    caused = replace(CAUSED, overtaken=3, coalesced=1_763, rerun=3, runs=503)
    assert "3 overtaken by a newer answer" in shown(burst_table(replace(BURST, caused=caused)))


def test_lateness_is_split_by_its_cause() -> None:
    text = shown(recovery_table(replace(BURST, reused=51), RECOVERY))
    for part in (
        "results on time 290",
        "results late 210 by 10.1 s",
        "held by worker1 18",
        "forgotten by Redis 192",
        "used again 51",
    ):
        assert part in text


def test_the_backlog_rises_falls_and_is_marked() -> None:
    samples = [
        Sample(100.0 + n / 10, owed) for n, owed in enumerate([0] * 5 + [40] * 50 + [461] * 50 + [0] * 5)
    ]
    line, marks, legend = _lines(backlog_line(samples, RECOVERY.accidents, 70))
    heights = line.removeprefix("still owed  ").split(" ")[0]
    assert heights[0] == heights[-1] == "▁"
    assert max(heights) == "█"
    assert line.endswith("0 after 11 s")
    assert marks.index("F") - len("still owed  ") == pytest.approx(len(heights) * 2 / 11, abs=1)
    assert marks.index("K") > marks.index("F")
    assert "461" in legend


def test_a_burst_too_short_to_be_watched_has_no_line() -> None:
    assert _lines(backlog_line([], RECOVERY.accidents, 70)) == ["still owed  -"]


def _lines(content: RenderableType) -> list[str]:
    output = io.StringIO()
    Console(file=output, width=80, highlight=False).print(content)
    return [line.rstrip() for line in output.getvalue().splitlines()]


def test_a_good_verdict_says_how_much_was_checked() -> None:
    assert GOOD.is_good
    text = shown(verdict(GOOD))
    assert "Nothing was lost." in text
    assert "5,000 acknowledged writes" in text
    assert "25,932 results" in text


@pytest.mark.parametrize(
    "balance",
    [
        LaneBalance("checkins", 10, 20, 19, 0, 0, lost=1),
        LaneBalance("checkins", 10, 20, 20, 0, 0, lost=2),
        LaneBalance("checkins", 10, 20, 19, 1, 0),
        LaneBalance("checkins", 10, 20, 19, 0, 1),
    ],
    ids=["lost", "lost and made up for", "owed", "dead"],
)
def test_books_that_are_not_closed_are_not_good(balance: LaneBalance) -> None:
    outcome = replace(GOOD, balances=[balance])
    assert not outcome.is_good
    assert "Something is wrong." in shown(verdict(outcome))


def test_a_demo_without_books_is_not_good() -> None:
    assert not replace(GOOD, balances=[]).is_good


def test_findings_are_counted_and_some_of_each_are_named() -> None:
    findings = [Finding(Fault.LOST, f"a{n}", "mood is 2 instead of 9") for n in range(20)]
    findings.append(Finding(Fault.OTHER_INPUT, "z", "the result is that of write 1 of 5"))
    outcome = replace(GOOD, findings=findings)
    assert not outcome.is_good
    text = shown(verdict(outcome))
    assert "check-ins lost: 20" in text
    assert "check-ins assessed from another input: 1" in text
    assert "a0 lost: mood is 2 instead of 9" in text
    assert "z assessed from another input: the result is that of write 1 of 5" in text
    assert "and 16 more" in text


def test_everything_is_in_the_json() -> None:
    document = GOOD.as_json()
    assert document["ok"] is True
    assert document["burst"]["sent"]["unchanged"] == 234
    assert document["burst"]["caused"]["lag_ms"]["p95"] == 88
    assert document["recovery"]["returned"] == 18
    assert document["balances"] == [
        {
            "lane": "checkins",
            "keys": 25_432,
            "accepted": 29_258,
            "done": 29_258,
            "owed": 0,
            "dead": 0,
            "lost": 0,
            "forgotten": 0,
        }
    ]
    assert document["history"]["per_second"] == pytest.approx(6_233)
