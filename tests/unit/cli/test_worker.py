"""The worker: one task that fails stops neither the others nor the worker."""

import threading
from datetime import timedelta

import pytest
import time_machine

from comite.cli import worker as workers
from comite.cli.schedule import Recurring
from comite.cli.worker import Worker


def test_what_recurs_is_done_when_its_time_has_come(app, monkeypatch):
    done: list[str] = []
    schedule = [
        Recurring("often", timedelta(minutes=1), lambda: done.append("often")),
        Recurring("rarely", timedelta(hours=1), lambda: done.append("rarely")),
    ]
    monkeypatch.setattr(workers, "SCHEDULE", schedule)
    worker = Worker(app)

    with time_machine.travel("2026-11-23 08:00", tick=False) as clock:
        worker.recur()
        worker.recur()
        clock.shift(timedelta(minutes=1))
        worker.recur()
        clock.shift(timedelta(hours=1))
        worker.recur()

    assert done == ["often", "rarely", "often", "often", "rarely"]


def test_a_clock_that_is_set_back_does_not_stop_what_recurs(app, monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(
        workers, "SCHEDULE", [Recurring("often", timedelta(minutes=5), lambda: done.append("often"))]
    )
    worker = Worker(app)

    with time_machine.travel("2026-11-24 08:00", tick=False) as clock:
        worker.recur()
        clock.shift(timedelta(days=-1))
        worker.recur()
        worker.recur()

    assert done == ["often", "often"]


@pytest.mark.parametrize("fails", [True, False])
def test_a_lane_outlives_a_failure(app, fails):
    worker, turns = Worker(app), threading.Semaphore(0)

    def turn() -> int:
        turns.release()
        if fails:
            raise ValueError("one task failed")
        return 0

    lane = threading.Thread(target=worker._lane, args=(turn,))
    lane.start()
    again = [turns.acquire(timeout=20) for _ in range(3)]
    worker.stopping.set()
    lane.join(timeout=20)

    assert again == [True, True, True]
    assert not lane.is_alive()
