"""What people have seen, and what is gone."""

from sqlalchemy import delete, update

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.foundation.jobs import formerly, job
from comite.notifications import permissions
from comite.notifications.models import Notification, Subscription


@operation
def mark_read(actor: Reader, kind: str, subject_id: int) -> None:
    """Mark as read all that the person was told about one thing."""
    require(permissions.may_be_told(actor))
    _mark_read(
        actor,
        ((Notification.topic_kind == kind) & (Notification.topic_id == subject_id))
        | ((Notification.kind == kind) & (Notification.subject_id == subject_id)),
    )


@operation
def mark_all_read(actor: Reader) -> None:
    """Mark as read all that the person was told."""
    require(permissions.may_be_told(actor))
    _mark_read(actor)


def _mark_read(actor: Reader, *conditions: object) -> None:
    """Mark some of the person's own notifications as read."""
    db.session.execute(
        update(Notification)
        .where(Notification.recipient_id == actor.user_id, Notification.read_at.is_(None), *conditions)  # type: ignore[arg-type]
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


@formerly("comite.notifications.operations.forget_about")
@job
def forget_about(kind: str, subject_id: int) -> None:
    """Drop what was told of a thing that is gone, and the choices about it."""
    for table in (Notification, Subscription):
        db.session.execute(delete(table).where(table.kind == kind, table.subject_id == subject_id))
    db.session.execute(
        delete(Notification).where(Notification.topic_kind == kind, Notification.topic_id == subject_id)
    )
