"""Planned workouts: what kinds there are, how hard they are, and what becomes of them."""

from enum import StrEnum


class WorkoutType(StrEnum):
    """What is trained. ALTERNATIVE is whatever does not load what hurts, such as cycling or swimming."""

    RUNNING = "RUNNING"
    STRENGTH = "STRENGTH"
    PLYOMETRIC = "PLYOMETRIC"
    CORE = "CORE"
    RECOVERY = "RECOVERY"
    CYCLING = "CYCLING"
    SKIING = "SKIING"
    SWIMMING = "SWIMMING"
    TRIATHLON = "TRIATHLON"
    HYROX = "HYROX"
    ALTERNATIVE = "ALTERNATIVE"
    OTHER = "OTHER"


class WorkoutStatus(StrEnum):
    """What became of a planned workout. MODIFIED and CANCELLED are also what software may make of it."""

    PLANNED = "PLANNED"
    MODIFIED = "MODIFIED"
    CANCELLED = "CANCELLED"
    COMPLETED = "COMPLETED"


class WorkoutIntensity(StrEnum):
    """How hard it is meant to be, the easiest first."""

    RECOVERY = "RECOVERY"
    EASY = "EASY"
    MODERATE = "MODERATE"
    THRESHOLD = "THRESHOLD"
    INTERVAL = "INTERVAL"
    MAX = "MAX"
