"""An automatic case ends where a person's case of the same begins."""

from collections.abc import Iterable

from domain.injuries.followed import Followed
from domain.injuries.kept import Kept, taken_over_on
from domain.injuries.said import Said


def close_if_taken_over(case: Followed, kept: Iterable[Kept], said: Said | None) -> bool:
    """Close a case whose part a person looks after from some day on, by the time of this check-in."""
    day = taken_over_on(kept, case.kind, case.part, case.opened_on)
    if day is None or (said is not None and said.date < day):
        return False
    case.resolve(day)
    return True
