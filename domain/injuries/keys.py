"""Keys of the effects of the cascade: made here only, and read here only."""

from datetime import date
from uuid import UUID

_CASE = "case:"


def case(case_id: UUID) -> str:
    """The case itself."""
    return f"{_CASE}{case_id}"


def restriction(case_id: UUID) -> str:
    """What a case imposes."""
    return f"restriction:{case(case_id)}"


def told(case_id: UUID) -> str:
    """The notice of a case."""
    return f"notice:{case(case_id)}"


def asked(case_id: UUID, since: date) -> str:
    """The question whether a case is over."""
    return f"asked:{since}:{case(case_id)}"


def fatigue(client: UUID, day: date) -> str:
    """Fatigue on a day; also the cause of what is done to workouts because of it."""
    return f"fatigue:{client}:{day}"


def chronic(client: UUID, day: date) -> str:
    """The notice of a chronic illness."""
    return f"chronic:{client}:{day}"


def physio(client: UUID, day: date) -> str:
    """The notice that a physiotherapist is asked for."""
    return f"physio:{client}:{day}"


def pattern(client: UUID, name: str, part: str | None, began: date) -> str:
    """The notice of an episode of a pattern."""
    return f"pattern:{client}:{name}:{part or '-'}:{began}"


def cause(kind: str, part: str) -> str:
    """A case as the cause of what is done to workouts: of each kind and part one is open at most.

    When a correction moves its opening it is another case, and still the same cause.
    """
    return f"{kind}:{part}"


def workout(workout_id: UUID, because: str) -> str:
    """What a cause makes of a workout."""
    return f"workout:{workout_id}:{because}"


def cause_of(key: str) -> str:
    """The cause in the key of what is made of a workout."""
    return key.split(":", 2)[2]


def case_of(key: str) -> str | None:
    """Id of the case that an effect is of; None of others."""
    before, is_of_case, case_id = key.rpartition(_CASE)
    del before
    return case_id if is_of_case else None


def is_question(key: str) -> bool:
    """Whether an effect is the question whether a case is over."""
    return key.startswith("asked:")


def is_fatigue(key: str) -> bool:
    """Whether an effect is the notice of a day's fatigue."""
    return key.startswith("fatigue:")


def is_of_a_day(key: str) -> bool:
    """Whether an effect is of one check-in alone, and follows no case and no pattern."""
    return key.startswith(("fatigue:", "chronic:", "physio:"))
