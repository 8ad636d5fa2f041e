"""Rows are stored, rejected with everything that is wrong with them, or left out because they say nothing."""

from datetime import date
from uuid import UUID

import pytest

from ops.importing.checking import check
from ops.importing.faults import Fault
from ops.importing.options import Reading
from ops.importing.plan import plan_of
from ops.importing.records import Record
from ops.importing.rejects import Rejects
from ops.importing.roster import Roster
from ops.importing.sifting import Days, Sieve
from ops.importing.tally import Tally
from tests.unit.ops.importing.conftest import MakeRoster

HEADING = ["athleteName", "date", "mood", "sleepHours"]
PLAN = plan_of(HEADING, Reading(missing=("NA",)))
KIM = UUID(int=1)
DAY = date(2021, 5, 24)


class Sifted:
    """One sieve, and what it was given."""

    def __init__(self, roster: Roster) -> None:
        self.tally, self.rejects, self.roster = Tally(), Rejects(), roster
        self._sieve = Sieve(PLAN, roster, self.rejects, self.tally)
        self._rows = 0

    def take(self, *rows: str, behind: int = 0) -> Days:
        """A chunk of rows, their cells divided by commas."""
        chunk = []
        for row in rows:
            self._rows += 1
            chunk.append(check(PLAN, Record(self._rows, self._rows + 1, row.split(","))))
        return self._sieve.sift(chunk, behind=behind)


@pytest.fixture
def sifted(make_roster: MakeRoster) -> Sifted:
    return Sifted(make_roster())


def test_what_fits_is_stored_by_athlete_and_day(sifted: Sifted) -> None:
    days = sifted.take("Kim,2021-05-24,7,", "Kim,2021-05-25, 8 ,NA")
    assert days == {(KIM, DAY): [7, None], (KIM, date(2021, 5, 25)): [8, None]}
    assert (sifted.tally.rows, sifted.tally.fitting, sifted.tally.rejected) == (2, 2, 0)


def test_what_is_the_same_in_all_rows_goes_with_those_that_say_something() -> None:
    plan = plan_of(HEADING, Reading(set={"hrv_protocol": "overnight"}))
    assert plan.columns == ("mood", "sleep_hours", "hrv_protocol")
    full, blank = (check(plan, Record(1, 2, ["Kim", "2021-05-24", mood, ""])) for mood in ("7", ""))
    assert (full.values, full.is_blank) == ([7, None, "OVERNIGHT"], False)
    assert blank.is_blank


def test_the_day_is_counted_where_the_athlete_is(sifted: Sifted) -> None:
    assert list(sifted.take("Kim,2021-05-23T22:00Z,7,")) == [(KIM, DAY)]


def test_all_that_is_wrong_with_a_row_is_told_and_nothing_of_it_stored(sifted: Sifted) -> None:
    assert sifted.take("Nobody,24.5.21,11,7.5") == {}
    assert [(fault.line, fault.field, fault.value) for fault in sifted.rejects.first] == [
        (2, "date", "24.5.21"),
        (2, "mood", "11"),
        (2, "athleteName", "Nobody"),
    ]
    assert (sifted.tally.rejected, sifted.rejects.rows) == (1, 1)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "Sam,2021-05-24,7,",
            Fault(2, "athleteName", "Sam", "the name of one athlete of Nights, and not of 2"),
        ),
        ("Nobody,2021-05-24,7,", Fault(2, "athleteName", "Nobody", "the name of an athlete of Nights")),
        (",2021-05-24,7,", Fault(2, "athleteName", "", "given")),
        ("Kim,2021-05-24,7", Fault(2, "row", "3 cells", "of 4 cells, as the heading")),
        ("Kim,1021-05-24,7,", Fault(2, "date", "1021-05-24", "no earlier than 1970-01-01")),
    ],
)
def test_a_fault_names_line_field_value_and_rule(sifted: Sifted, row: str, fault: Fault) -> None:
    sifted.take(row)
    assert sifted.rejects.first == [fault]


def test_a_row_that_says_nothing_is_neither_stored_nor_rejected(sifted: Sifted) -> None:
    assert sifted.take("Kim,2021-05-24,,NA") == {}
    assert (sifted.tally.blank, sifted.tally.rejected, sifted.tally.fitting) == (1, 0, 0)


def test_of_a_day_that_comes_twice_the_later_row_counts_cell_by_cell(sifted: Sifted) -> None:
    days = sifted.take("Kim,2021-05-24,7,6.5", "Kim,2021-05-24,8,")
    assert days == {(KIM, DAY): [8, 6.5]}
    sifted.take("Kim,2021-05-24,9,")
    assert (sifted.tally.repeated, sifted.tally.repeated_lines) == (2, [3, 4])


def test_what_is_stored_already_is_counted_and_left_out(sifted: Sifted) -> None:
    days = sifted.take("Kim,2021-05-24,7,", "Kim,2021-05-25,8,", "Kim,2021-05-26,12,", behind=1)
    assert list(days) == [(KIM, date(2021, 5, 25))]
    assert (sifted.tally.rows, sifted.tally.rejected) == (3, 1)


def test_spellings_of_one_name_make_one_athlete(make_roster: MakeRoster) -> None:
    sifted = Sifted(make_roster(new=True))
    days = sifted.take("Ana  Ruiz,2021-05-24,7,", "ana ruiz,2021-05-25,8,")
    days |= sifted.take("ANA RUIZ,2021-05-26,7,")
    assert (len(days), len({athlete for athlete, _ in days})) == (3, 1)
    assert sifted.roster.made == ["Ana Ruiz"]


def test_unknown_athletes_are_made_once_and_only_for_rows_that_are_stored(make_roster: MakeRoster) -> None:
    sifted = Sifted(make_roster(new=True))
    days = sifted.take(
        "A,2021-05-24,11,", "A,2021-05-25,,", "B,2021-05-26,7,", "B,2021-05-27,8,", "Kim,2021-05-24,7,"
    )
    assert sifted.roster.made == ["B"]
    assert len({athlete for athlete, _ in days}) == 2
    assert sifted.tally.rejected == 1
