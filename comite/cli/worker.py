"""The worker: does what waits in the outbox, until told to stop."""

import logging
import signal
import time
from datetime import datetime

from flask import Flask

from comite.cli.schedule import SCHEDULE
from comite.foundation import clock, jobs
from comite.foundation.database import db

PAUSE_SECONDS = 0.2
logger = logging.getLogger("comite.worker")


class Worker:
    """One process that does jobs one after the other."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.is_stopping = False
        self.last_runs: dict[str, datetime] = {}

    def run(self) -> None:
        """Work until a signal asks to stop; the job in hand is finished first."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with self.app.app_context():
            jobs.release_dead_workers()
        while not self.is_stopping:
            if not self.turn():
                time.sleep(PAUSE_SECONDS)

    def turn(self) -> int:
        """Do what waits now; returns how many things were done."""
        self._ask_recurring()
        return jobs.run_waiting(self.app, limit=20)

    def _ask_recurring(self) -> None:
        """Do what recurs and whose time has come."""
        now = clock.now()
        for each in SCHEDULE:
            last = self.last_runs.get(each.name)
            if last is None or now - last >= each.every:
                self.last_runs[each.name] = now
                with self.app.app_context():
                    try:
                        each.function()
                    except Exception:  # the worker outlives any failure of a recurring task
                        db.session.rollback()
                        logger.exception("recurring task failed", extra={"task": each.name})

    def _stop(self, _number: int, _frame: object) -> None:
        """Note that it is time to stop."""
        self.is_stopping = True
