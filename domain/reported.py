"""What the athlete reports that speaks for itself, whichever engine is asked: being ill, and much pain."""

from collections.abc import Iterator

from domain.batch import CheckInBatch
from domain.flags import Code, Rule, Severity, Source

#: Pain above this is more than may be trained with (after the pain-monitoring model of Thomee 1997).
HIGH_PAIN = 5


def reported_flags(batch: CheckInBatch) -> Iterator[Rule]:
    """Red flags: ill means rest, and much pain holds a good day back."""
    pain = batch.injury_pain > HIGH_PAIN
    yield Rule(Code.ILLNESS_REPORTED, Severity.CRITICAL, Source.ILLNESS, batch.ill)
    yield Rule(Code.PAIN_HIGH, Severity.WARNING, Source.PAIN, pain, {"answer": batch.injury_pain})
