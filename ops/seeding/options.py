"""What `afterwrite seed` is asked for."""

from dataclasses import dataclass

#: Fewer cannot be a business with a team.
FEWEST_USERS = 10
MOST_USERS = 200_000
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Options:
    """How many people, with how long a past."""

    #: Registered users: coaches, and athletes with their logins.
    users: int = 5_000
    #: The same seed makes the same people.
    seed: int = 1
    #: Days of history before today.
    days: int = 60
    #: Also into a database that has users already.
    add: bool = False
