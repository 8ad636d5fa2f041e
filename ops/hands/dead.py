"""`afterwrite dead`: what is dead, why, and what to do about it."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from coalescing.declared import declared_lanes
from ops.errors import OpsError, WrongArgumentError
from ops.hands.arguments import known_lane
from ops.hands.audit import audit_table
from ops.hands.dead_action import DeadAction, Report
from ops.hands.dead_choice import DeadChoice
from ops.hands.dead_tables import dead_table, report_lines
from ops.hands.key_view import KeyView, look_at
from ops.hands.output import console, notices, write_json
from ops.hands.peek import lane_as_json
from ops.hands.peek_card import card
from ops.hands.servers import Servers, ledger_transaction
from storage import audit, ledger
from storage.audit import Action
from storage.debts import Debt

#: Of a key's history.
SHOWN_ACTIONS = 10
#: Of what a question is about.
SHOWN_KEYS = 20


def list_dead(choice: DeadChoice, *, limit: int, as_json: bool) -> None:
    """Show what is dead and not forgotten, oldest death first.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: Keys were named and none of them is dead, or PostgreSQL cannot be asked.
    """
    with ledger_transaction() as connection:
        found = ledger.dead(
            connection,
            lane=choice.lane,
            keys=choice.keys,
            older_than_seconds=choice.older_than_seconds,
            limit=limit + 1,
        )
    choice.missing(found)
    shown, has_more = found[:limit], len(found) > limit
    if as_json:
        document = {"at": datetime.now(UTC), "dead": [asdict(debt) for debt in shown], "more": has_more}
        write_json(document)
        return
    console().print(dead_table(shown) if shown else "Nothing is dead.")
    if has_more:
        notices().print(
            f"There are more than these {limit}; --limit shows them, --lane and --older-than choose."
        )


def show_dead(key: str, *, lane: str | None, whole_payload: bool, as_json: bool) -> bool:
    """Show all that is known of a dead key, and what was done to it by hand.

    Returns:
        Whether both servers answered.

    Raises:
        OpsError: It is not dead in any lane, or PostgreSQL cannot be asked.
    """
    with Servers.reached() as servers:
        lanes = [one for one in declared_lanes().values() if lane in (None, one.name)]
        with servers.ledger() as connection:
            actions = audit.recent(connection, limit=SHOWN_ACTIONS, lane=lane, key=key)
        seen = look_at(servers, key, lanes, others=True)
    dead = [view for view in seen.views if _is_dead(view) and lane in (None, view.name)]
    if not dead:
        known_lane(lane)
        where = f" in lane {lane!r}" if lane else ""
        raise OpsError(f"The key {key!r} is not dead{where}. `afterwrite dead list` shows what is.")
    if as_json:
        views = [lane_as_json(view) for view in dead]
        write_json({"key": key, "lanes": views, "audit": [asdict(action) for action in actions]})
    else:
        console().print(_dead_cards(dead, actions, whole_payload=whole_payload))
    return _tell_of(seen.redis_error)


def replay(
    choice: DeadChoice, *, everything: bool, dry_run: bool, as_name: str | None, as_json: bool
) -> bool:
    """Give the dead another chance; answers whether Redis knows of it already.

    Raises:
        WrongArgumentError: Nothing is named, and `--all` is not said.
        OpsError: See `DeadAction.replay`.
    """
    choice.require_intent(everything=everything)
    with Servers.reached() as servers:
        return _tell(DeadAction(servers, choice, as_name).replay(dry_run=dry_run), as_json=as_json)


def forget(
    choice: DeadChoice, *, everything: bool, dry_run: bool, yes: bool, as_name: str | None, as_json: bool
) -> bool:
    """Put the dead out of sight, after a question; answers whether Redis knows of it already.

    Raises:
        WrongArgumentError: Nothing is named, or nobody is there to be asked.
        OpsError: See `DeadAction.forget`.
    """
    choice.require_intent(everything=everything)
    with Servers.reached() as servers:
        action = DeadAction(servers, choice, as_name)
        if yes or dry_run:
            return _tell(action.forget(dry_run=dry_run), as_json=as_json)
        meant = action.forget(dry_run=True)
        if meant.debts:
            _ask(meant)
        return _tell(action.forget(dry_run=False, shown=meant), as_json=as_json)


def _ask(meant: Report) -> None:
    if not sys.stdin.isatty():
        raise WrongArgumentError("Forgetting drops inputs: say --yes, or --dry-run to see what it would be.")
    notices().print(report_lines(meant, at_most=SHOWN_KEYS))
    typer.confirm("Forget this, and drop its inputs?", abort=True, err=True)


def _tell(report: Report, *, as_json: bool) -> bool:
    if as_json:
        write_json(report.as_json())
    else:
        console().print(report_lines(report))
        _warn("Not dead", report.not_dead)
        _warn("Changed meanwhile, and left alone", [debt.key for debt in report.left_alone])
    return _tell_of(report.redis_error)


def _warn(what: str, keys: Sequence[str]) -> None:
    if keys:
        notices().print(Text(f"{what}: {', '.join(map(repr, keys))}", style="yellow"))


def _tell_of(redis_error: str | None) -> bool:
    if redis_error:
        notices().print(Text(redis_error, style="bold red"))
    return redis_error is None


def _is_dead(view: KeyView) -> bool:
    debt: Debt | None = view.debt
    return debt is not None and debt.dead_at is not None


def _dead_cards(dead: Sequence[KeyView], actions: Sequence[Action], *, whole_payload: bool) -> RenderableType:
    parts: list[Any] = [card(view, whole_payload=whole_payload) for view in dead]
    if actions:
        parts += [Text(), Text("Done by hand", style="dim"), audit_table(actions)]
    return Group(*parts)
