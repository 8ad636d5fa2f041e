"""How many days a picture shows."""

#: Days that are shown unless another number is asked for; and how many may be.
USUAL_DAYS = 90
FEWEST_DAYS = 14
MOST_DAYS = 366


def clamped(days: int) -> int:
    """The nearest number of days that a picture can show."""
    return max(FEWEST_DAYS, min(days, MOST_DAYS))
