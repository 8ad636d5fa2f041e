"""What `afterwrite seed` says at its end: what there is now, and where to begin."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.hands.spans import in_short
from ops.seeding.options import Options
from ops.seeding.people import Business, Coach, SeededAthlete, Team
from ops.seeding.rows import CHECK_INS
from ops.seeding.run import Seeded

_WORDS = {
    "businesses": "businesses",
    "teams": "teams",
    "users": "users with a login",
    "clients": "athletes",
    CHECK_INS: "check-ins",
    "broadcasts": "broadcasts",
    "assignments": "assignments",
    "tests": "tests",
    "testers": "testers",
    "locations": "locations",
    "athlete_subscriptions": "subscriptions",
    "workouts": "planned workouts",
    "races": "races",
    "race_results": "race results",
    "field_tests": "field tests",
    "calendar_events": "events",
    "generated_wods": "workouts of the day",
    "ad_hoc_workouts": "unplanned workouts",
}


def report(made: Seeded, options: Options) -> RenderableType:
    """For people."""
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for name, words in _WORDS.items():
        table.add_row(f"{made.rows[name]:,}", words)
    business, team, coach, athlete = to_try(made)
    done = (
        f"Made in {made.seconds:.1f} s with seed {options.seed}. The workers assess the history in the"
        f" background, in about {in_short(max(1.0, made.assessing_seconds))} on two cores;"
        " `afterwrite lanes` shows how far they are."
    )
    lines = ["", done]
    if not made.all_submitted:
        lines.append("Redis does not answer: the work begins by itself when it is back.")
    lines += [
        "",
        "To try:",
        f"  business  {business.id}",
        f"  team      {team.id}",
        f"  athlete   {athlete.id}",
        f"  a token   afterwrite token --user {coach.email}",
        f"            afterwrite token --user {athlete.email}  (the athlete's own)",
        f"  GET /api/teams/{team.id}/dashboard",
        f"  GET /api/business/{business.id}/stats",
        f"  GET /api/calendar/unified?clientId={athlete.id}",
    ]
    return Group(table, Text("\n".join(lines)))


def as_json(made: Seeded, options: Options) -> dict[str, Any]:
    """For machines."""
    business, team, coach, athlete = to_try(made)
    return {
        "seed": options.seed,
        "seconds": round(made.seconds, 3),
        "rows": dict(made.rows),
        "allSubmitted": made.all_submitted,
        "assessingSeconds": round(made.assessing_seconds, 1),
        "try": {
            "businessId": str(business.id),
            "teamId": str(team.id),
            "clientId": str(athlete.id),
            "coachEmail": coach.email,
            "athleteEmail": athlete.email,
        },
    }


def to_try(made: Seeded) -> tuple[Business, Team, Coach, SeededAthlete]:
    """A business, one of its teams, whose that is, and one of its athletes, who may ask the assistant."""
    business = made.businesses[0]
    team = business.teams[0]
    subscribers = (each for each in team.athletes if each.id in made.subscribers)
    return business, team, team.coach, next(subscribers, team.athletes[0])
