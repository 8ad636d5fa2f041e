"""Whatever the burst and the order of corrections, what stands is what the final inputs alone come to.

Held against a fresh run on the final inputs, and against a simple model that does not know of the replay.
"""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coalescing.lane_client import LaneClient
from tests import injury_model
from tests.injury_model import cases_of, fate
from tests.intake import CheckInWriter
from tests.integration.tasks.injured import MONDAY, Story

pytestmark = pytest.mark.integration

#: Days with check-ins: some in a row, and some much later.
DAYS = (0, 1, 2, 3, 4, 5, 6, 20, 21, 22, 45)
KINDS = ("RUNNING", "SWIMMING", "STRENGTH")
MADE = {
    "NOTHING": {"PLANNED"},
    "HALF": {"MODIFIED"},
    "OTHER": {"MODIFIED"},
    "REST": {"CANCELLED"},
}


def _answers(pain: int | None, part: str | None, **more: Any) -> dict[str, Any]:
    return {"injury_pain": pain, "injury_body_part": part} | more


PAINS = st.builds(
    _answers,
    st.sampled_from((3, 4, 5, 6, 8)),
    st.sampled_from(("KNEE", "KNEE", "SHOULDER", None)),
    injury_specific_type=st.sampled_from((None, None, "PATELLOFEMORAL", "MENISCUS", "nonsense")),
    stress=st.sampled_from((2, 2, 9)),
)
LOWS = st.builds(
    _answers,
    st.sampled_from((1, 2, None)),
    st.none(),
    sleep_hours=st.sampled_from((8.0, 8.0, 5.5, 4.0)),
    request_physio_contact=st.sampled_from((False, False, True)),
)
ILL = st.builds(
    _answers,
    st.sampled_from((1, 4, 8)),
    st.sampled_from((None, "KNEE")),
    is_illness=st.just(True),
    illness_type=st.sampled_from(("FEVER", "COLD", None, "CHRONIC")),
)
#: What is said on which day, and whether the lanes get to it before the next.
STEPS = st.lists(
    st.tuples(st.sampled_from(DAYS), st.one_of(PAINS, LOWS, LOWS, ILL), st.booleans()),
    min_size=1,
    max_size=14,
)


def _live(story: Story, steps: list[tuple[int, dict[str, Any], bool]]) -> dict[str, Any]:
    names = {
        str(story.plans(number, kind)): f"<{kind} of {number}>"
        for number in (*range(10), 20, 23, 30, 45)
        for kind in KINDS
    }
    for number, said, is_settled in steps:
        story.says(number, **said)
        if is_settled:
            story.settle()
    story.settle()
    return _state(story, names)


def _state(story: Story, names: dict[str, str]) -> dict[str, Any]:
    """All that stands, with names in place of ids."""
    named = names | {str(story.athlete): "<athlete>"}
    for row in story.rows("injury_cases"):
        named[str(row["id"])] = f"<{row['kind']} {row['body_part']} {row['opened_on']}>"
    for row in story.rows("training_restrictions"):
        named[str(row["id"])] = f"<restriction of {named[str(row['case_id'])]}>"
    columns = ", ".join(
        f"cases.{name}" for name in ("id", "status", "side", "type", "last_reported_on", "worst_pain")
    )
    cases = story.rows("injury_cases AS cases", f"{columns}, severity, decision, minimum_days, resolved_on")
    state = {
        "effects": story.standing(),
        "cases": [row for row in cases if row["status"] != "WITHDRAWN"],
        "restrictions": [
            {name: value for name, value in row.items() if not name.endswith("_at")}
            for row in story.restrictions()
        ],
        "workouts": {name: story.workout(workout) for workout, name in names.items()},
        "notices": sorted(map(str, story.notices())),
    }
    text = json.dumps(state, default=str)
    for found, name in named.items():
        text = text.replace(found, name)
    read: dict[str, Any] = json.loads(text)
    return read | {name: sorted(read[name], key=str) for name in ("cases", "restrictions", "notices")}


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, seed=st.integers(0, 1_000))
@example(steps=[(0, _answers(p, "KNEE"), True) for p in (2, 8, 2)], seed=0)
@example(steps=[(0, _answers(p, "KNEE"), True) for p in (8, 2, 8)], seed=0)
@example(steps=[(d, _answers(8, "KNEE"), True) for d in (0, 1, 2)], seed=0)
@example(steps=[(d, _answers(p, "KNEE"), True) for d, p in ((0, 3), (1, 1), (2, 1), (3, 1), (3, 4))], seed=0)
@example(
    # What is told is that of the report that counts, and not of the one that was corrected.
    steps=[
        (d, _answers(p, "KNEE"), s) for d, p, s in ((0, 3, False), (2, 5, False), (1, 5, True), (1, 3, True))
    ],
    seed=0,
)
@example(
    # One case is over while another one, which began before it, goes on.
    steps=[
        (0, _answers(4, "KNEE", injury_specific_type="MENISCUS"), True),
        (1, _answers(4, "SHOULDER"), True),
        *((d, _answers(1, None), True) for d in (2, 3, 4, 5)),
    ],
    seed=0,
)
def test_what_stands_is_what_the_final_inputs_come_to(
    writer: CheckInWriter,
    lane: LaneClient,
    steps: list[tuple[int, dict[str, Any], bool]],
    seed: int,
) -> None:
    final = {number: said for number, said, _ in steps}
    live = Story(writer, lane)
    stands = _live(live, steps)
    order = list(final.items())
    Random(seed).shuffle(order)
    assert stands == _live(Story(writer, lane), [(number, said, False) for number, said in order])
    _holds_the_model(live, stands, final)


def _holds_the_model(story: Story, stands: dict[str, Any], final: dict[int, dict[str, Any]]) -> None:
    cases = cases_of(final)
    expected = sorted((case.part, case.opened, case.status, case.resolved) for case in cases)
    assert expected == sorted(
        (
            row["body_part"],
            (row["opened_on"] - MONDAY).days,
            row["status"],
            row["resolved_on"] and (row["resolved_on"] - MONDAY).days,
        )
        for row in story.cases()
    )
    ends = sorted((case.opened, case.end) for case in cases if case.resolved is None)
    assert ends == sorted(
        ((row["start_date"] - MONDAY).days, (row["end_date"] - MONDAY).days) for row in story.restrictions()
    )
    for name, (kind, status, *_) in stands["workouts"].items():
        planned, _, number = name.strip("<>").partition(" of ")
        fated = fate(final, cases, int(number), planned)
        assert status in MADE[fated], name
        assert (kind == "ALTERNATIVE") == (fated == "OTHER"), name
    told = Counter(kind for kind in story.told() if kind != "PATTERN_ALERT")
    assert told == injury_model.told(final, cases)
