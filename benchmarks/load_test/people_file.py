"""The data file that k6 reads: every coach with a token, a business, teams and athletes."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ops.seeding.people import Business
from ops.seeding.rows import local_day
from ops.seeding.run import Seeded
from runtime.settings import Settings
from runtime.tokens import mint


def write_people(
    path: Path, made: Seeded, settings: Settings, more: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Write it, with `more` beside; readable by nobody else: the tokens in it are good for some hours."""
    now = datetime.now(UTC)
    coaches = [entry for business in made.businesses for entry in _coaches(business, now, settings)]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump({"coaches": coaches, **more}, file)


def _coaches(business: Business, now: datetime, settings: Settings) -> list[dict[str, Any]]:
    return [
        {
            "token": mint(settings, str(coach.id), hours=6),
            "businessId": str(business.id),
            "date": str(local_day(business, now)),
            "teams": [str(team.id) for team in business.teams if team.coach is coach],
            "clients": [
                str(each.id) for team in business.teams if team.coach is coach for each in team.athletes
            ],
        }
        for coach in business.coaches
    ]
