"""What the demo computes itself rests on the right days."""

from dataclasses import replace
from datetime import timedelta

from domain.history import HISTORY_DAYS
from ops.demo.recompute import past_of, recompute
from ops.demo.squad import Member


def test_the_past_is_the_days_that_count(squad: list[Member]) -> None:
    for member in squad[:10]:
        for back in (0, 1, 29, 30, 45):
            day = member.today - timedelta(days=back)
            wanted = {
                (day - earlier).days: morning.get("resting_hr")
                for earlier, morning in member.history()
                if timedelta(0) < day - earlier <= timedelta(days=HISTORY_DAYS)
            }
            past = past_of(member, back)
            known = {
                days: value
                for days, value in zip(past.days_before, past.resting_hr, strict=True)
                if days in wanted or value is not None
            }
            assert known == wanted


def test_each_result_is_that_of_its_own_inputs(squad: list[Member]) -> None:
    members = squad[:12]
    together = recompute([m.morning for m in members], [past_of(m) for m in members])
    alone = [recompute([m.morning], [past_of(m)])[0] for m in members]
    assert together == alone
    assert len({result["readiness_score"] for result in together}) > 3


def test_without_a_past_there_is_no_verdict_on_measurements(squad: list[Member]) -> None:
    member = next(m for m in squad if "hrv_rmssd" in m.morning)
    bare = replace(member, measured={name: [None] * len(values) for name, values in member.measured.items()})
    (result,) = recompute([member.morning], [past_of(bare)])
    assert result["hrv_status"] == "INSUFFICIENT_BASELINE"
    assert result["hrv_percent"] is None
