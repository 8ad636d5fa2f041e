"""What a caller can do wrong at the door; `coalescing.errors` has the rest, of lanes, keys and payloads."""


class HandoffError(Exception):
    """Base of the errors of this package."""


class RowLaneError(HandoffError):
    """Raised when work is to be owed in a lane whose revisions are counted on rows of another table."""


class OpenTransactionError(HandoffError):
    """Raised when a transaction is to be begun where one is open already."""
