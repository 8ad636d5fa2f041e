"""The forms that athletes fill in during a burst: what was there before, and the writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ops.demo.audit import Expected
from ops.demo.burst import BurstLog
from ops.demo.recompute import past_of
from ops.demo.squad import Member
from ops.demo.writes import NOTHING, State, Write, make_writes, merged, second_thoughts

#: Share of athletes who, on second thoughts, end with what they had.
_BACK_TO_THE_SAME = 0.1


@dataclass(frozen=True, slots=True)
class Form:
    """One athlete's writes of today's check-in, on top of what is stored."""

    member: Member
    before: State
    revision_before: int
    writes: Sequence[Write]


def first_forms(squad: Iterable[Member], writes: int, rng: np.random.Generator) -> list[Form]:
    """Today's check-in of each athlete, for the first time."""
    return [
        Form(member, NOTHING, 0, make_writes(member.athlete, member.today, member.morning, writes, rng))
        for member in squad
    ]


def second_forms(
    squad: Iterable[Member],
    stored: Mapping[str, Expected],
    writes: int,
    rng: np.random.Generator,
) -> list[Form]:
    """Second thoughts of each athlete about what is stored."""
    forms: list[Form] = []
    for member in squad:
        before = stored[member.key]
        is_back = rng.random() < _BACK_TO_THE_SAME
        final = before.inputs if is_back else second_thoughts(before.inputs, rng)
        made = make_writes(member.athlete, member.today, final, writes, rng)
        forms.append(Form(member, before.inputs, before.revision, made))
    return forms


def expected_after(forms: Iterable[Form], log: BurstLog) -> dict[str, Expected]:
    """What has to be stored once the writes of a burst are acknowledged: each merged over those before it."""
    expected = {}
    for form in forms:
        answers = log.answers[form.member.athlete.id]
        inputs = form.before
        for answer in answers:
            inputs = merged(inputs, answer.write)
        expected[form.member.key] = Expected(
            key=form.member.key,
            inputs=inputs,
            past=past_of(form.member),
            revision=answers[-1].revision,
            before=form.before,
            answers=answers,
        )
    return expected
