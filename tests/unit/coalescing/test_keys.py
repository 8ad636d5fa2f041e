"""Names of keys."""

import pytest

from coalescing.keys import KEY_KINDS, LaneKeys


def test_all_keys_of_a_lane_have_the_same_hash_tag() -> None:
    names = LaneKeys("p", "checkins").named(KEY_KINDS)

    assert len(set(names)) == len(KEY_KINDS)
    assert {name.partition(b"}")[0] for name in names} == {b"{p:checkins"}


def test_lanes_and_prefixes_are_kept_apart() -> None:
    named = [LaneKeys(prefix, lane).named(["due"]) for prefix in ("p", "q") for lane in ("a", "b")]

    assert len(set(named)) == 4


@pytest.mark.parametrize("prefix", ["a{b", "a}b"])
def test_a_prefix_that_would_end_the_hash_tag_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="braces"):
        LaneKeys(prefix, "checkins")
