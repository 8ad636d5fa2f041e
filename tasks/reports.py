"""What a handler tells about a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """The outcome of one batch.

    Each of its keys is in `done`, `superseded`, `void`, `failed`, `dead` or `later`, and no other is.
    """

    #: The revision of each key that the stored results now stand for.
    done: Mapping[str, int] = field(default_factory=dict)
    #: Those of `done` whose inputs were as at the last run, so that nothing was computed.
    unchanged: frozenset[str] = field(default=frozenset())
    #: Keys whose row moved on, or went, while the batch was at work: a newer run follows.
    superseded: frozenset[str] = field(default=frozenset())
    #: Keys for which there is nothing to do (any more). Their debt is paid, or it would be owed for ever.
    void: frozenset[str] = field(default=frozenset())
    #: Keys that failed by themselves, and why: what was done for the others is kept. They are tried again by
    #: the lane's policy, and dead after its last attempt.
    failed: Mapping[str, str] = field(default_factory=dict)
    #: Keys that failed for good, and why: they are not tried again, unless an operator says so.
    dead: Mapping[str, str] = field(default_factory=dict)
    #: Keys whose time has not come, and how many milliseconds to wait: it counts as no attempt.
    later: Mapping[str, int] = field(default_factory=dict)
    #: What the handler has owed to other lanes in the batch's transaction: the revision of each key, by lane.
    #: Redis is told once the transaction is committed.
    owed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
