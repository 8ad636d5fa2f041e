"""What is being followed up: open cases, and what they impose, in a sentence each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from picture.words import in_words, short_day

#: What is said with what is judged otherwise by today's readiness alone.
GOES_FIRST = "What is being followed up comes first, whatever readiness says."

_CALLS_FOR = MappingProxyType(
    {
        "REST": "planned training is left out",
        "CROSS_TRAINING_ONLY": "what loads it is replaced by other training",
        "REDUCE_50": "planned training is halved",
        "MONITOR": "planned training is easy",
    }
)

_NO_PART = frozenset({"NONE", "UNKNOWN", "OTHER"})


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case that is not over."""

    kind: str
    body_part: str
    status: str
    decision: str
    opened_on: date
    #: Last day of what it imposes; None where nothing is in force.
    until: date | None
    #: Whether a person keeps it.
    is_kept: bool

    @property
    def what(self) -> str:
        """What it is about."""
        if self.kind == "ILLNESS":
            return "illness"
        named = "no body part named" if self.body_part in _NO_PART else in_words(self.body_part)
        return f"pain ({named})"

    @property
    def text(self) -> str:
        """All of it, in a sentence."""
        parts = [f"{self.what}, since {short_day(self.opened_on)}"]
        if self.until is not None:
            calls_for = _CALLS_FOR.get(self.decision, in_words(self.decision))
            parts.append(f"{calls_for} until {short_day(self.until)}")
        if self.status == "MONITORING":
            parts.append("is it over? That is being asked")
        if self.is_kept:
            parts.append("kept by a person")
        said = "; ".join(parts)
        return f"{said[0].upper()}{said[1:]}."


def open_cases(rows: Sequence[Mapping[str, Any]]) -> tuple[OpenCase, ...]:
    """The rows of `storage.athlete_picture.PICTURE_CASES` as cases."""
    return tuple(
        OpenCase(
            row["kind"],
            row["body_part"],
            row["status"],
            row["decision"],
            row["opened_on"],
            row["until"],
            row["source"] == "MANUAL",
        )
        for row in rows
    )
