"""Names of a lane's keys in Redis: all of them, and nowhere else."""

from collections.abc import Iterable
from types import MappingProxyType

#: Every key of a lane. None has a TTL: what was accepted may not evaporate. Each one is bounded by what
#: the lane holds (`due`, `held`, `entries`, `dead`, `claims`, `pokes`), by what ran within a window
#: (`rests`), or by a constant (`settled`, `stats`, `paused`).
KEY_KINDS = MappingProxyType(
    {
        "entries": "hash: key -> packed entry, whatever its state",
        "due": "sorted set: key -> due ms, for waiting entries",
        "held": "sorted set: key -> end of the lease in ms, for held entries",
        "dead": "sorted set: key -> when it died in ms, for dead entries",
        "claims": "hash: token -> packed list of the keys that it still holds",
        "settled": "list: the answers of the latest settles, to answer a repeated one",
        "rests": "sorted set: key -> end of its rest in ms, in a lane with leading runs",
        "paused": "string: when the lane was paused, in ms; absent while it is not",
        "pokes": "sorted set: poke id -> expiry in ms, for outstanding pokes",
        "stats": "hash: counters, and buckets of the two histograms",
    }
)


class LaneKeys:
    """The keys of one lane, `{prefix:lane}:name`: the hash tag keeps a lane in one cluster slot."""

    def __init__(self, prefix: str, lane_name: str) -> None:
        """Build the names; `prefix` keeps apart the platforms that share one Redis."""
        if "{" in prefix or "}" in prefix:
            raise ValueError(f"prefix {prefix!r} must not contain braces: they would end the hash tag")
        tag = f"{{{prefix}:{lane_name}}}"
        self._names = {name: f"{tag}:{name}".encode() for name in KEY_KINDS}

    def named(self, names: Iterable[str]) -> tuple[bytes, ...]:
        """The full names of these keys, in this order."""
        return tuple(self._names[name] for name in names)
