"""Scales: answers of another questionnaire, brought to the check-in's own scale.

A linear map of the two ends onto each other: 1 to 5 becomes 1, 3.25, 5.5, 7.75, 10, turned round where the
other scale calls good what ours calls bad. The stored answer is a whole number; ties go up.
"""

from dataclasses import dataclass
from typing import Self

from domain.check_in import Field
from domain.rounding import half_up
from domain.wellness import ITEMS

_RATED = frozenset(item.column for item in ITEMS if item.column != "sleep_hours")

#: Columns of the ratings that ask for an amount of something bad.
HIGH_IS_BAD = frozenset(item.column for item in ITEMS if item.high_is_bad) | {
    "rehab_pain_during",
    "rehab_pain_after",
}


def is_rating(field: Field) -> bool:
    """Whether the field is an answer on a scale."""
    return field.column in _RATED | HIGH_IS_BAD


@dataclass(frozen=True, slots=True)
class Scale:
    """Another scale, and how its numbers lie on a field's."""

    #: The field's own ends that the other scale's lowest and highest number stand for.
    at_lowest: float
    at_highest: float
    lowest: float
    highest: float

    @classmethod
    def onto(cls, field: Field, lowest: float, highest: float, *, high_is_good: bool) -> Self:
        """A scale from `lowest` to `highest` whose answers go into `field`.

        Raises:
            ValueError: the field is no rating, or the scale has no length.
        """
        if not is_rating(field) or field.minimum is None or field.maximum is None:
            raise ValueError(f"{field.name} is no answer on a scale")
        if not lowest < highest:
            raise ValueError(f"a scale goes up: {lowest:g} is not below {highest:g}")
        ends = (field.minimum, field.maximum)
        if high_is_good is (field.column in HIGH_IS_BAD):
            ends = ends[::-1]
        return cls(*ends, lowest, highest)

    def is_missing(self, value: float) -> bool:
        """Whether the value is a zero on a scale that has none: exports write it where nobody answered."""
        return value == 0 and not self.lowest <= 0 <= self.highest

    def holds(self, value: float) -> bool:
        """Whether the value is on the scale, its ends included."""
        return self.lowest <= value <= self.highest

    def exactly(self, value: float) -> float:
        """Where the value lies on the field's scale."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.at_lowest + share * (self.at_highest - self.at_lowest)

    def answer(self, value: float) -> int:
        """The same, as the whole number that is stored."""
        return int(half_up(self.exactly(value)))

    def back(self, answer: float) -> float:
        """Where a number of the field's scale lies on the other one: the inverse of `exactly`."""
        share = (answer - self.at_lowest) / (self.at_highest - self.at_lowest)
        return self.lowest + share * (self.highest - self.lowest)
