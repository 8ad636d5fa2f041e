"""What follows a person's write to workouts or cases: the cascade of the athlete is submitted."""

from collections.abc import Mapping
from typing import Any

from api_hooks.receipt_links import receipt
from api_hooks.services import Services
from storage.cascade_debts import LANE


async def submitted(services: Services, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Submit what the row says is owed, and answer its receipt; None where nothing is."""
    if row["revision"] is None:
        return None
    key = str(row["athlete_id"])
    await services.injuries.submit(key, row["revision"])
    return receipt(LANE, key, row["revision"])
