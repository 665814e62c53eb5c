"""Work that can wait: rows written in the same transaction as the change that asks for it (outbox)."""

import logging
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Index, String, Text, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, db, write

P = ParamSpec("P")

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 15.0
ATTEMPTS_MAX = 5
KEPT_DONE = timedelta(days=7)
# For how long work waits for what is away outside, before its attempts count: a week-end, and some sleep.
PATIENCE = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=1)

logger = logging.getLogger("comite.jobs")


class AwayError(Exception):
    """What a job needs outside does not answer: the job is not at fault, and waits without counting it."""


class Job(Model):
    """One piece of work asked for: done once, or visible to an operator after five failures."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_waiting", "done_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(120))
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)

    @property
    def is_dead(self) -> bool:
        """Whether it failed too often to be tried again without somebody's decision."""
        return self.done_at is None and self.attempts >= ATTEMPTS_MAX

    @property
    def is_held(self) -> bool:
        """Whether a worker has it in hand."""
        return self.leased_until is not None and self.leased_until > clock.now()


@dataclass(frozen=True)
class JobFunction(Generic[P]):
    """A function that a worker will call; `later` writes the request in the current transaction."""

    function: Callable[P, None]
    name: str
    is_whole: bool

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do the work now (the worker, and tests)."""
        self.function(*args, **kwargs)

    def later(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Ask for the work, as soon as a worker is free."""
        self._ask(clock.now(), args, dict(kwargs))

    def at(self, instant: datetime, *args: P.args, **kwargs: P.kwargs) -> None:
        """Ask for the work at an instant."""
        self._ask(instant, args, dict(kwargs))

    def each_later(self, many: Iterable[dict[str, Any]]) -> None:
        """Ask for the work once for each of many sets of arguments, in a few statements."""
        now = clock.now()
        rows = [
            {"name": self.name, "arguments": arguments, "asked_at": now, "run_at": now} for arguments in many
        ]
        with write() as session:
            if rows:
                session.execute(insert(Job), rows)

    def _ask(self, instant: datetime, args: tuple[object, ...], arguments: dict[str, Any]) -> None:
        """Write the row; arguments are named plain values: ids, words, numbers."""
        if args:
            raise TypeError("the arguments of a job are named")
        with write() as session:
            session.add(Job(name=self.name, arguments=arguments, asked_at=clock.now(), run_at=instant))


_functions: dict[str, JobFunction[Any]] = {}


def job(function: Callable[P, None]) -> JobFunction[P]:
    """A job done in one transaction with its mark: done and recorded, or neither."""
    return _register(function, is_whole=True)


def long_job(function: Callable[P, None]) -> JobFunction[P]:
    """A job that reaches outside (mail, files) and writes through operations of its own.

    It may run twice after a crash, so it must do no more than once what it does.
    """
    return _register(function, is_whole=False)


def _register(function: Callable[P, None], *, is_whole: bool) -> JobFunction[P]:
    """Remember a job by its module and name."""
    name = f"{function.__module__}.{function.__qualname__}"
    _functions[name] = JobFunction(function, name, is_whole)
    return _functions[name]


def formerly(*names: str) -> Callable[[JobFunction[P]], JobFunction[P]]:
    """Say under which names a job was asked for by releases before: rows of the outbox outlive a move."""

    def remember(moved: JobFunction[P]) -> JobFunction[P]:
        for name in names:
            _functions[name] = moved
        return moved

    return remember


def names() -> frozenset[str]:
    """Every name under which work can be asked for, former ones included."""
    return frozenset(_functions)


