"""The lane of streaks: rows and milestones are what the check-ins say, however they came in."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import CHECKINS, STREAKS
from domain.streaks import MILESTONES, CheckInDay, Streak, longest, tell
from storage import ledger
from storage.streaks import days_of, read_athletes, write_streaks
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.resources import lane_client
from tasks.streaks import NEWS_DAYS, count_streaks
from tasks.work import Work
from tests.days import check_in, today_in
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration


def count(connection: Connection[DictRow], *athletes: UUID) -> None:
    """What the lane does with these athletes."""
    with connection.transaction():
        count_streaks(connection, [Work(str(athlete), b"", 1, 1) for athlete in athletes])


def streak_of(connection: Connection[DictRow], athlete: UUID) -> DictRow | None:
    return connection.execute("SELECT * FROM streaks WHERE client_id = %s", [athlete]).fetchone()


def told(connection: Connection[DictRow], athlete: UUID) -> list[tuple[str, Any]]:
    """Milestones that stand: key and params, as told to the athlete."""
    rows = connection.execute(
        "SELECT notice_key, params FROM notices WHERE client_id = %s AND withdrawn_at IS NULL"
        " ORDER BY (params->>'days')::int, notice_key",
        [athlete],
    )
    return [(row["notice_key"], row["params"]) for row in rows]


def days_told(connection: Connection[DictRow], athlete: UUID) -> list[int]:
    return [params["days"] for _, params in told(connection, athlete)]


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


def mornings(connection: Connection[DictRow], athlete: UUID, first: date, last: date, **how: Any) -> None:
    """Check-ins of all days from the first to the last."""
    for number in range((last - first).days + 1):
        check_in(connection, athlete, first + timedelta(days=number), **how)


def ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def test_e3_a_milestone_is_told_to_the_athlete_when_work_is_deferred(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 6), today)
    count(connection, athlete)
    (notice,) = connection.execute("SELECT * FROM notices").fetchall()
    assert notice["notice_key"] == f"milestone:{athlete}:{ago(today, 6)}:7"
    assert (notice["kind"], notice["audience"], notice["priority"]) == ("MILESTONE", ["ATHLETE"], "NORMAL")
    assert notice["params"] == {"days": 7, "level": "BRONZE", "previousBest": None}
    assert (notice["expires_at"] - notice["raised_at"]).days == 7
    owed = connection.execute("SELECT lane, key FROM owed_work").fetchall()
    assert owed == [{"lane": "notices", "key": str(notice["id"])}]


def test_e4_a_jump_from_five_to_nine_tells_of_seven(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 8), ago(today, 4))
    count(connection, athlete)
    mornings(connection, athlete, ago(today, 3), ago(today, 1), on=today, at=time(6))
    check_in(connection, athlete, today)
    count(connection, athlete)
    assert told(connection, athlete) == [
        (f"milestone:{athlete}:{ago(today, 8)}:7", {"days": 7, "level": "BRONZE", "previousBest": None})
    ]


def test_e4_each_once_per_streak(connection: Connection[DictRow], athlete: UUID, today: date) -> None:
    mornings(connection, athlete, ago(today, 7), ago(today, 1))
    for _ in range(3):
        count(connection, athlete)
    check_in(connection, athlete, today)
    count(connection, athlete)
    connection.execute("UPDATE streaks SET check_ins = 0")  # as if nothing was ever counted
    count(connection, athlete)
    assert days_told(connection, athlete) == [7]
    effects = connection.execute("SELECT count(*) FROM effects").fetchone()
    assert effects == {"count": 1}


def test_e5_all_levels_are_of_one_list(
    connection: Connection[DictRow], writer: CheckInWriter, today: date
) -> None:
    athletes = {days: writer.athlete() for days in MILESTONES}
    for days, athlete in athletes.items():
        mornings(connection, athlete, ago(today, days - 1), ago(today, 1))
        count(connection, athlete)
        check_in(connection, athlete, today)
    count(connection, *athletes.values())
    for days, athlete in athletes.items():
        (*_, (_, newest)) = told(connection, athlete)
        assert (newest["days"], newest["level"]) == (days, MILESTONES[days].value)


@pytest.mark.parametrize(
    "zone", ["Pacific/Honolulu", "America/New_York", "UTC", "Asia/Tokyo", "Pacific/Kiritimati"]
)
@pytest.mark.parametrize("at", [time(0, 5), time(23, 55)])
def test_e6_a_day_is_the_athletes_own(
    connection: Connection[DictRow], athlete: UUID, zone: str, at: time
) -> None:
    """Just after midnight and just before it, west and east of UTC: of the day, and fired by the seventh."""
    connection.execute("UPDATE clients SET time_zone = %s", [zone])
    last = ago(today_in(connection, zone), 1)
    mornings(connection, athlete, ago(last, 6), last, zone=zone, at=at)
    count(connection, athlete)
    assert told(connection, athlete)[0][0] == f"milestone:{athlete}:{ago(last, 6)}:7"


def test_e6_one_minute_after_midnight_the_day_before_is_filled_in_afterwards(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    zone = "America/New_York"
    connection.execute("UPDATE clients SET time_zone = %s", [zone])
    today = today_in(connection, zone)
    mornings(connection, athlete, ago(today, 7), ago(today, 2), zone=zone)
    check_in(connection, athlete, ago(today, 1), on=today, at=time(0, 1), zone=zone)
    count(connection, athlete)
    row = streak_of(connection, athlete)
    assert row is not None
    assert (row["current_last"] - row["current_start"]).days + 1 == 7
    assert told(connection, athlete) == []


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2025, 10, 26)])
def test_e6_a_night_when_the_clocks_change_is_a_night_like_any_other(
    connection: Connection[DictRow], athlete: UUID, change: date
) -> None:
    for number in range(-3, 4):
        check_in(connection, athlete, change + timedelta(days=number), at=time(0, 10 + number))
    count(connection, athlete)
    (days,) = days_of(connection, [athlete]).values()
    assert all(day.is_of_the_day for day in days)
    assert [milestone.days for milestone in tell(days).milestones] == [7]


def test_e7_a_streak_may_be_of_any_length(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 449), ago(today, 1))
    count(connection, athlete)
    check_in(connection, athlete, today)
    count(connection, athlete)
    row = streak_of(connection, athlete)
    assert row is not None
    assert (row["current_start"], row["current_last"], row["best"]) == (ago(today, 449), today, 450)
    assert told(connection, athlete) == []  # all of it is old news


def test_e8_the_best_streak_never_goes_down(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 20), ago(today, 11))
    count(connection, athlete)
    connection.execute("DELETE FROM daily_metrics WHERE date = %s", [ago(today, 15)])
    check_in(connection, athlete, today)
    count(connection, athlete)
    row = streak_of(connection, athlete)
    assert row is not None
    best = (row["best"], row["best_start"], row["best_achieved_on"])
    assert best == (10, ago(today, 20), ago(today, 11))
    assert (row["current_start"], row["current_last"]) == (today, today)


def test_e8_a_slow_run_does_not_lower_what_a_faster_one_has_written(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    """It has read before the other one wrote, and writes after it."""
    check_in(connection, athlete, ago(today, 9))
    (read,) = read_athletes(connection, [athlete])
    mornings(connection, athlete, ago(today, 8), today)
    count(connection, athlete)
    write_streaks(connection, [(read, [Streak(ago(today, 9), ago(today, 9))])])
    row = streak_of(connection, athlete)
    assert row is not None
    assert (row["best"], row["best_start"], row["best_achieved_on"]) == (10, ago(today, 9), today)


@pytest.mark.parametrize(
    "answers", [{"injury_pain": 9}, {"is_illness": True, "illness_type": "FEVER"}, {"mood": 1}, {}]
)
def test_any_check_in_counts_whatever_it_says(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, today: date, answers: Any
) -> None:
    mornings(connection, athlete, ago(today, 6), ago(today, 1))
    writer.take(athlete, today, **answers)
    count(connection, athlete)
    assert days_told(connection, athlete) == [7]


def test_imported_history_fires_none(connection: Connection[DictRow], athlete: UUID, today: date) -> None:
    mornings(connection, athlete, ago(today, 39), today, on=today, imported=True)
    count(connection, athlete)
    row = streak_of(connection, athlete)
    assert row is not None
    assert (row["best"], row["passed"]) == (40, 30)
    assert told(connection, athlete) == []


def test_after_an_import_the_next_check_in_does_not_tell_of_what_it_brought(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 40), ago(today, 1), on=ago(today, 1), imported=True)
    count(connection, athlete)
    check_in(connection, athlete, today)
    count(connection, athlete)
    assert told(connection, athlete) == []


def test_a_milestone_is_withdrawn_when_its_days_are_gone_and_told_once(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    mornings(connection, athlete, ago(today, 6), today)
    count(connection, athlete)
    connection.execute("DELETE FROM daily_metrics WHERE date = %s", [ago(today, 3)])
    count(connection, athlete)
    assert told(connection, athlete) == []
    check_in(connection, athlete, ago(today, 3), at=time(6))
    count(connection, athlete)
    assert days_told(connection, athlete) == [7]
    assert connection.execute("SELECT count(*) FROM notices").fetchone() == {"count": 1}


def test_all_check_ins_gone_leave_the_best(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    check_in(connection, athlete, today)
    count(connection, athlete)
    connection.execute("DELETE FROM daily_metrics")
    count(connection, athlete)
    row = streak_of(connection, athlete)
    assert row is not None
    assert (row["current_start"], row["current_last"], row["best"]) == (None, None, 1)


def test_an_athlete_that_is_gone_is_void_and_one_without_check_ins_is_done(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    gone = uuid4()
    report = count_streaks(connection, [Work(str(one), b"", 3, 1) for one in (athlete, gone)])
    assert (report.done, report.void) == ({str(athlete): 3}, {str(gone)})
    assert report.unchanged == {str(athlete)}
    assert streak_of(connection, athlete) is None


def test_a_key_that_is_no_athlete_says_so(connection: Connection[DictRow]) -> None:
    with pytest.raises(ValueError, match="is not an athlete's id"):
        count_streaks(connection, [Work("me", b"", 1, 1)])


def test_a_morning_like_any_other_is_two_statements_for_the_whole_batch(
    connection: Connection[DictRow], writer: CheckInWriter, today: date, statements: list[str]
) -> None:
    athletes = [writer.athlete() for _ in range(20)]
    for number, athlete in enumerate(athletes):
        mornings(connection, athlete, ago(today, number % 5 + 8), ago(today, 1))
    count(connection, *athletes)
    for athlete in athletes:
        check_in(connection, athlete, today)
    work = [Work(str(athlete), b"", 1, 1) for athlete in athletes]
    statements.clear()
    count_streaks(connection, work)
    assert len(statements) == 2
    statements.clear()
    report = count_streaks(connection, work)
    assert len(statements) == 1
    assert report.unchanged == set(report.done)


def test_a_batch_in_which_all_come_to_a_milestone_is_a_constant_number_of_statements(
    connection: Connection[DictRow], writer: CheckInWriter, today: date, statements: list[str]
) -> None:
    counts = []
    for size in (2, 12):
        athletes = [writer.athlete() for _ in range(size)]
        for athlete in athletes:
            mornings(connection, athlete, ago(today, 6), today)
        statements.clear()
        count_streaks(connection, [Work(str(athlete), b"", 1, 1) for athlete in athletes])
        counts.append(len(statements))
    assert counts[0] == counts[1] < 12


def test_a_check_in_sets_its_streak_in_motion(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, today: date
) -> None:
    """From the row to the streak by way of the lanes, as workers do it."""
    mornings(connection, athlete, ago(today, 6), ago(today, 1))
    key = writer.key(athlete, today, mood=7)
    lane_client(CHECKINS.name).submit(key, delay_ms=0)
    run(lane_client(CHECKINS.name), assess_check_ins)
    assert run(lane_client(STREAKS.name), count_streaks)["finished"] == 1
    assert days_told(connection, athlete) == [7]
    assert ledger.owed(connection, STREAKS.name, [str(athlete)]) == {}


# Everything that may come in for an athlete: a day, and how.
_SPAN = 40
_INPUTS = st.lists(
    st.tuples(
        st.integers(0, _SPAN - 1), st.sampled_from(["of the day"] * 5 + ["late", "imported"]), st.booleans()
    ),
    max_size=60,
)
_MOSTLY_IN_ORDER = st.sets(st.integers(0, _SPAN - 1), max_size=4).flatmap(
    lambda gaps: st.lists(st.booleans(), min_size=_SPAN - len(gaps), max_size=_SPAN - len(gaps)).map(
        lambda drains: [
            (number, "of the day", drain)
            for number, drain in zip([n for n in range(_SPAN) if n not in gaps], drains, strict=True)
        ]
    )
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    inputs=st.one_of(
        _INPUTS, _MOSTLY_IN_ORDER, st.tuples(_MOSTLY_IN_ORDER, _INPUTS).map(lambda two: [*two[1], *two[0]])
    )
)
def test_row_and_milestones_are_a_function_of_the_final_table(
    connection: Connection[DictRow], writer: CheckInWriter, inputs: Sequence[tuple[int, str, bool]]
) -> None:
    """Any order of arrival, corrections included, with runs in between wherever."""
    today = today_in(connection)
    athlete = writer.athlete()
    there: set[int] = set()
    for order, (number, how, is_drained) in enumerate(inputs):
        day = ago(today, number)
        if number in there:
            writer.take(athlete, day, mood=1 + order % 10)  # a correction
        else:
            there.add(number)
            on = day + timedelta(days=1) if how == "late" else day
            check_in(connection, athlete, day, on=on, imported=how == "imported", order=order)
        if is_drained:
            count(connection, athlete)
    count(connection, athlete)
    expect_the_function_of_the_table(connection, athlete, today)


def expect_the_function_of_the_table(connection: Connection[DictRow], athlete: UUID, today: date) -> None:
    days = days_of(connection, [athlete])[athlete]
    final = tell(days)
    row = streak_of(connection, athlete)
    if not days:
        assert row is None
        return
    assert row is not None
    best = longest(final.streaks)
    assert best is not None
    newest = final.streaks[-1]
    assert (row["current_start"], row["current_last"], row["passed"]) == (
        newest.start,
        newest.last,
        newest.passed,
    )
    assert (row["best"], row["best_start"], row["best_achieved_on"]) == (best.length, best.start, best.last)
    assert row["check_ins"] == len(days)
    since = ago(today, NEWS_DAYS)
    wanted = sorted(
        f"milestone:{athlete}:{one.start}:{one.days}" for one in final.milestones if one.day >= since
    )
    assert sorted(key for key, _ in told(connection, athlete)) == wanted
    standing = connection.execute(
        "SELECT effect_key FROM effects WHERE client_id = %s AND withdrawn_at IS NULL", [athlete]
    )
    assert sorted(one["effect_key"] for one in standing) == wanted


def test_a_check_in_day_is_read_as_it_is_stored(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    check_in(connection, athlete, today, imported=True)
    check_in(connection, athlete, ago(today, 1), on=today, at=time(8))
    assert days_of(connection, [athlete]) == {
        athlete: [CheckInDay(today, today, 1, is_imported=True), CheckInDay(ago(today, 1), today, 1)]
    }
