"""What becomes of a key next, in words."""

from datetime import UTC, datetime

from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState, PeekedEntry
from ops.hands.key_view import KeyView
from ops.hands.spans import in_short
from storage.debts import Debt


def what_is_next(view: KeyView) -> str:
    """One or two sentences for the operator: what happens by itself, or what to type."""
    if view.lane is None:
        return f"Nothing: the lane {view.name} is not declared (any more), so nobody works on it."
    if view.entry is None:
        return _without_redis(view.debt)
    if view.entry.state is EntryState.WAITING:
        return _waiting(view, view.entry)
    if view.entry.state is EntryState.HELD:
        return _held(view, view.entry)
    if view.entry.state is EntryState.DEAD:
        return _dead(view)
    return _absent(view)


def _without_redis(debt: Debt | None) -> str:
    if debt is None:
        return "Nobody knows until Redis answers: the ledger does not have the key."
    if debt.dead_at is not None:
        return _of_the_dead(debt)
    return "Its run, once Redis is back." if debt.is_owed else "Nothing: what was owed is done."


def _waiting(view: KeyView, entry: PeekedEntry) -> str:
    due = view.due_in_seconds or 0.0
    failed = f"It has failed {entry.attempts} of {view.lane and view.lane.max_attempts} times. "
    before = failed if entry.attempts else ""
    if view.pause:
        return f"{before}It waits until somebody types `afterwrite resume {view.name}`."
    if due > 0:
        return f"{before}It is due in {in_short(due)}; a worker takes it then."
    return f"{before}It has been due for {in_short(-due)}: the next free worker takes it."


def _held(view: KeyView, entry: PeekedEntry) -> str:
    lease = view.lease_seconds or 0.0
    if lease < 0:
        return (
            f"Its worker seems to be gone: the lease ended {in_short(-lease)} ago. A sweep gives it back, or"
            f" buries it after {view.lane and view.lane.max_crashes} such losses."
        )
    work = f"A worker is at it, and says so again within {in_short(lease)}."
    return f"{work} Newer input came in: it runs once more after that." if entry.is_overtaken else work


def _dead(view: KeyView) -> str:
    if view.debt is None or view.debt.dead_at is not None:
        return _of_the_dead(view.debt)
    if view.debt.is_owed:
        return "Dead in Redis, and owed in the ledger: reconcile sets that right within half a minute."
    return "Nothing: what was owed is done. The next input takes the place of what is dead in Redis."


def _of_the_dead(debt: Debt | None) -> str:
    if debt is not None and debt.forgotten_at is not None:
        return "Nothing: it was forgotten. A new input, or a replay that names the key, revives it."
    return "Nothing, until a new input comes, or somebody types `afterwrite dead replay` with its key."


def _absent(view: KeyView) -> str:
    debt = view.debt
    if debt is None:
        return "Nothing: nobody knows the key."
    if debt.dead_at is not None:
        return _of_the_dead(debt)
    if put_off := debt.put_off_seconds(datetime.now(UTC)):
        if debt.lane != CHECKINS.name:
            return f"Its time has not come: reconcile submits it in {in_short(put_off)}."
        return (
            "Its run in the lane reassessments, with the athlete's other imported days. Should that not come,"
            f" reconcile submits it in {in_short(put_off)}."
        )
    if debt.is_owed:
        return "Its run: reconcile submits what is owed and Redis does not know, within half a minute or so."
    return "Nothing: what was owed is done."
