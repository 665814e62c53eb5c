"""What the outbox promises."""

import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from comite.accounts.models import Membership, Role, User
from comite.foundation import clock, jobs
from comite.foundation.database import db, is_writing, operation, write
from comite.foundation.errors import NotAllowedError, require
from comite.foundation.jobs import ATTEMPTS_MAX, LEASE, Job, job, long_job, run_waiting
from tests.cast import Cast

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@job
def count_one(user_id: int) -> None:
    """Add one to somebody's version: an effect that shows how often it was done."""
    db.session.execute(update(User).where(User.id == user_id).values(version=User.version + 1))


@job
def count_then_fail(user_id: int) -> None:
    """Have an effect, then fail."""
    db.session.execute(update(User).where(User.id == user_id).values(version=User.version + 1))
    raise LookupError("nothing there")


@long_job
def reach_outside(user_id: int) -> None:
    """Do something outside, then write through an operation of its own."""
    assert not is_writing()
    with write() as session:
        session.execute(update(User).where(User.id == user_id).values(version=User.version + 1))


@operation
def join_and_ask(user_id: int, *, is_allowed: bool) -> None:
    """A change that asks for work, and may be refused after."""
    db.session.add(Membership(user_id=user_id, authority_id=4, role=Role.AGENT))
    count_one.later(user_id=user_id)
    require(is_allowed)


def version_of(user_id: int = 1) -> int:
    """How often the work was done, plus one."""
    db.session.remove()
    return db.session.scalar(select(User.version).where(User.id == user_id)) or 0


def only_job() -> Job:
    """The one row of the outbox, read anew."""
    db.session.remove()
    return db.session.scalars(select(Job)).one()


def lease_to(worker: str, until: datetime) -> None:
    """Write that a worker holds the only job."""
    with write() as session:
        session.execute(update(Job).values(worker=worker, leased_until=until, attempts=1))
    db.session.remove()


def test_work_is_done_once_and_marked(app: Flask, cast: Cast) -> None:
    count_one.later(user_id=1)

    taken = run_waiting(app)
    again = run_waiting(app)

    assert (taken, again) == (1, 0)
    assert version_of() == 2
    assert only_job().done_at is not None


