"""People are told what was rejected and why, what became of the rest, and what to type next."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from ops.importing.faults import BrokenFileError, Fault
from ops.importing.options import Reading
from ops.importing.outcome import SOME_REJECTED, Outcome
from ops.importing.plan import plan_of
from ops.importing.rejects import SHOWN, Rejects
from ops.importing.report import go_on, report
from ops.importing.tally import Tally
from storage.imports import ImportState
from tests.unit.ops.importing.conftest import MakeRoster

PLAN = plan_of(["clientId", "date", "mood", "shoe"], Reading())
NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def outcome(tally: Tally | None = None, rejected: int = 0, **more: Any) -> Outcome:
    rejects = Rejects()
    for line in range(rejected):
        rejects.add([Fault(line + 2, "mood", "a\x1b[31m" + "x" * 50, "a whole number from 1 to 10")])
    found = replace(tally or Tally(rows=10, new_days=10), rejected=rejected)
    return Outcome(file_name="days.csv", plan=PLAN, tally=found, rejects=rejects, seconds=2.0, **more)


def said(what: Outcome) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(report(what), soft_wrap=True)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_all_fit() -> None:
    text = said(outcome())
    assert "Taken: mood. Left out: shoe." in text
    assert "10 rows: 10 fit, 0 rejected." in text
    assert "10 days new, 0 changed, 0 as they were, in 2 s." in text
    assert "afterwrite lanes reassessments --watch" in text
    assert outcome().exit_code == 0


def test_the_first_rejected_ones_and_the_others_by_rule() -> None:
    what = outcome(Tally(rows=100), rejected=50)
    text = said(what)
    assert text.count("a\\x1b[31m") == SHOWN
    assert f"... and {50 - SHOWN} more. 50 cells in all, by what is wrong:" in text
    assert "   50   mood    a whole number from 1 to 10" in text
    assert what.exit_code == SOME_REJECTED
    assert what.as_json()["rejected_by_rule"] == [
        {"field": "mood", "rule": "a whole number from 1 to 10", "cells": 50}
    ]


def test_days_that_come_twice_and_blank_rows() -> None:
    tally = Tally(rows=10, repeated=7, repeated_lines=[3, 4, 5, 6, 7], blank=1, unchanged_days=2)
    text = said(outcome(tally))
    assert "Days that come twice: 7; the later row counts (line 3, 4, 5, 6, 7, ...)." in text
    assert "9 fit, 0 rejected, 1 blank" in text
    assert "assessed" not in text


def test_dry_strict_continued_and_without_redis() -> None:
    assert "2 athletes would be made" in said(outcome(Tally(rows=1, new_athletes=2), is_dry=True))
    assert "Nothing was stored, since --strict" in said(outcome(rejected=1, is_refused=True))
    assert "Continued behind row 4,000" in said(outcome(continued_behind=4_000))
    assert "Redis does not answer. Nothing is lost" in said(outcome(all_submitted=False))


def test_those_who_are_made_are_named(make_roster: MakeRoster) -> None:
    roster = make_roster(new=True)
    for number in range(SHOWN + 2):
        roster.make(f"Athlete {number}")
    tally = Tally(rows=22, new_athletes=SHOWN + 2)
    text = said(outcome(tally, roster=roster))
    assert "22 athletes made in Asia/Tokyo: Athlete 0, Athlete 1," in text
    assert "Athlete 19, and 2 more (all are in --json)." in text
    assert "would be made in Asia/Tokyo: Athlete 0," in said(outcome(tally, roster=roster, is_dry=True))
    document = outcome(tally, roster=roster).as_json()
    assert (len(document["made_athletes"]), document["made_in_time_zone"]) == (22, "Asia/Tokyo")
    continued = Tally(rows=22, new_athletes=30)
    assert "30 athletes made in Asia/Tokyo, by this run: Athlete 0" in said(outcome(continued, roster=roster))


def test_hints_are_told() -> None:
    what = outcome(hints=("Is it?",), is_dry=True)
    assert "Hint: Is it?" in said(what)
    assert what.as_json()["hints"] == ["Is it?"]


def test_what_becomes_of_days_is_not_known_where_nothing_is_stored() -> None:
    days = ("new_days", "changed_days", "unchanged_days")
    for what in (outcome(Tally(rows=1), is_dry=True), outcome(rejected=1, is_refused=True)):
        assert [what.as_json()[name] for name in days] == [None, None, None]
    assert [outcome().as_json()[name] for name in days] == [10, 0, 0]


def test_a_file_that_cannot_be_read_to_its_end() -> None:
    broken = BrokenFileError(12, "Line 12 is no CSV.")
    what = outcome(broken=broken)
    assert "10 rows: 10 fit" in said(what)
    assert "could not be read behind row 10" in said(what)
    assert (what.exit_code, what.as_json()["broken"]) == (1, {"line": 12, "reason": "Line 12 is no CSV."})
    assert "Stored up to row 10. Mend the file and type the same again" in go_on(what)
    assert "Nothing was stored" in go_on(outcome(broken=broken, is_dry=True))


def test_imported_before() -> None:
    state = ImportState(NOW, NOW, 100, 3, 90, 5, 2, 0)
    what = outcome(Tally(), earlier=state)
    assert "on 2026-03-02 07:30 UTC: 100 rows, 3 of them rejected. Nothing was done" in said(what)
    assert what.exit_code == SOME_REJECTED
    assert (what.as_json()["rows"], what.as_json()["new_days"]) == (100, 90)
