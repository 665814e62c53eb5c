"""What was sent to each person: how much is enough."""

from datetime import datetime

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.notifications.models import DigestChoice
from comite.notifications.rhythm import Frequency, Rhythm, has_had_enough, is_quiet


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


def may_have_summary(mailbox: DigestChoice) -> bool:
    """Whether one more mail is not too many: somebody who stays away gets one a week at most."""
    return not has_had_enough(
        clock.now(), seen_at=_seen_at(mailbox.user_id), last_sent_at=mailbox.last_sent_at
    )


def may_have_mail_at_once(mailbox: DigestChoice) -> bool:
    """Whether somebody is written to without waiting.

    The one mail a week of those who stay away is their summary, tasks and mentions included, so that none of
    it waits for ever behind another; those who want no summary get what awaits them, one mail a week.
    """
    if mailbox.frequency is not Frequency.NEVER and is_quiet(clock.now(), seen_at=_seen_at(mailbox.user_id)):
        return False
    return may_have_summary(mailbox)


def _seen_at(user_id: int) -> datetime:
    """When somebody was last here; when their account was made, if they never came."""
    user = db.session.get_one(User, user_id)
    return user.last_seen_at or user.created_at
