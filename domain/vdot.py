"""VDOT: what a race says about a runner, as a maximal oxygen uptake in ml/kg/min.

Two curves, fitted to measurements of trained runners: what running at some speed costs in oxygen, and which
share of the maximum can be kept up for how long.

Source: Daniels J, Gilbert J. Oxygen Power: Performance Tables for Distance Runners. 1979. Tables made from it
are in Daniels J. Daniels' Running Formula.
"""

from math import exp, sqrt

#: Oxygen cost of running: constant, by speed, and by its square.
_COST = (-4.60, 0.182258, 0.000104)

#: Halvings of the span that a time is looked for in: more than a double can tell apart.
_HALVINGS = 80

#: No race that is asked about is run slower or faster, in m/min. Below the one the cost would be negative.
SLOWEST, _FASTEST = 27.0, 1_000.0


def oxygen_cost(speed: float) -> float:
    """Oxygen that running takes, in ml/kg/min. Speed is in m/min, `SLOWEST` at least."""
    constant, linear, square = _COST
    return constant + linear * speed + square * speed * speed


def speed_at(oxygen: float) -> float:
    """The speed in m/min that takes so much oxygen (ml/kg/min): the inverse of `oxygen_cost`."""
    constant, linear, square = _COST
    return (sqrt(linear * linear - 4 * square * (constant - oxygen)) - linear) / (2 * square)


def sustained_share(minutes: float) -> float:
    """The share of the maximal oxygen uptake that is kept up in a race of so many minutes."""
    return 0.8 + 0.1894393 * exp(-0.012778 * minutes) + 0.2989558 * exp(-0.1932605 * minutes)


def vdot(metres: float, minutes: float) -> float:
    """VDOT of a race, in ml/kg/min. Both are positive."""
    return oxygen_cost(metres / minutes) / sustained_share(minutes)


def equivalent_minutes(value: float, metres: float) -> float:
    """The time over a distance that has this VDOT: the longer the time, the lower the VDOT.

    Found by halving, since the curves have no inverse together.
    """
    shortest, longest = metres / _FASTEST, metres / SLOWEST
    for _ in range(_HALVINGS):
        middle = (shortest + longest) / 2
        if vdot(metres, middle) > value:
            shortest = middle
        else:
            longest = middle
    return (shortest + longest) / 2
