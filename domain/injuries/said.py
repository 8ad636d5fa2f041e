"""What a check-in says, as far as flags are concerned. What was not answered is None: it triggers nothing."""

from dataclasses import dataclass
from datetime import date

from domain.check_in import IllnessType

#: Pain from which on it is a report; up to `LOW_PAIN` it is a low day. (Answers are 1 to 10, 1 is none.)
REPORTED_PAIN = 3
LOW_PAIN = 2

#: The body part of pain of which none was named.
UNKNOWN_PART = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One check-in."""

    date: date
    revision: int
    pain: int | None = None
    #: A `BodyPart`, explicit or else from the words of the notes; `UNKNOWN_PART` where there is neither.
    part: str = UNKNOWN_PART
    side: str | None = None
    #: As it was given: it may be no id of the catalogue.
    injury_type: str | None = None
    is_illness: bool = False
    illness_type: str | None = None
    stress: int | None = None
    sleep_hours: float | None = None
    energy: int | None = None
    soreness: int | None = None
    #: None too while the check-in's last revision is not assessed.
    readiness: float | None = None
    is_assessed: bool = True
    wants_physio: bool = False
    rehab_pain_during: int | None = None
    rehab_pain_after: int | None = None

    @property
    def injury_pain(self) -> int | None:
        """Pain that may be an injury's: that of an illness is not."""
        return None if self.is_illness else self.pain

    @property
    def reports_pain(self) -> bool:
        """Whether something hurts that may be an injury."""
        return self.injury_pain is not None and self.injury_pain >= REPORTED_PAIN

    @property
    def is_low(self) -> bool:
        """Whether it is known that nothing hurts much."""
        return self.injury_pain is not None and self.injury_pain <= LOW_PAIN

    @property
    def is_chronic(self) -> bool:
        """Whether the illness is one that the athlete lives with."""
        return self.is_illness and self.illness_type == IllnessType.CHRONIC

    @property
    def is_acutely_ill(self) -> bool:
        """Whether the illness calls for rest."""
        return self.is_illness and not self.is_chronic
