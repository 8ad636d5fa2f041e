"""Whom a drain calls: the function that a lane names as its handler."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import TypeAlias

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import InvalidLaneError
from coalescing.lanes import Lane
from tasks.reports import BatchReport
from tasks.work import Work

#: Does the work of a batch, in the transaction of the connection that it is given. What it answers says which
#: revision of each key is done now; None says that all of it is done as it was owed. When it raises, the keys
#: are tried again one by one, so that a bad one hurts itself only.
Handler: TypeAlias = Callable[[Connection[DictRow], Sequence[Work]], BatchReport | None]


@cache
def handler_of(lane: Lane) -> Handler:
    """The handler that the lane names.

    Raises:
        InvalidLaneError: It names none, or one that cannot be imported.
    """
    if lane.handler is None:
        raise InvalidLaneError(
            f"lane {lane.name!r}: handler is None, and must be of the form module:function"
        )
    module, _, name = lane.handler.partition(":")
    try:
        handler = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise InvalidLaneError(
            f"lane {lane.name!r}: handler {lane.handler!r} cannot be imported: {error}"
        ) from error
    if not callable(handler):
        raise InvalidLaneError(f"lane {lane.name!r}: handler {lane.handler!r} is not a function")
    return handler  # type: ignore[no-any-return]  # whoever declares a lane promises the shape
