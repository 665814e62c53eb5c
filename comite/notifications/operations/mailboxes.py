"""What was sent to each person: how much is enough."""

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.notifications.models import DigestChoice
from comite.notifications.rhythm import Rhythm, has_had_enough


def mailbox_of(user_id: int) -> DigestChoice:
    """When somebody wants their summary and what they were sent; held until the end of the change."""
    with write() as session:
        known = session.get(DigestChoice, user_id, with_for_update=True, populate_existing=True)
        if known is None:
            assumed = Rhythm()
            known = DigestChoice(
                user_id=user_id, frequency=assumed.frequency, hour=assumed.hour, weekday=assumed.weekday
            )
            session.add(known)
            session.flush()
        return known


def may_be_written_to(mailbox: DigestChoice) -> bool:
    """Whether one more mail is not too many: somebody who stays away gets one a week at most."""
    user = db.session.get(User, mailbox.user_id)
    return user is not None and not has_had_enough(
        clock.now(), seen_at=user.last_seen_at or user.created_at, last_sent_at=mailbox.last_sent_at
    )
