"""What a handler is given for one key."""

from typing import NamedTuple


class Work(NamedTuple):
    """One key that something is owed of."""

    key: str
    #: What the inputs that no run has covered yet come to under the lane's policy (`Lane.payload`); empty
    #: where the key says it all.
    payload: bytes
    #: The revision that is owed: what the run covers once it is done.
    revision: int
    #: Number of this run, 1 for the first.
    attempt: int
