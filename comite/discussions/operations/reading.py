"""What a person has read."""

from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.models.threads import ReadHorizon
from comite.discussions.operations.messages import mark_up_to
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.notifications.operations import mark_read


@operation
def mark_thread_read(actor: Reader, thread_id: int, number: int) -> None:
    """The person has read a thread as far as this message; what they were told of it is read too."""
    require(permissions.may_keep_marks(actor))
    mark_up_to(actor.user_id or 0, thread_id, number)
    mark_read(actor, "thread", thread_id)


@operation
def mark_all_read(actor: Reader) -> None:
    """Count everything written so far as read."""
    require(permissions.may_keep_marks(actor))
    db.session.merge(ReadHorizon(user_id=actor.user_id, at=clock.now()))
