"""Work asked for by the release before is done by this one: rows of the outbox outlive a move in the code."""

from pathlib import Path

from flask import Flask

from comite.foundation import clock, jobs
from comite.foundation.database import db, write
from comite.foundation.jobs import Job, run_waiting
from tests.cast import Cast

RELEASED = Path(__file__).with_name("released_jobs.txt")


def test_every_job_that_a_release_could_ask_for_is_still_known(app: Flask) -> None:
    released = set(RELEASED.read_text(encoding="utf-8").split())

    assert released - jobs.names() == set()


def test_a_job_asked_for_under_its_former_name_is_done(app: Flask, cast: Cast) -> None:
    former = "comite.notifications.operations.send_mail"
    with write() as session:
        now = clock.now()
        session.add(Job(name=former, arguments={"notification_id": 1}, asked_at=now, run_at=now))

    run_waiting(app)

    row = db.session.scalars(db.select(Job).where(Job.name == former)).one()
    assert row.error is None
    assert row.done_at is not None