def test_a_change_that_is_refused_asks_for_nothing(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        join_and_ask(1, is_allowed=False)

    assert run_waiting(app) == 0
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_change_that_is_kept_has_its_work_done(app: Flask, cast: Cast) -> None:
    join_and_ask(1, is_allowed=True)

    run_waiting(app)

    assert version_of() == 2


def test_work_that_fails_leaves_no_effect_and_says_why(app: Flask, cast: Cast) -> None:
    count_then_fail.later(user_id=1)

    run_waiting(app)

    row = only_job()
    assert version_of() == 1
    assert row.done_at is None
    assert row.error == "LookupError: nothing there"
    assert row.attempts == 1


def test_work_that_fails_waits_longer_each_time_and_is_given_up_after_five(app: Flask, cast: Cast) -> None:
    waits = []
    with time_machine.travel(NOON, tick=False) as machine:
        count_then_fail.later(user_id=1)
        for _ in range(ATTEMPTS_MAX):
            run_waiting(app)
            wait = only_job().run_at - clock.now()
            waits.append(wait / timedelta(minutes=1))
            machine.shift(wait + timedelta(seconds=1))
        left = run_waiting(app)
        row = only_job()

    assert [round(wait / 2**rank, 1) for rank, wait in enumerate(waits, start=1)] == pytest.approx(
        [1] * 5, abs=0.11
    )
    assert left == 0
    assert row.is_dead
    assert [each.id for each in jobs.list_dead()] == [row.id]


def test_an_operator_gives_given_up_work_another_chance(app: Flask, cast: Cast) -> None:
    count_one.later(user_id=1)
    with write() as session:
        session.execute(update(Job).values(attempts=ATTEMPTS_MAX))
    db.session.remove()
    before = run_waiting(app)

    jobs.try_again(only_job().id)
    after = run_waiting(app)

    assert (before, after) == (0, 1)
    assert version_of() == 2


def test_work_whose_function_is_no_longer_known_is_kept_for_an_operator(app: Flask, cast: Cast) -> None:
    with write() as session:
        session.add(Job(name="comite.gone.away", arguments={}, asked_at=clock.now(), run_at=clock.now()))

    run_waiting(app)

    assert (only_job().error or "").startswith("KeyError")


def test_work_held_by_a_worker_is_not_taken_by_another_before_the_lease_ends(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        count_one.later(user_id=1)
        lease_to("another-machine:1", clock.now() + LEASE)
        during = run_waiting(app)
        machine.shift(LEASE + timedelta(seconds=1))
        after = run_waiting(app)

    assert (during, after) == (0, 1)
    assert version_of() == 2


def test_what_a_killed_worker_held_is_freed_at_the_next_start(app: Flask, cast: Cast) -> None:
    killed = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    killed.kill()
    killed.wait()
    count_one.later(user_id=1)
    lease_to(f"{socket.gethostname()}:{killed.pid}", clock.now() + LEASE)

    before = run_waiting(app)
    freed = jobs.release_dead_workers()
    after = run_waiting(app)

    assert (before, freed, after) == (0, 1, 1)


def test_what_a_living_worker_holds_is_left_to_it(app: Flask, cast: Cast) -> None:
    living = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        count_one.later(user_id=1)
        lease_to(f"{socket.gethostname()}:{living.pid}", clock.now() + LEASE)

        freed = jobs.release_dead_workers()
    finally:
        living.kill()
        living.wait()

    assert freed == 0
    assert run_waiting(app) == 0


def test_what_another_machine_holds_is_left_to_it(app: Flask, cast: Cast) -> None:
    count_one.later(user_id=1)
    lease_to("another-machine:99999999", clock.now() + LEASE)

    freed = jobs.release_dead_workers()

    assert freed == 0


def test_work_asked_for_later_waits_for_its_time(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        count_one.at(clock.now() + timedelta(hours=1), user_id=1)
        before = run_waiting(app)
        machine.shift(timedelta(hours=1, seconds=1))
        after = run_waiting(app)

    assert (before, after) == (0, 1)


def test_work_that_reaches_outside_writes_by_itself_and_is_marked(app: Flask, cast: Cast) -> None:
    reach_outside.later(user_id=1)

    run_waiting(app)

    assert version_of() == 2
    assert only_job().done_at is not None


def test_the_arguments_of_work_done_are_forgotten(app: Flask, cast: Cast) -> None:
    count_one.later(user_id=1)

    run_waiting(app)

    assert only_job().arguments == {}


def test_the_arguments_of_work_are_named(cast: Cast) -> None:
    with pytest.raises(TypeError):
        count_one.later(1)


def test_work_is_done_in_the_order_it_was_asked(app: Flask, cast: Cast) -> None:
    for user_id in (3, 1, 2):
        count_one.later(user_id=user_id)

    run_waiting(app, limit=1)

    assert [version_of(each) for each in (1, 2, 3)] == [1, 1, 2]


def test_two_workers_at_once_do_each_piece_of_work_once(app: Flask, cast: Cast) -> None:
    for _ in range(24):
        count_one.later(user_id=1)
    taken: list[int] = []

    def work() -> None:
        taken.append(run_waiting(app))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(taken) == 24
    assert version_of() == 25


def test_what_was_done_is_dropped_after_a_week(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        count_one.later(user_id=1)
        run_waiting(app)
        machine.shift(timedelta(days=6))
        jobs.forget_done.later()
        run_waiting(app)
        kept = db.session.scalar(select(func.count()).select_from(Job))
        machine.shift(timedelta(days=2))
        jobs.forget_done.later()
        run_waiting(app)
        left = db.session.scalars(select(Job.name)).all()

    assert kept == 2
    assert left == ["comite.foundation.jobs.forget_done"] * 2


def test_the_age_of_the_outbox_is_that_of_the_oldest_work_that_may_run(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        empty = jobs.oldest_waiting_seconds()
        count_one.at(clock.now() + timedelta(hours=1), user_id=1)
        count_one.later(user_id=1)
        machine.shift(timedelta(seconds=90))
        age = jobs.oldest_waiting_seconds()

    assert empty == 0.0
    assert age == 90.0
    assert jobs.count_waiting() == 2
