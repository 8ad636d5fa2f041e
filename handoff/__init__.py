"""The engineers' door: work is owed in the caller's own transaction, and submitted after its commit."""

from handoff.async_door import AsyncHandoff
from handoff.errors import HandoffError, OpenTransactionError, RowLaneError
from handoff.receipt import Receipt
from handoff.sync_door import Handoff

__all__ = [
    "AsyncHandoff",
    "Handoff",
    "HandoffError",
    "OpenTransactionError",
    "Receipt",
    "RowLaneError",
]