def worker_name() -> str:
    """Who takes a job: the machine, and the process on it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def release_dead_workers() -> int:
    """Free what processes of this machine had taken before they were killed; returns how many jobs."""
    host = socket.gethostname()
    with write() as session:
        held = session.scalars(
            select(Job.worker).where(Job.done_at.is_(None), Job.leased_until.is_not(None)).distinct()
        )
        gone = [name for name in held if name and _is_gone(name, host)]
        freed = session.execute(
            update(Job)
            .where(Job.worker.in_(gone), Job.done_at.is_(None))
            .values(leased_until=None, worker=None)
        )
        return int(getattr(freed, "rowcount", 0))


def _is_gone(name: str, host: str) -> bool:
    """Whether a worker of this machine no longer runs."""
    machine, _, process = name.rpartition(":")
    if machine != host or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(process) == os.getpid()


def run_waiting(app: Flask, limit: int = 100) -> int:
    """Do the jobs that wait, one after the other; returns how many were taken."""
    for taken in range(limit):
        with app.app_context():
            if not _run_one():
                return taken
    return limit


def _run_one() -> bool:
    """Take one job and do it; False when nothing waits."""
    taken = _take()
    if taken is None:
        return False
    job_id, name, arguments, attempts, asked_at = taken
    started = time.monotonic()
    try:
        with _kept_alive(job_id):
            _carry_out(job_id, name, arguments)
        logger.info(
            "job done", extra={"job": name, "id": job_id, "ms": round((time.monotonic() - started) * 1000)}
        )
    except AwayError as error:
        logger.warning("job waits", extra={"job": name, "id": job_id})
        db.session.remove()
        _wait_for_it(job_id, attempts, asked_at, str(error)[:2000])
    except Exception as error:  # the one place where any failure is written down and tried again
        logger.exception("job failed", extra={"job": name, "id": job_id})
        db.session.remove()
        _postpone(job_id, attempts, f"{type(error).__name__}: {error}"[:2000])
    return True


def _take() -> tuple[int, str, dict[str, Any], int, datetime] | None:
    """Lease the oldest job that may run."""
    now = clock.now()
    free = (
        Job.done_at.is_(None),
        Job.attempts < ATTEMPTS_MAX,
        Job.run_at <= now,
        (Job.leased_until.is_(None)) | (Job.leased_until < now),
    )
    # A plain look first: an idle worker must not take the write lock several times a second.
    waiting = db.session.scalar(select(Job.id).where(*free).limit(1))
    db.session.commit()
    if waiting is None:
        return None
    with write() as session:
        oldest = (
            select(Job.id)
            .where(*free)
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.execute(
            update(Job)
            .where(Job.id == oldest.scalar_subquery())
            .values(leased_until=now + LEASE, attempts=Job.attempts + 1, worker=worker_name())
            .returning(Job.id, Job.name, Job.arguments, Job.attempts, Job.asked_at)
            .execution_options(synchronize_session=False)
        ).first()
    return None if row is None else (row.id, row.name, row.arguments, row.attempts, row.asked_at)


def _carry_out(job_id: int, name: str, arguments: dict[str, Any]) -> None:
    """Call the function and mark the job done."""
    function = _functions[name]
    if function.is_whole:
        with write():
            function(**arguments)
            _mark_done(job_id)
    else:
        function(**arguments)
        with write():
            _mark_done(job_id)


def _mark_done(job_id: int) -> None:
    """Record that it is done; its arguments go, for they may hold addresses or single-use links."""
    db.session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(done_at=clock.now(), leased_until=None, error=None, arguments={})
        .execution_options(synchronize_session=False)
    )


def _postpone(job_id: int, attempts: int, error: str) -> None:
    """Write the reason down, and wait 2, 4, 8… minutes, give or take a tenth."""
    pause = timedelta(minutes=2**attempts) * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing
    with write() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(run_at=clock.now() + pause, leased_until=None, error=error)
            .execution_options(synchronize_session=False)
        )


def _wait_for_it(job_id: int, attempts: int, asked_at: datetime, error: str) -> None:
    """Try again in two minutes, then less and less often; after three days, as any failure."""
    age = clock.now() - asked_at
    if age > PATIENCE:
        _postpone(job_id, attempts, error)
        return
    pause = min(max(age / 2, timedelta(minutes=2)), LONGEST_PAUSE) * random.uniform(0.9, 1.1)  # noqa: S311 - the same
    with write() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(run_at=clock.now() + pause, leased_until=None, attempts=attempts - 1, error=error)
            .execution_options(synchronize_session=False)
        )


@contextmanager
def _kept_alive(job_id: int) -> Any:
    """Renew the lease of a job that lasts, so that no other worker takes it meanwhile."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(HEARTBEAT_SECONDS):
            with app.app_context(), write() as session:
                session.execute(
                    update(Job)
                    .where(Job.id == job_id, Job.done_at.is_(None))
                    .values(leased_until=clock.now() + LEASE)
                    .execution_options(synchronize_session=False)
                )

    thread = threading.Thread(target=renew, name=f"lease-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def count_waiting() -> int:
    """How many jobs wait or are being done."""
    return (
        db.session.scalar(select(func.count()).where(Job.done_at.is_(None), Job.attempts < ATTEMPTS_MAX)) or 0
    )


def list_held(limit: int = 10) -> list[Job]:
    """The jobs that will be tried again, soonest first, each with the reason why it was not done."""
    held = (Job.done_at.is_(None), Job.attempts < ATTEMPTS_MAX, Job.error.is_not(None))
    return list(db.session.scalars(select(Job).where(*held).order_by(Job.run_at, Job.id).limit(limit)))


def is_stuck(before: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    """A job that was asked for before an instant, and failed each time: somebody should have a look."""
    return Job.done_at.is_(None) & Job.error.is_not(None) & (Job.asked_at < before)


def list_stuck(before: datetime) -> list[Job]:
    """A few of these."""
    return list(db.session.scalars(select(Job).where(is_stuck(before)).limit(10)))


def oldest_waiting_seconds() -> float:
    """For how long the oldest job that may run has been waiting; 0.0 when none does."""
    oldest = db.session.scalar(
        select(func.min(Job.run_at)).where(Job.done_at.is_(None), Job.attempts < ATTEMPTS_MAX)
    )
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def list_dead(limit: int = 100) -> list[Job]:
    """The jobs given up after five attempts, latest first."""
    return list(db.session.scalars(select(Job).where(is_dead()).order_by(Job.id.desc()).limit(limit)))


def is_dead() -> ColumnElement[bool]:
    """A job given up after five attempts."""
    return Job.done_at.is_(None) & (Job.attempts >= ATTEMPTS_MAX)


@job
def settle_given_up() -> None:
    """Let what was asked for say that it will not be done, wherever a job was given up: it can be asked anew.

    Upper floors say what that is for each job, by its name, in a list that `app` hands over; done again, it
    does no more than once.
    """
    settlers: dict[str, Callable[..., None]] = current_app.extensions.get("given_up", {})
    wanted = select(Job).where(Job.done_at.is_(None), Job.name.in_(settlers)).order_by(Job.id.desc())
    jobs = db.session.scalars(wanted.limit(1000)).all()
    # Asked for anew since, or at its last attempt.
    alive = [(each.name, each.arguments) for each in jobs if not each.is_dead or each.is_held]
    for each in jobs:
        if each.is_dead and (each.name, each.arguments) not in alive:
            settlers[each.name](**each.arguments)


def try_again(job_id: int) -> None:
    """Give a dead job five new attempts, from now."""
    with write() as session:
        session.execute(
            update(Job).where(Job.id == job_id, Job.done_at.is_(None)).values(attempts=0, run_at=clock.now())
        )


@job
def forget_done() -> None:
    """Drop what was done more than a week ago."""
    db.session.execute(delete(Job).where(Job.done_at < clock.now() - KEPT_DONE))
