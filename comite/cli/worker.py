"""The worker: does what waits in the outbox and keeps the index up to date, until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from comite.cli.schedule import SCHEDULE
from comite.foundation import clock, jobs
from comite.foundation.database import db
from comite.search import operations as search

PAUSE_SECONDS = 0.2
# One long reading of a file must hold back neither the mails nor the index.
JOB_LANES = 2
logger = logging.getLogger("comite.worker")


class Worker:
    """One process with a few lanes of work."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.last_runs: dict[str, datetime] = {}

    def run(self) -> None:
        """Work until a signal asks to stop; the jobs in hand are finished first."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with self.app.app_context():
            jobs.release_dead_workers()
        lanes = [threading.Thread(target=self._lane, args=(self.do_jobs,)) for _ in range(JOB_LANES)]
        lanes += [threading.Thread(target=self._lane, args=(turn,)) for turn in (self.index, self.recur)]
        for lane in lanes:
            lane.start()
        while not self.stopping.wait(1.0):
            pass
        for lane in lanes:
            lane.join()

    def _lane(self, turn: Callable[[], int]) -> None:
        """One kind of work, again and again; it outlives any failure, which is written down."""
        while not self.stopping.is_set():
            with self.app.app_context():
                try:
                    done = turn()
                except Exception:  # the worker must go on whatever one task does
                    db.session.rollback()
                    logger.exception("lane failed")
                    done = 0
            if not done:
                self.stopping.wait(PAUSE_SECONDS)

    def do_jobs(self) -> int:
        """Do what waits now; returns how many jobs were done."""
        return jobs.run_waiting(self.app, limit=5)

    def index(self) -> int:
        """Write into the index what has changed: what is published is found within two seconds."""
        return search.apply_changes()

    def recur(self) -> int:
        """Do what recurs and whose time has come."""
        now = clock.now()
        for each in SCHEDULE:
            last = self.last_runs.get(each.name)
            is_ahead = last is not None and last > now  # the clock was set back: do not wait for it
            if last is None or is_ahead or now - last >= each.every:
                self.last_runs[each.name] = now
                each.function()
        return 0

    def _stop(self, _number: int, _frame: object) -> None:
        """Note that it is time to stop."""
        self.stopping.set()
