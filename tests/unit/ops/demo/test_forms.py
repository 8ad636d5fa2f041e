"""What has to be stored after a burst follows from the answers, on top of what was there."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ops.demo.burst import BurstLog
from ops.demo.forms import Form, expected_after, first_forms, second_forms
from ops.demo.squad import Member


def answered(forms: list[Form], answer: Callable[..., Any]) -> BurstLog:
    """As an api would answer that counts a revision for each write that changes something."""
    log = BurstLog()
    for form in forms:
        stored, revision, mine = dict(form.before), form.revision_before, []
        for write in form.writes:
            after = {name: value for name, value in {**stored, **write.columns}.items() if value is not None}
            revision += after != stored
            stored = after
            mine.append(answer(key=form.member.key, revision=revision, **write.columns))
        log.answers[form.member.athlete.id] = mine
    return log


def test_the_second_burst_builds_on_the_first(squad: list[Member], answer: Callable[..., Any]) -> None:
    rng = np.random.default_rng(2)
    first = first_forms(squad, 5, rng)
    after_first = expected_after(first, answered(first, answer))
    assert {key: one.inputs for key, one in after_first.items()} == {m.key: m.morning for m in squad}
    second = second_forms(squad, after_first, 5, rng)
    after_second = expected_after(second, answered(second, answer))
    for key, one in after_second.items():
        assert one.before == after_first[key].inputs
        assert one.revision > after_first[key].revision
        assert one.past == after_first[key].past
    back = [key for key, one in after_second.items() if one.inputs == one.before]
    assert 0 < len(back) < len(squad) / 3, "some end where they began, and most do not"


def test_only_what_was_acknowledged_counts(squad: list[Member], answer: Callable[..., Any]) -> None:
    (form,) = first_forms(squad[:1], 5, np.random.default_rng(2))
    log = BurstLog(
        {form.member.athlete.id: [answer(key=form.member.key, mood=3), answer(key=form.member.key, stress=4)]}
    )
    (one,) = expected_after([form], log).values()
    assert one.inputs == {"mood": 3, "stress": 4}
