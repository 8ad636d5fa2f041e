"""What is to be made and withdrawn, so that what stands is what is wanted."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.effects import Because, Standing, Wanted, difference

ATHLETE = UUID(int=7)
DAY = date(2026, 3, 14)


def want(key: str, value: int = 0, *, kind: str = "case", revision: int = 1) -> Wanted:
    return Wanted(
        key=key, kind=kind, client_id=ATHLETE, date=DAY, revision=revision, cause={}, after={"value": value}
    )


def stand(wish: Wanted) -> Standing:
    return Standing(
        id=UUID(int=abs(hash(wish.key)) % 2**64),
        key=wish.key,
        kind=wish.kind,
        client_id=wish.client_id,
        date=wish.date,
        revision=wish.revision,
        after=wish.after,
    )


def test_what_is_missing_is_made() -> None:
    found = difference([], [want("knee")])
    assert [wish.key for wish in found.make] == ["knee"]
    assert not found.withdraw


def test_what_stands_as_wanted_is_left_though_a_later_revision_calls_for_it() -> None:
    found = difference([stand(want("knee"))], [want("knee", revision=2)])
    assert not found.make
    assert not found.withdraw


def test_what_is_not_wanted_any_more_is_withdrawn_and_says_why() -> None:
    knee, fever = stand(want("knee")), stand(want("fever"))
    found = difference([knee, fever], [], over=frozenset({"fever"}))
    assert found.withdraw == [(knee, Because.CORRECTED), (fever, Because.OVER)]


def test_another_one_of_the_same_key_takes_its_place() -> None:
    standing = stand(want("knee", 1))
    found = difference([standing], [want("knee", 2)])
    assert found.withdraw == [(standing, Because.REPLACED)]
    assert [wish.after["value"] for wish in found.make] == [2]


wishes = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2), max_size=6)


@given(history=st.lists(wishes, min_size=1, max_size=6))
def test_whatever_was_wanted_before_what_stands_in_the_end_is_what_is_wanted(
    history: list[dict[str, int]],
) -> None:
    standing: dict[str, Standing] = {}
    for wanted in history:
        found = difference(standing.values(), [want(key, value) for key, value in wanted.items()])
        for effect, _ in found.withdraw:
            del standing[effect.key]
        for wish in found.make:
            assert wish.key not in standing  # none is made twice
            standing[wish.key] = stand(wish)
    assert {key: effect.after["value"] for key, effect in standing.items()} == history[-1]
