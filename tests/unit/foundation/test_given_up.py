"""Work given up after five attempts says so wherever it was asked for, and can be asked for anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from comite.datasets.models import DatasetFile
from comite.exports import operations as exports
from comite.exports.errors import AlreadyUnderWayError
from comite.exports.models import CommitteeExport, ExportState
from comite.foundation import clock, jobs, tasks
from comite.foundation.database import db, write
from comite.foundation.jobs import ATTEMPTS_MAX, Job
from comite.imports import operations as imports
from comite.imports import queries
from comite.imports.models import BatchState
from tests.cast import Cast
from tests.client import Client
from tests.factories_datasets import make_dataset
from tests.factories_imports import make_import
from tests.factories_people import the_committee

Work = Callable[[], int]


def kill_five_times(*, is_running: bool = False) -> None:
    """The worker was killed in each attempt at the work asked for, or is at the last one."""
    until = clock.now() + timedelta(minutes=1) if is_running else None
    with write() as session:
        session.execute(
            update(Job).where(Job.done_at.is_(None)).values(attempts=ATTEMPTS_MAX, leased_until=until)
        )


def settle(work: Work) -> None:
    jobs.settle_given_up.later()
    work()
    db.session.remove()


def test_an_export_given_up_is_asked_for_anew(cast: Cast, work: Work) -> None:
    exports.ask_export(cast.elise, the_committee(cast.committee))
    kill_five_times()
    with pytest.raises(AlreadyUnderWayError):
        exports.ask_export(cast.elise, the_committee(cast.committee))

    settle(work)

    (given_up,) = db.session.scalars(db.select(CommitteeExport)).all()
    assert (given_up.state, given_up.error) == (ExportState.FAILED, tasks.INTERRUPTED)
    assert [each.state.value for each in tasks.list_of(cast.elise.user_id)] == ["failed"]
    exports.ask_export(cast.elise, the_committee(cast.committee))
    work()
    settle(work)
    states = db.session.scalars(db.select(CommitteeExport.state).order_by(CommitteeExport.id)).all()
    assert states == [ExportState.FAILED, ExportState.DONE]


def test_work_at_its_last_attempt_is_left_alone(cast: Cast, work: Work) -> None:
    exports.ask_export(cast.elise, the_committee(cast.committee))
    kill_five_times(is_running=True)

    settle(work)

    assert db.session.scalars(db.select(CommitteeExport.state)).all() == [ExportState.WAITING]


def test_a_list_that_could_not_be_looked_at_says_so(app: Flask, cast: Cast, work: Work) -> None:
    batch = make_import(cast)
    kill_five_times()

    settle(work)

    found = queries.find_batch(batch.id)
    assert found is not None
    assert found.state is BatchState.UNREADABLE
    assert "Déposez-le de nouveau" in found.error


def test_an_import_given_up_is_taken_up_where_it_was(app: Flask, cast: Cast, work: Work) -> None:
    batch = make_import(cast)
    work()
    imports.run_import(cast.elise, found := queries.find_batch(batch.id))  # type: ignore[arg-type]
    kill_five_times()

    settle(work)

    db.session.expire_all()
    found = queries.find_batch(batch.id)
    assert found is not None
    assert (found.state, found.can_run) == (BatchState.STOPPED, True)
    imports.run_import(cast.elise, found)
    with write():
        jobs.settle_given_up()  # the one that was given up says nothing of the one that waits
    work()
    done = queries.find_batch(batch.id)
    assert done is not None
    assert done.state is BatchState.DONE


def test_a_file_that_could_not_be_read_is_kept_and_holds_nothing_back(cast: Cast, work: Work) -> None:
    make_dataset(cast)
    kill_five_times()

    settle(work)

    (file,) = db.session.scalars(db.select(DatasetFile)).all()
    assert (file.is_settled, file.is_table) == (True, False)


def test_what_was_killed_five_times_says_why_to_who_administers(client: Client, cast: Cast) -> None:
    exports.ask_export(cast.elise, the_committee(cast.committee))
    kill_five_times()

    page = client.as_(cast.denis).get("/administration/travaux")

    assert "Interrompu cinq fois" in page.text
