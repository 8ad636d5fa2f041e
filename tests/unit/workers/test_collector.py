"""A worker's child leaves what it inherited alone, and is told so when it starts."""

import gc
from collections.abc import Iterator

import pytest
from celery.signals import worker_process_init

from workers import celery, collector


@pytest.fixture
def _collector() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("_collector")
def test_a_child_looks_at_its_own_objects_only_and_less_often() -> None:
    assert celery.app.steps["worker"]  # importing the shim is what connects the signal
    inherited = gc.get_count()[0] + len(gc.get_objects())
    worker_process_init.send(sender=None)
    assert gc.get_freeze_count() > inherited / 2
    assert gc.get_threshold()[0] == collector.YOUNG


@pytest.mark.usefixtures("_collector")
def test_what_a_child_makes_itself_is_still_collected() -> None:
    collector.spare_the_inherited()
    before = len(gc.get_objects())
    for _ in range(collector.YOUNG + 10_000):
        loop: list[object] = []
        loop.append(loop)
    assert len(gc.get_objects()) - before < collector.YOUNG
