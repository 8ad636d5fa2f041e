"""The figures at scale: what is held against what, and which aims are set."""

import pytest

from benchmarks import scale

SMALLEST, *_, LARGEST = scale.SIZES


def _costs(smallest: float, largest: float) -> scale.Costs:
    by_size = dict.fromkeys(scale.SIZES, smallest) | {LARGEST: largest}
    return dict.fromkeys(scale.MOVES, by_size)


@pytest.mark.parametrize(("largest", "met"), [(149.0, True), (151.0, False)])
def test_the_largest_size_is_held_against_the_smallest(largest: float, met: bool) -> None:
    figures = {f.name: f for f in scale.figures(50.0, _costs(100.0, largest), _costs(10.0, 10.0))}

    growth = figures["scale_submit_new_growth"]
    assert (growth.value, growth.baseline, growth.met) == (largest, 100.0, met)
    assert figures["scale_submit_new_redis_cpu_growth"].ratio == 1


def test_every_move_at_every_size_is_held_against_the_no_op() -> None:
    figures = {f.name: f for f in scale.figures(50.0, _costs(100.0, 120.0), _costs(10.0, 10.0))}

    for move in scale.MOVES:
        ratios = [figures[f"scale_{move}_{size}"].ratio for size in scale.SIZES]
        assert ratios == [2, 2, 2, 2.4]


def test_memory_has_an_aim_at_every_size() -> None:
    held = dict.fromkeys(scale.SIZES, 180.0) | {LARGEST: 401.0}

    assert [figure.met for figure in scale.memory_figures(held)] == [True, True, True, False]


@pytest.mark.parametrize(("size", "name"), [(1_000, "10^3"), (1_000_000, "10^6")])
def test_sizes_are_named_as_powers_of_ten(size: int, name: str) -> None:
    assert scale.name_of(size) == name
