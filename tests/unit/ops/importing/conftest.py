"""Athletes that need no database."""

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest

from ops.importing import roster as module
from ops.importing.roster import NewAthletes, Roster
from storage.import_athletes import Athlete, AthleteKey, Business

BUSINESS = Business(UUID(int=100), "Nights", "Asia/Tokyo")

#: Makes a roster: `new` to have unknown athletes made.
MakeRoster = Callable[..., Roster]


@pytest.fixture
def make_roster(monkeypatch: pytest.MonkeyPatch) -> MakeRoster:
    """Kim is in Tokyo, and two are called Sam; all others are unknown."""
    known = {
        "Kim": [Athlete(UUID(int=1), "Asia/Tokyo")],
        "Sam": [Athlete(UUID(int=2), "UTC"), Athlete(UUID(int=3), "UTC")],
    }

    def find(
        _connection: object, _by: AthleteKey, called: Iterable[str], _business: UUID | None
    ) -> dict[str, list[Athlete]]:
        return {name: known[name] for name in called if name in known}

    monkeypatch.setattr(module, "find_athletes", find)

    def make(*, new: bool = False) -> Roster:
        made = NewAthletes(BUSINESS.id, UUID(int=200), BUSINESS.time_zone) if new else None
        return Roster(None, "name", BUSINESS, made)  # type: ignore[arg-type]  # nobody asks it

    return make
