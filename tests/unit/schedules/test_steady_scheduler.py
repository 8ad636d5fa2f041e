"""Beat sends on time, whatever is done to the wall clock meanwhile."""

from datetime import UTC, datetime

import pytest
from celery import Celery
from celery.beat import ScheduleEntry

from schedules import steady_scheduler
from schedules.steady_scheduler import SteadyScheduler

DAY = 86_400.0


class Clock:
    """The clocks of a machine: `now` is the wall clock's, `ticks` the monotonic one's."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.ticks = 500.0

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.ticks += seconds

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.ticks


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(steady_scheduler, "time", made)
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def note(_scheduler: SteadyScheduler, entry: ScheduleEntry, **_: object) -> None:
        names.append(entry.name)

    monkeypatch.setattr(SteadyScheduler, "apply_entry", note)
    monkeypatch.setattr(SteadyScheduler, "producer", None)
    return names


@pytest.fixture
def scheduler(clock: Clock) -> SteadyScheduler:
    app = Celery("test", set_as_current=False)
    app.conf.update(timezone="UTC", result_expires=None)
    app.now = lambda: datetime.fromtimestamp(clock.now, UTC)
    app.conf.beat_schedule = {name: {"task": name, "schedule": 15.0} for name in ("this", "that")}
    return SteadyScheduler(app=app, max_interval=300)


def run_for(scheduler: SteadyScheduler, clock: Clock, seconds: float) -> None:
    """Tick as beat does, which sleeps as long as it is told."""
    end = clock.ticks + seconds
    while clock.ticks < end:
        clock.pass_by(min(max(scheduler.tick(), 0.001), end - clock.ticks))


@pytest.mark.parametrize("jumps", [(DAY, -DAY), (-DAY, DAY), (DAY, DAY)])
def test_no_jump_keeps_an_entry_from_its_turn(
    scheduler: SteadyScheduler, clock: Clock, sent: list[str], jumps: tuple[float, float]
) -> None:
    run_for(scheduler, clock, 60)
    for jump in jumps:
        sent.clear()
        clock.now += jump
        run_for(scheduler, clock, 60)
        assert 3 <= sent.count("this") <= 5
        assert 3 <= sent.count("that") <= 5


def test_without_a_jump_nothing_is_different(
    scheduler: SteadyScheduler, clock: Clock, sent: list[str]
) -> None:
    run_for(scheduler, clock, 151)
    assert sent.count("this") == sent.count("that") == 10
