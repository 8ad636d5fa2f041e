"""What a handler tells about a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """The outcome of one batch. Each of its keys is in `done`, `superseded` or `void`, and no other is."""

    #: The revision of each key that the stored results now stand for.
    done: Mapping[str, int] = field(default_factory=dict)
    #: Those of `done` whose inputs were as at the last run, so that nothing was computed.
    unchanged: frozenset[str] = field(default=frozenset())
    #: Keys whose row moved on, or went, while the batch was at work: a newer run follows.
    superseded: frozenset[str] = field(default=frozenset())
    #: Keys for which there is nothing to do (any more). Their debt is paid, or it would be owed for ever.
    void: frozenset[str] = field(default=frozenset())
    #: What the handler has owed to other lanes in the batch's transaction: the revision of each key, by lane.
    #: Redis is told once the transaction is committed.
    owed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
