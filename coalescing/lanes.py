"""Lanes: named coalescing policies, declared as data. Nothing else differs between lanes."""

import json
import re
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Any, Literal, get_args

from coalescing.errors import InvalidLaneError

Mode = Literal["window", "debounce"]
PayloadPolicy = Literal["latest", "first", "merge", "append"]

_NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_TYPES: tuple[tuple[str, Any, str], ...] = (
    ("name queue key_form", str, "must be text"),
    ("handler", str | None, "must be text of the form module:function, or None"),
    (
        "window_ms batch lease_ms max_attempts max_crashes backoff_base_ms backoff_cap_ms",
        int,
        "must be a whole number",
    ),
    ("max_wait_ms max_inputs", int | None, "must be a whole number, or None"),
    ("leading background", bool, "must be True or False"),
    ("merge_max", tuple, "must be a tuple of names"),
)
_HANDLER = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One coalescing policy. All times are in milliseconds."""

    #: Name of the lane; also the ledger's `lane` column.
    name: str
    #: Celery queue that its drains run on.
    queue: str
    #: What a key is made of, for people: `clientId:date`.
    key_form: str
    #: In mode `window` the time from the first submit to the due time, and later submits do not move it. In
    #: mode `debounce` the quiet period: the time without a submit after which the entry is due.
    window_ms: int
    #: Entries that one claim takes at most.
    batch: int
    #: Who does its work, as `module:function`. Only workers import it. A declared lane has one.
    handler: str | None = None
    mode: Mode = "window"
    #: Longest time from the first submit of a burst to the due time; for mode `debounce`, which needs one.
    max_wait_ms: int | None = None
    #: So many inputs of one burst make it due at once, whatever the window; None for any number.
    max_inputs: int | None = None
    #: Whether the first input of a key is due at once. From its run on the key rests for `window_ms`: what
    #: comes in meanwhile coalesces into one more run, due when the rest (or the quiet period) is over.
    leading: bool = False
    #: Whether others go first: a drain of the lane ends after one batch, so that what is due in other lanes
    #: of the same worker waits for no more than that.
    background: bool = False
    #: What a run is given of the inputs that it covers: the latest; the first; all of them merged, as JSON
    #: objects, member by member (the later value wins, but truth sticks, and of `merge_max` the larger
    #: stays); or all of them appended, as JSON lists.
    payload: PayloadPolicy = "latest"
    #: Members of merged payloads that are counters, of which the larger one stays.
    merge_max: tuple[str, ...] = ("revision",)
    #: How long a claim is held before a sweep gives its entries back. Runs extend it while they work, so it
    #: only ends when their worker is gone.
    lease_ms: int = 10_000
    #: Runs that may fail before the entry is dead. A new submit gives it fresh attempts.
    max_attempts: int = 5
    #: Workers that may die while they hold the entry before it is dead.
    max_crashes: int = 3
    #: First pause after a failure; it doubles with each further one, with full jitter.
    backoff_base_ms: int = 1_000
    #: Longest pause after a failure.
    backoff_cap_ms: int = 300_000
    #: All of the policy but `window_ms`, as `submit.lua` takes it; and the same for a submit with a delay of
    #: its own, which is never a leading run. Put together once: a submit is cheap, and has no time for it.
    rules: str = field(init=False, repr=False, compare=False)
    rules_if_delayed: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_types()
        self._check_texts()
        self._check_numbers()
        self._check_timing()
        object.__setattr__(self, "rules", self._rules(leading=self.leading))
        object.__setattr__(self, "rules_if_delayed", self._rules(leading=False))

    def _check_types(self) -> None:
        for fields, kind, rule in _TYPES:
            for name in fields.split():
                value = getattr(self, name)
                if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
                    raise self._invalid(name, rule)
        if not all(isinstance(name, str) for name in self.merge_max):
            raise self._invalid("merge_max", "must be a tuple of names")

    def _check_texts(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise self._invalid("name", "must be letters and digits, with single hyphens between them")
        for name in ("queue", "key_form"):
            if not getattr(self, name):
                raise self._invalid(name, "must not be empty")
        if self.handler is not None and not _HANDLER.fullmatch(self.handler):
            raise self._invalid("handler", "must be of the form module:function")
        for name, allowed in (("mode", get_args(Mode)), ("payload", get_args(PayloadPolicy))):
            if getattr(self, name) not in allowed:
                raise self._invalid(name, f"must be one of {', '.join(allowed)}")

    def _check_numbers(self) -> None:
        at_least = dict.fromkeys(("batch", "lease_ms", "max_attempts", "max_crashes", "backoff_base_ms"), 1)
        for name, least in (at_least | {"window_ms": 0}).items():
            if getattr(self, name) < least:
                raise self._invalid(name, f"must be a whole number, at least {least}")
        if self.max_inputs is not None and self.max_inputs <= 1:
            raise self._invalid("max_inputs", "must be at least 2: for 1, set window_ms to 0")
        if self.backoff_cap_ms < self.backoff_base_ms:
            raise self._invalid(
                "backoff_cap_ms", f"must not be below backoff_base_ms, {self.backoff_base_ms}"
            )

    def _check_timing(self) -> None:
        if self.mode == "window" and self.max_wait_ms is not None:
            raise self._invalid("max_wait_ms", "is for mode debounce: a window is its own longest wait")
        if self.mode == "debounce" and (self.max_wait_ms is None or self.max_wait_ms < self.window_ms):
            raise self._invalid(
                "max_wait_ms", f"must be at least window_ms, {self.window_ms}, in mode debounce"
            )
        if not self.window_ms and (self.leading or self.mode == "debounce"):
            what = "a leading run" if self.leading else "mode debounce"
            raise self._invalid("window_ms", f"must be over 0 for {what}: there is nothing to wait for")

    def _invalid(self, name: str, rule: str) -> InvalidLaneError:
        return InvalidLaneError(f"lane {self.name!r}: {name} is {getattr(self, name)!r}, and {rule}")

    def _rules(self, *, leading: bool) -> str:
        rules = f"{self.max_wait_ms or 0} {self.max_inputs or 0} {int(leading)} {self.payload}{self.maxima}"
        return "" if rules == "0 0 0 latest" else rules

    @property
    def longest_wait_ms(self) -> int:
        """Longest time from the first submit of a burst to its due time."""
        return self.window_ms if self.max_wait_ms is None else self.max_wait_ms

    @property
    def rest_ms(self) -> int:
        """How long a key rests after a claim: 0 in a lane without leading runs."""
        return self.window_ms if self.leading else 0

    @property
    def maxima(self) -> str:
        """`merge_max` as the scripts take it: each name as JSON, with a line feed before and after each."""
        if self.payload != "merge" or not self.merge_max:
            return ""
        return "\n" + "".join(f"{json.dumps(name, ensure_ascii=False)}\n" for name in self.merge_max)

    def backoff_ms(self, attempt: int, rng: Random) -> int:
        """How long to wait after a failed run: exponential with full jitter.

        A uniformly random time between 0 and `min(cap, base * 2 ** (attempt - 1))`, so that what failed
        together does not come back together. Source: Marc Brooker, "Exponential Backoff And Jitter", AWS
        Architecture Blog, 2015.

        Args:
            attempt: Number of the run that failed, 1 for the first.
            rng: Source of the jitter.

        Returns:
            Milliseconds, from 0 to `backoff_cap_ms`.
        """
        doublings = min(max(attempt, 1) - 1, self.backoff_cap_ms.bit_length())
        return rng.randint(0, min(self.backoff_cap_ms, self.backoff_base_ms << doublings))


CHECKINS = Lane(
    name="checkins",
    queue="checkins",
    key_form="clientId:date",
    handler="tasks.checkins:assess_check_ins",
    window_ms=3_000,
    batch=200,
    backoff_base_ms=30_000,
)

REASSESSMENTS = Lane(
    name="reassessments",
    queue="reassessments",
    key_form="clientId",
    handler="tasks.reassessments:reassess",
    window_ms=2_000,
    # Athletes, each with a month of days or more.
    batch=4,
    payload="append",
    background=True,
    backoff_base_ms=30_000,
)

TRAINING_LOADS = Lane(
    name="training-loads",
    queue="training-loads",
    key_form="clientId",
    handler="tasks.training_loads:recompute",
    window_ms=2_000,
    # Athletes, each with all of their days: a year takes some 30 ms.
    batch=5,
    background=True,
    backoff_base_ms=30_000,
)

INJURIES = Lane(
    name="injuries",
    queue="effects",
    key_form="clientId",
    handler="tasks.injuries:run_cascade",
    window_ms=0,
    batch=100,
    # The days whose check-ins call for it.
    payload="append",
    background=True,
    backoff_base_ms=5_000,
)

STREAKS = Lane(
    name="streaks",
    queue="effects",
    key_form="clientId",
    handler="tasks.streaks:count_streaks",
    window_ms=0,
    batch=200,
    background=True,
    backoff_base_ms=5_000,
)

ALERTS = Lane(
    name="alerts",
    queue="effects",
    key_form="clientId",
    handler="tasks.alerts:watch_athletes",
    window_ms=0,
    batch=200,
    background=True,
    backoff_base_ms=30_000,
)

NOTICES = Lane(
    name="notices",
    queue="effects",
    key_form="noticeId",
    handler="tasks.notices:address",
    window_ms=0,
    batch=50,
    background=True,
    backoff_base_ms=5_000,
)

DELIVERIES = Lane(
    name="deliveries",
    queue="providers",
    key_form="deliveryId",
    handler="tasks.deliveries:deliver",
    window_ms=0,
    batch=50,
    background=True,
    # Seconds at first, hours at last: a provider may be away for a night.
    max_attempts=12,
    backoff_base_ms=5_000,
    backoff_cap_ms=6 * 3_600_000,
)

# A provider's events are owed to the lane of its name.
STRAVA = Lane(
    name="strava",
    queue="providers",
    key_form="strava:object:id",
    handler="tasks.provider_events:apply_events",
    # Strava's times are in whole seconds: when the second is over, one question answers all of its events.
    window_ms=1_000,
    # Each asks Strava, one after the other.
    batch=4,
    background=True,
    # Seconds at first, hours at last. That Strava is away or its quota is used up counts as no attempt.
    max_attempts=8,
    backoff_base_ms=5_000,
    backoff_cap_ms=2 * 3_600_000,
)

STRAVA_BACKFILL = Lane(
    name="strava-backfill",
    queue="backfills",
    key_form="clientId",
    handler="tasks.strava_backfill:fetch_pages",
    window_ms=0,
    # A page of one athlete's: whatever is due in other lanes goes first.
    batch=1,
    # Spans of time that are still to be fetched.
    payload="append",
    background=True,
    max_attempts=8,
    backoff_base_ms=30_000,
    backoff_cap_ms=2 * 3_600_000,
)

GARMIN = Lane(
    name="garmin",
    queue="providers",
    key_form="garmin:object:id",
    handler="tasks.provider_events:apply_events",
    window_ms=1_000,
    batch=50,
    background=True,
    backoff_base_ms=5_000,
)

TEAM_SUMMARIES = Lane(
    name="team-summaries",
    queue="summaries",
    key_form="teamId:date",
    handler="tasks.team_summaries:summarise",
    window_ms=30_000,
    batch=50,
    background=True,
    backoff_base_ms=5_000,
)

BUSINESS_TRENDS = Lane(
    name="business-trends",
    queue="summaries",
    key_form="businessId",
    handler="tasks.business_trends:count_trends",
    window_ms=60_000,
    batch=20,
    # Closed months that are to be counted again, if any.
    payload="append",
    background=True,
    backoff_base_ms=30_000,
)

CHAT_AFTERWARDS = Lane(
    name="chat-afterwards",
    queue="providers",
    key_form="conversationId",
    handler="tasks.chat_afterwards:after_answers",
    window_ms=1_000,
    # Each may take a call to a provider; they are made at the same time.
    batch=20,
    background=True,
    backoff_base_ms=5_000,
)

#: The project's own; `coalescing.declared` adds those of the installation.
LANES = MappingProxyType(
    {
        lane.name: lane
        for lane in (
            CHECKINS,
            REASSESSMENTS,
            TRAINING_LOADS,
            INJURIES,
            STREAKS,
            ALERTS,
            NOTICES,
            DELIVERIES,
            STRAVA,
            STRAVA_BACKFILL,
            GARMIN,
            TEAM_SUMMARIES,
            BUSINESS_TRENDS,
            CHAT_AFTERWARDS,
        )
    }
)
