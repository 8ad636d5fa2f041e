"""The schedule: what beat sets going, and when. Beat, the workers and `afterwrite schedule` read this table.

Every entry only owes or repairs, so running one twice is harmless. None keeps a state of its own: each looks
at what is the case when it runs, so one run makes good any number of missed ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.schedule_times import At, Every, When
from runtime.settings import get_settings
from tasks.alert_rounds import owe_alerts
from tasks.chat_sweep import sweep_answers
from tasks.daily_loads import owe_daily_loads
from tasks.pruning import prune
from tasks.reconcile import reconcile
from tasks.summary_rebuild import owe_business_trends, rebuild_business_trends, rebuild_team_summaries


class Missed(StrEnum):
    """What becomes of a point of time at which no beat or no worker was there."""

    #: The latest one is made good, as soon as somebody is there.
    CATCH_UP = "CATCH_UP"
    #: The next one will do.
    SKIP = "SKIP"


class Clock(StrEnum):
    """Whose time an entry goes by."""

    #: It has an interval, and no time of day.
    NONE = "NONE"
    #: The times in the table are UTC.
    UTC = "UTC"
    #: It looks all day long for those whose own local time it is: every midnight is at a quarter of an hour.
    EACH_OWN = "EACH_OWN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the schedule."""

    name: str
    #: The task itself. It takes `spread_seconds` if there is a jitter.
    task: Any
    when: When
    clock: Clock
    missed: Missed
    #: What it owes starts spread over so many seconds.
    jitter_seconds: float
    description: str

    @property
    def arguments(self) -> dict[str, float]:
        """What the task is called with."""
        return {"spread_seconds": self.jitter_seconds} if self.jitter_seconds else {}


def entries() -> Mapping[str, Entry]:
    """The table, by name."""
    table = (
        Entry(
            name="reconcile",
            task=reconcile,
            when=Every(get_settings().reconcile_interval_seconds),
            clock=Clock.NONE,
            missed=Missed.SKIP,
            jitter_seconds=0,
            description="Submits again what is owed and Redis has forgotten.",
        ),
        Entry(
            name="daily-loads",
            task=owe_daily_loads,
            when=At(minutes=(2, 17, 32, 47)),
            clock=Clock.EACH_OWN,
            missed=Missed.CATCH_UP,
            jitter_seconds=30,
            description="Owes the training loads of the athletes whose day has begun.",
        ),
        Entry(
            name="alerts",
            task=owe_alerts,
            when=At(minutes=(7, 37)),
            clock=Clock.EACH_OWN,
            missed=Missed.CATCH_UP,
            jitter_seconds=30,
            description="Owes the coach alerts that are not what they should be.",
        ),
        Entry(
            name="business-trends",
            task=owe_business_trends,
            when=At(minutes=(12, 27, 42, 57)),
            clock=Clock.EACH_OWN,
            missed=Missed.CATCH_UP,
            jitter_seconds=120,
            description="Owes the trends of businesses counted an hour ago, or before their midnight.",
        ),
        Entry(
            name="rebuild-teams",
            task=rebuild_team_summaries,
            when=At(minutes=(41,), hours=(2,)),
            clock=Clock.UTC,
            missed=Missed.CATCH_UP,
            jitter_seconds=0,
            description="Counts all teams' days anew, and repairs and reports what differs.",
        ),
        Entry(
            name="rebuild-businesses",
            task=rebuild_business_trends,
            when=At(minutes=(51,), hours=(2,)),
            clock=Clock.UTC,
            missed=Missed.CATCH_UP,
            jitter_seconds=0,
            description="Counts all businesses anew, closed months too; repairs and reports what differs.",
        ),
        Entry(
            name="chat-sweep",
            task=sweep_answers,
            when=Every(60.0),
            clock=Clock.NONE,
            missed=Missed.SKIP,
            jitter_seconds=0,
            description="Ends the assistant's answers whose process is gone.",
        ),
        Entry(
            name="prune",
            task=prune,
            when=At(minutes=(23,), hours=(3,)),
            clock=Clock.UTC,
            missed=Missed.CATCH_UP,
            jitter_seconds=0,
            description="Removes what is over and old.",
        ),
    )
    return {entry.name: entry for entry in table}
