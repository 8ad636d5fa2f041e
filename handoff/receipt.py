"""A receipt: what the caller of a door has in hand, and may ask about later."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Receipt(NamedTuple):
    """Lane, key and revision of one accepted input."""

    lane: str
    key: str
    revision: int


def by_lane(receipts: Iterable[Receipt]) -> dict[str, list[Receipt]]:
    """The receipts of each lane, in their order."""
    found: defaultdict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        found[receipt.lane].append(receipt)
    return dict(found)
