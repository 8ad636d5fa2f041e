"""Which of the dead are meant: by key, by lane, by age, or all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ops.errors import OpsError, WrongArgumentError
from ops.hands.arguments import age_of, known_lane
from storage.debts import Debt


@dataclass(frozen=True, slots=True)
class DeadChoice:
    """What was named. What is None does not narrow the choice."""

    keys: tuple[str, ...] | None = None
    lane: str | None = None
    older_than_seconds: float | None = None

    @classmethod
    def of(cls, keys: Sequence[str] | None, lane: str | None, older_than: str | None) -> "DeadChoice":
        """From what was typed. A lane may be one that is not declared any more: the ledger keeps its dead.

        Raises:
            WrongArgumentError: The age is none.
        """
        return cls(tuple(keys) if keys else None, lane, age_of("--older-than", older_than))

    @property
    def is_narrow(self) -> bool:
        """Whether anything is named at all."""
        return self != DeadChoice()

    def require_intent(self, *, everything: bool) -> None:
        """See to it that whoever means all of them has said so, and nothing else.

        Raises:
            WrongArgumentError: Nothing is named, or `--all` and something else.
        """
        if everything and self.is_narrow:
            raise WrongArgumentError(
                "--all stands alone: leave it out, or the keys, --lane and --older-than."
            )
        if not everything and not self.is_narrow:
            raise WrongArgumentError("Name keys, --lane or --older-than; or say --all for all that is dead.")

    def missing(self, found: Iterable[Debt]) -> list[str]:
        """The named keys that are not among these.

        Raises:
            WrongArgumentError: None of them is, nor is there such a lane.
            OpsError: Keys were named, and none of them is.
        """
        there = {debt.key for debt in found}
        if not there:
            known_lane(self.lane)
        absent = [key for key in dict.fromkeys(self.keys or ()) if key not in there]
        if absent and not there:
            where = f" in lane {self.lane!r}" if self.lane else ""
            age = " for that long" if self.older_than_seconds is not None else ""
            names = ", ".join(map(repr, absent[:5])) + (", ..." if len(absent) > 5 else "")  # noqa: PLR2004
            raise OpsError(f"Not dead{where}{age}: {names}. `afterwrite dead list` shows what is.")
        return absent

    def for_audit(self) -> dict[str, Any]:
        """How the dead were chosen, for the audit."""
        given = {"key": self.keys, "lane": self.lane, "age": self.older_than_seconds}
        by = ", ".join(name for name, value in given.items() if value is not None) or "all"
        age = {} if self.older_than_seconds is None else {"older_than_seconds": self.older_than_seconds}
        return {"chosen by": by, **age}
