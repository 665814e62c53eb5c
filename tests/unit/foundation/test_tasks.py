"""Long work as its owner follows it: asked, under way, done, failed, lost, and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from comite.foundation import clock, tasks
from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError
from comite.foundation.tasks import Task, TaskState


def the_task(key: str = "import:1") -> Task:
    """The task as the database has it."""
    found = db.session.scalar(select(Task).where(Task.key == key).execution_options(populate_existing=True))
    assert found is not None
    return found


def test_work_goes_from_asked_to_done(cast):
    tasks.start(cast.amina.user_id, "import:1", "Import de membres", "/imports/lots/1")
    asked = the_task()
    states = [(asked.state, asked.percent)]
    tasks.progress("import:1", 50, 200, "Invitation des personnes")
    states.append((the_task().state, the_task().percent))
    tasks.done("import:1", "193 invitations parties", "/imports/lots/1")
    states.append((the_task().state, the_task().percent))

    assert states == [(TaskState.WAITING, None), (TaskState.RUNNING, 25), (TaskState.DONE, 100)]
    assert the_task().step == "193 invitations parties"
    assert the_task().ended_at is not None


def test_work_that_fails_says_why_and_can_be_asked_again(cast):
    tasks.start(cast.amina.user_id, "import:1", "Import de membres")
    tasks.failed("import:1", "Le fichier est vide.")
    failed = (the_task().state, the_task().error)
    tasks.start(cast.amina.user_id, "import:1", "Import de membres")

    assert failed == (TaskState.FAILED, "Le fichier est vide.")
    assert (the_task().state, the_task().error, the_task().ended_at) == (TaskState.WAITING, "", None)


def test_each_sees_their_own_work_only(cast):
    tasks.start(cast.amina.user_id, "import:1", "Le sien")
    tasks.start(cast.bruno.user_id, "import:2", "L’autre")

    assert [each.title for each in tasks.list_of(cast.amina.user_id)] == ["Le sien"]
    assert tasks.list_of(None) == []


def test_work_that_nobody_asked_for_is_silent(cast):
    tasks.start(None, "reading:1", "Lecture")
    tasks.progress("reading:1", 1, 2)

    assert db.session.scalars(select(Task)).all() == []


def test_silent_work_is_said_to_have_stopped_and_comes_back_when_it_moves(cast):
    tasks.start(cast.amina.user_id, "import:1", "Import")
    with write():
        the_task().updated_at = clock.now() - tasks.SILENT_MAX - timedelta(minutes=1)

    with write():
        tasks.tidy()
    stopped = (the_task().state, the_task().error)
    tasks.progress("import:1", 3, 4)

    assert stopped == (TaskState.FAILED, tasks.INTERRUPTED)
    assert (the_task().state, the_task().error) == (TaskState.RUNNING, "")


def test_work_that_moves_is_left_alone_and_ended_work_is_forgotten_after_a_month(cast):
    tasks.start(cast.amina.user_id, "import:1", "En route")
    tasks.start(cast.amina.user_id, "import:2", "Ancien")
    tasks.done("import:2")
    with write():
        the_task("import:2").ended_at = clock.now() - tasks.KEPT_ENDED - timedelta(minutes=1)

    with write():
        tasks.tidy()

    assert [each.key for each in tasks.list_of(cast.amina.user_id)] == ["import:1"]


def test_the_database_refuses_an_end_without_a_date(cast):
    tasks.start(cast.amina.user_id, "import:1", "Import")

    with pytest.raises(ConflictError), write():
        the_task().state = TaskState.DONE
