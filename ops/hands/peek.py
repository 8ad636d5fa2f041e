"""`afterwrite peek`: what is known of one key, and what comes next."""

from datetime import UTC, datetime
from typing import Any

from coalescing.declared import declared_lanes
from ops.errors import OpsError
from ops.hands.arguments import lane_of
from ops.hands.key_view import KeyView, KeyViews, look_at
from ops.hands.peek_card import cards, state_of
from ops.hands.servers import Servers
from ops.hands.watching import View
from ops.hands.what_is_next import what_is_next


def peek(key: str, *, lane: str | None, whole_payload: bool, as_json: bool, watch: float | None) -> bool:
    """Show a key in every lane that knows it.

    Args:
        key: What is coalesced on.
        lane: The only lane to look in; None for all.
        whole_payload: Show people, too, all of a long payload. Machines always get it.
        as_json: For machines.
        watch: Seconds from one look to the next; None for a single one.

    Returns:
        Whether both servers answered.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: No lane knows the key, or neither server answers.
    """
    chosen = [lane_of(lane)] if lane else list(declared_lanes().values())
    names = ", ".join(one.name for one in chosen)
    with Servers.reached() as servers:

        def look() -> KeyViews:
            return look_at(servers, key, chosen, others=lane is None)

        def look_once() -> KeyViews:
            seen = look()
            if not seen.views and seen.is_complete:
                raise OpsError(f"No lane knows the key {key!r}; looked in: {names}.")
            return seen

        view: View[KeyViews] = View(
            look if watch is not None else look_once,
            lambda seen: cards(seen, whole_payload=whole_payload),
            as_document,
        )
        if watch is not None:
            view.watch(watch, as_json=as_json)
            return True
        return view.once(as_json=as_json).is_complete


def as_document(seen: KeyViews) -> dict[str, Any]:
    """All of it, for machines."""
    return {
        "at": datetime.now(UTC),
        "key": seen.key,
        "redis_error": seen.redis_error,
        "ledger_error": seen.ledger_error,
        "lanes": [lane_as_json(view) for view in seen.views],
    }


def lane_as_json(view: KeyView) -> dict[str, Any]:
    """One lane's view, with its state and what is next."""
    return {**view.as_json(), "state": state_of(view), "next": what_is_next(view)}
