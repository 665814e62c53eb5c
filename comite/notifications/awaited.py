"""What of the things told asks something of its reader, as long as it is not done.

A feature says in its `awaited.py` which of its things still wait for a person, and by which reasons people
were told of them; `app` hands them over.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Select, or_

from comite.accounts.readers import Reader
from comite.notifications.models import Notification, Reason

# Those whose end no feature tells: they stay until another notification pushes them down.
ALWAYS = (Reason.REPORTED, Reason.INVITED, Reason.UNREACHABLE)


@dataclass(frozen=True)
class Awaited:
    """Things of one kind that wait for somebody: `ids` selects those that still do, for a reader."""

    kind: str
    reasons: tuple[Reason, ...]
    ids: Callable[[Reader], Select[int]]

    def holds(self, reader: Reader) -> ColumnElement[bool]:
        """Whether a notification is of such a thing."""
        return (
            (Notification.kind == self.kind)
            & Notification.reason.in_(self.reasons)
            & Notification.subject_id.in_(self.ids(reader))
        )


def is_awaited(reader: Reader) -> ColumnElement[bool]:
    """Whether what a notification asks of a person is still to do."""
    kinds: tuple[Awaited, ...] = current_app.extensions.get("awaited", ())
    return or_(Notification.reason.in_(ALWAYS), *(each.holds(reader) for each in kinds))
