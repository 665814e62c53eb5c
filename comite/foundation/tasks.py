"""Long work that somebody asked for, and may leave: what it is, how far it is, where its result stands.

A task is what its owner sees; the job behind it is what the worker does. The work says how far it is in
its own transactions, so that after a kill the task goes on from where the work really was.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, db, write
from comite.foundation.jobs import job

KEPT_ENDED = timedelta(days=30)
# The attempts of a job are spread over half an hour: silent for longer, the work is not coming back.
SILENT_MAX = timedelta(hours=1)
LISTED = 50
# Work whose next move is its owner's, such as a file left half sent: silence does not mean that it stopped.
LEFT_TO_OWNER = "owner:"
PAUSED_AFTER = timedelta(minutes=2)
INTERRUPTED = (
    "Ce travail s’est interrompu et n’a pas pu reprendre. Relancez-le depuis sa page ; si cela recommence, "
    "prévenez la personne qui administre le site."
)


class TaskState(StrEnum):
    """How a task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Task(Model):
    """One long piece of work, as its owner follows it."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended_has_a_date"),
        CheckConstraint("done_count >= 0 AND (total_count IS NULL OR total_count >= 0)", name="counts"),
        Index("ix_tasks_owner", "owner_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What the work calls itself, such as « import:12 »: asked again, it is the same task.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[TaskState] = mapped_column(default=TaskState.WAITING)
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int | None]
    step: Mapped[str] = mapped_column(String(160), default="")
    # A path of ours: where the work is followed, then where its result stands.
    path: Mapped[str] = mapped_column(String(300), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in (TaskState.DONE, TaskState.FAILED)

    @property
    def is_moving(self) -> bool:
        """Whether looking again soon may show something new: a file left half sent waits for its sender."""
        is_left = self.key.startswith(LEFT_TO_OWNER) and self.updated_at < clock.now() - PAUSED_AFTER
        return not self.is_over and not is_left

    @property
    def percent(self) -> int | None:
        """How far it is; None when nobody knows."""
        if self.state is TaskState.DONE:
            return 100
        return min(99, 100 * self.done_count // self.total_count) if self.total_count else None


def start(owner_id: int | None, key: str, title: str, path: str = "") -> None:
    """Tell the owner, in the transaction that asks for it, that work will be done; without owner, nothing."""
    if owner_id is None:
        return
    now = clock.now()
    with write() as session:
        task = session.scalar(select(Task).where(Task.key == key))
        if task is None:
            task = Task(key=key)
            session.add(task)
        task.owner_id, task.title, task.path, task.asked_at = owner_id, title[:200], path[:300], now
        task.state, task.done_count, task.total_count = TaskState.WAITING, 0, None
        task.step = task.error = ""
        task.updated_at, task.ended_at = now, None
        session.flush()


def progress(key: str, done: int, total: int | None = None, step: str = "") -> None:
    """Say how far the work is; one that was thought lost is alive again."""
    _note(
        key,
        state=TaskState.RUNNING,
        done_count=done,
        total_count=total,
        step=step[:160],
        error="",
        ended_at=None,
    )


def done(key: str, sentence: str = "", path: str | None = None) -> None:
    """Say that the work is over: what it gave in one sentence, and where."""
    place = {} if path is None else {"path": path[:300]}
    _note(key, state=TaskState.DONE, step=sentence[:160], error="", ended_at=clock.now(), **place)


def failed(key: str, error: str) -> None:
    """Say that the work will not be done, in a French sentence that says what to do."""
    _note(key, state=TaskState.FAILED, step="", error=error, ended_at=clock.now())


def forget(key: str) -> None:
    """Drop a task whose object is gone."""
    with write() as session:
        session.execute(delete(Task).where(Task.key == key).execution_options(synchronize_session=False))


def is_running(key: str) -> bool:
    """Whether that work was asked for, and is not over."""
    running = select(Task.id).where(Task.key == key, Task.ended_at.is_(None))
    return db.session.scalar(running) is not None


def _note(key: str, **values: object) -> None:
    """Write down where a task stands; one that nobody owns is silent."""
    with write() as session:
        session.execute(
            update(Task)
            .where(Task.key == key)
            .values(updated_at=clock.now(), **values)
            .execution_options(synchronize_session=False)
        )


def list_of(owner_id: int | None) -> Sequence[Task]:
    """The tasks of a person: those under way first, then the latest."""
    return db.session.scalars(
        select(Task)
        .where(Task.owner_id == owner_id)
        .order_by(Task.ended_at.is_not(None), Task.updated_at.desc(), Task.id.desc())
        .limit(LISTED)
    ).all()


def running_count(owner: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """How many tasks of the owner in a column are under way, to be read with something else."""
    return (
        select(func.count(Task.id))
        .where(Task.owner_id == owner, Task.ended_at.is_(None))
        .correlate_except(Task)
        .scalar_subquery()
    )


@job
def tidy() -> None:
    """Say of silent work that it stopped, and forget what ended a month ago."""
    now = clock.now()
    silent = (
        Task.ended_at.is_(None)
        & (Task.updated_at < now - SILENT_MAX)
        & ~Task.key.startswith(LEFT_TO_OWNER, autoescape=True)
    )
    db.session.execute(
        update(Task)
        .where(silent)
        .values(state=TaskState.FAILED, error=INTERRUPTED, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(Task).where(Task.ended_at < now - KEPT_ENDED))
