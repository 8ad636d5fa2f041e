"""A business as rows of the tables, each batch with its columns: what COPY is fed with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from domain.training_load import Sex
from ops.demo.mornings import COLUMNS
from ops.seeding import around, plans, racing
from ops.seeding.measured import measured
from ops.seeding.mornings import check_ins
from ops.seeding.options import Options
from ops.seeding.people import Business, SeededAthlete
from ops.seeding.sessions import sessions

Rows = Sequence[Sequence[Any]]

CHECK_INS = "daily_metrics"

#: Of athletes, in days: from 16 years to 60.
_AGES = (16 * 365, 60 * 365)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table."""

    table: str
    columns: Sequence[str]
    rows: Rows


def local_day(business: Business, now: datetime) -> date:
    """The day that it is where the business is."""
    return now.astimezone(ZoneInfo(business.time_zone)).date()


def batches(business: Business, options: Options, now: datetime) -> Iterator[Batch]:
    """All of a business, in an order that references allow."""
    today = local_day(business, now)
    rng = np.random.default_rng([options.seed, business.number, 1])
    # What came later has chance of its own, so that what was made before it stays the same.
    more = np.random.default_rng([options.seed, business.number, 2])
    yield from _people(business, now - timedelta(days=options.days), more)
    yield from _measured(business, now, rng)
    yield from _sessions(business, today, options.days, rng)
    yield from _plans(business, today, more)
    yield from _racing(business, today, more)
    yield from _around(business, today, options.days, more)
    mornings = [
        (*row[:2], 1, True, *row[2:])
        for athlete in business.athletes
        for row in check_ins(athlete, today, options.days, options.seed)
    ]
    yield Batch(CHECK_INS, ("client_id", "date", "revision", "is_imported", *COLUMNS), mornings)


def _people(business: Business, since: datetime, rng: np.random.Generator) -> Iterator[Batch]:
    athletes = [(team, athlete) for team in business.teams for athlete in team.athletes]
    logins = [(coach.id, coach.email, coach.name, "COACH") for coach in business.coaches]
    logins += [(each.login, each.email, each.athlete.name, "ATHLETE") for _, each in athletes]
    yield Batch("users", ("id", "email", "name", "role"), logins)
    yield Batch("businesses", ("id", "name", "time_zone"), [(business.id, business.name, business.time_zone)])
    members = [(business.id, coach.id, "COACH") for coach in business.coaches]
    yield Batch("business_members", ("business_id", "user_id", "role"), members)
    teams = [(team.id, team.coach.id, business.id, team.name, team.sport) for team in business.teams]
    yield Batch("teams", ("id", "user_id", "business_id", "name", "sport_type"), teams)
    clients = [
        (
            *(each.id, team.coach.id, business.id, team.id, each.athlete.name, each.email),
            business.time_zone,
            since,  # or rates would be those of athletes who came today
            since.date() - timedelta(days=age),
            *_heart(each, age),
        )
        for (team, each), age in zip(athletes, rng.integers(*_AGES, len(athletes)).tolist(), strict=True)
    ]
    columns = (
        *("id", "user_id", "business_id", "team_id", "name", "email", "time_zone", "created_at"),
        *("birth_date", "sex", "resting_hr", "max_hr"),
    )
    yield Batch("clients", columns, clients)
    accounts = [(each.id, each.login) for _, each in athletes]
    yield Batch("athlete_accounts", ("client_id", "user_id"), accounts)


def _heart(athlete: SeededAthlete, days_old: int) -> tuple[str, int | None, int | None]:
    """Sex, and lowest and highest heart rate (bpm) of those with a watch, so that recordings have a load."""
    sex = tuple(Sex)[athlete.id.int % 2].value
    if not athlete.athlete.has_watch:
        return sex, None, None
    return sex, round(athlete.athlete.resting_hr), round(208 - 0.7 * days_old / 365)


def _measured(business: Business, now: datetime, rng: np.random.Generator) -> Iterator[Batch]:
    found = measured(business, now, rng)
    testers = [(tester, business.id, name, is_active) for tester, name, is_active in found.testers]
    yield Batch("testers", ("id", "business_id", "name", "is_active"), testers)
    places = [(place, business.id, name) for place, name in found.locations]
    yield Batch("locations", ("id", "business_id", "name"), places)
    columns = ("id", "client_id", "test_date", "type", "tester_id", "location_id")
    tests = [
        (test.id, test.client_id, test.taken_at, test.type, test.tester_id, test.location_id)
        for test in found.tests
    ]
    yield Batch("tests", columns, tests)
    subscriptions = [(athlete, business.id, *what) for athlete, *what in found.subscriptions]
    yield Batch("athlete_subscriptions", ("client_id", "business_id", "tier", "status"), subscriptions)


def _sessions(business: Business, today: date, days: int, rng: np.random.Generator) -> Iterator[Batch]:
    broadcasts: list[Sequence[Any]] = []
    assignments: list[Sequence[Any]] = []
    for team in business.teams:
        for one in sessions(team, today, days, rng):
            broadcasts.append((one.id, team.id, team.coach.id, one.kind, one.name, one.day))
            assignments += [
                (each, one.kind, athlete, team.id, one.id, one.name, one.day, status, at)
                for each, athlete, status, at in one.assignments
            ]
    yield Batch("broadcasts", ("id", "team_id", "user_id", "kind", "name", "assigned_date"), broadcasts)
    columns = (
        *("id", "kind", "client_id", "team_id", "broadcast_id", "name", "assigned_date", "status"),
        "completed_at",
    )
    yield Batch("assignments", columns, assignments)


def _plans(business: Business, today: date, rng: np.random.Generator) -> Iterator[Batch]:
    programs: list[plans.Program] = []
    workouts: list[Sequence[Any]] = []
    for team in business.teams:
        for athlete in team.athletes:
            programs.append(plans.program(athlete.id, today, rng))
            workouts += plans.planned(programs[-1], team.sport, today, rng)
    rows = [(one.id, one.client_id, one.name, one.goal) for one in programs]
    yield Batch("training_programs", ("id", "client_id", "name", "goal_date"), rows)
    yield Batch("workouts", plans.WORKOUT_COLUMNS, workouts)


def _racing(business: Business, today: date, rng: np.random.Generator) -> Iterator[Batch]:
    found = racing.race([athlete.id for athlete in business.athletes], today, rng)
    yield Batch("races", racing.RACE_COLUMNS, found.races)
    yield Batch("race_results", racing.RESULT_COLUMNS, found.results)
    yield Batch("field_tests", racing.FIELD_TEST_COLUMNS, found.field_tests)


def _around(business: Business, today: date, days: int, rng: np.random.Generator) -> Iterator[Batch]:
    made = [around.around(team, today, days, rng) for team in business.teams]
    for table, columns, rows in (
        ("calendar_events", around.EVENT_COLUMNS, [row for one in made for row in one.events]),
        ("generated_wods", around.WOD_COLUMNS, [row for one in made for row in one.wods]),
        ("ad_hoc_workouts", around.AD_HOC_COLUMNS, [row for one in made for row in one.ad_hoc]),
    ):
        yield Batch(table, columns, rows)
