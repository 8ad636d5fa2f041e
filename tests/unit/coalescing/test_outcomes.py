"""Typed results."""

import pytest

from coalescing.outcomes import EntryState, PeekedEntry


@pytest.mark.parametrize(
    ("state", "generation", "claimed", "expected"),
    [
        (EntryState.HELD, 2, 1, True),
        (EntryState.HELD, 2, 2, False),
        (EntryState.WAITING, 2, 1, False),
        (EntryState.ABSENT, 0, 0, False),
    ],
)
def test_overtaken_is_held_and_submitted_since(
    state: EntryState, generation: int, claimed: int, *, expected: bool
) -> None:
    entry = PeekedEntry("a", state, generation=generation, claimed_generation=claimed)

    assert entry.is_overtaken is expected
