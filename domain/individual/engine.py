"""The engine `individual`: every signal by the athlete's own spread, and one score with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.advice import (
    A_LITTLE_LESS_INTENSITY,
    EASY_DAY,
    LESS_INTENSITY,
    REST_FROM_CRITICAL_FLAG,
    AdviceRule,
    Advised,
    rules_of_levels,
    strictest,
)
from domain.arrays import BoolArray, IntArray
from domain.bands import Bands
from domain.batch import CheckInBatch
from domain.flags import Rule, Severity, any_of
from domain.individual import flags
from domain.individual.composite import Composite, compose
from domain.individual.maturity import MATURITIES
from domain.individual.reading import Reading
from domain.individual.signals import Signals, judge, terms_of
from domain.individual.trust import confidence_of, maturity_of_batch
from domain.readiness import BANDS as PERCENT_BANDS
from domain.reported import HIGH_PAIN, reported_flags
from domain.wellness import WellnessAssessment

#: Id and version. It changes whenever the same inputs may give another result.
ENGINE = "individual-1"

#: Score to level. A usual day is 5.8 and GOOD: other edges than those of a score made of component tables.
#: They lie at Z of about +1, -0.5, -1.1 and -1.9.
BANDS = Bands(edges=(1.5, 3.0, 4.5, 8.0), statuses=PERCENT_BANDS.statuses, edge_opens="upper")


@dataclass(frozen=True, slots=True)
class IndividualAssessment:
    """What the engine says of n check-ins."""

    signals: Signals
    composite: Composite
    #: Place in BANDS; meaningless without a score.
    place: IntArray
    #: `Maturity` of the weakest baseline that counts.
    maturity: list[str]
    confidence: list[str | None]
    advised: Advised
    #: Of HRV, heart rate and feeling; what the answers say by themselves is not among them.
    red: Sequence[Rule]
    yellow: Sequence[Rule]

    @property
    def known(self) -> BoolArray:
        """Whether there is a score."""
        known: BoolArray = ~np.isnan(self.composite.score)
        return known

    @property
    def level(self) -> list[str | None]:
        """The score in words; None without one."""
        return BANDS.status(self.place, self.known)


def assess_individual(batch: CheckInBatch, wellness: WellnessAssessment) -> IndividualAssessment:
    """Assess n check-ins by each athlete's own spread.

    Args:
        batch: the check-ins.
        wellness: of the same check-ins. Its flags speak of the answers as such, and hold whatever the engine.
    """
    signals = judge(batch)
    composite = compose(
        terms_of(signals),
        both_high=signals.both_high,
        ill_or_in_pain=batch.ill | (batch.injury_pain > HIGH_PAIN),
    )
    known = ~np.isnan(composite.score)
    place = BANDS.place(composite.score)
    red, yellow = list(flags.red_flags(batch, signals)), list(flags.yellow_flags(batch, signals))
    maturity = maturity_of_batch(batch, signals, composite)
    advised = strictest(
        len(batch),
        [
            *rules_of_levels(place, known),
            *_rules_of_signals(batch, signals),
            *_rules_of_flags([*red, *reported_flags(batch), *wellness.red_flags()], known),
        ],
    )
    return IndividualAssessment(
        signals=signals,
        composite=composite,
        place=place,
        maturity=[MATURITIES[step] for step in maturity.tolist()],
        confidence=confidence_of(maturity, composite.coverage, known),
        advised=advised,
        red=red,
        yellow=yellow,
    )


def _rules_of_signals(batch: CheckInBatch, signals: Signals) -> list[AdviceRule]:
    """What is known to be unusual says so by itself, also where there is too little for a score."""
    careful = flags.is_reading(signals, Reading.ACUTE_DROP, Reading.MIXED, Reading.POSSIBLE_SATURATION)
    return [
        (careful | signals.rate.persisting, A_LITTLE_LESS_INTENSITY),
        (flags.is_reading(signals, Reading.SUSTAINED_SUPPRESSION), LESS_INTENSITY),
        (signals.unusual_together(batch.ill) | (batch.injury_pain > HIGH_PAIN), EASY_DAY),
    ]


def _rules_of_flags(every: Sequence[Rule], known: BoolArray) -> list[AdviceRule]:
    critical = [rule for rule in every if rule.severity is Severity.CRITICAL]
    return [
        (known & any_of(every), A_LITTLE_LESS_INTENSITY),
        (any_of(critical), REST_FROM_CRITICAL_FLAG),
    ]
