"""Jitter: all of them, within the span, never in one moment, and each always at its own."""

from tasks.spreading import GROUPS, spread


def test_thousands_start_spread_over_the_whole_span() -> None:
    groups = spread({f"business-{n}": n for n in range(3_000)}, 30)
    assert sum(map(len, groups.values())) == 3_000
    assert 0 <= min(groups) <= max(groups) < 30_000
    assert len(groups) == GROUPS
    assert max(map(len, groups.values())) < 2 * 3_000 / GROUPS


def test_a_key_has_its_own_moment() -> None:
    alone = spread({"business-7": 1}, 30)
    (delay,) = alone
    assert "business-7" in spread({f"business-{n}": n for n in range(100)}, 30)[delay]


def test_without_a_span_nothing_waits() -> None:
    assert spread({"a": 1, "b": 2}, 0) == {0: ["a", "b"]}
