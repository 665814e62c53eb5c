"""People whose address refuses our mails: noted on their account, told to who can reach them otherwise."""

from collections.abc import Sequence

from sqlalchemy import select

from comite.accounts import operations as people
from comite.accounts import queries as accounts
from comite.accounts.models import Invitation
from comite.foundation.database import db, operation
from comite.notifications import labels
from comite.notifications.models import Reason
from comite.notifications.operations.telling import tell


@operation
def follow_address(email: str, is_dead: bool) -> None:
    """Note on its account that an address refuses mails, or receives them again; tell of the first."""
    user = people.note_reachability(email, is_dead=is_dead)
    if not is_dead:
        return
    if user is not None:
        tell(
            _who_can_help(user.id),
            reason=Reason.UNREACHABLE,
            kind="person",
            subject_id=user.id,
            detail=labels.unreachable_person(email),
        )
    for invitation in _pending_invitations(email):
        if invitation.authority_id and invitation.invited_by_id:
            tell(
                [invitation.invited_by_id],
                reason=Reason.UNREACHABLE,
                kind="authority",
                subject_id=invitation.authority_id,
                detail=labels.undelivered_invitation(email),
            )


def _who_can_help(user_id: int) -> list[int]:
    """Who animates the committees of a person; the administrators when nobody does."""
    committees = sorted(accounts.reader_of(user_id).committee_ids)
    found = {each for key in committees for each in accounts.ids_of_animators(key)} - {user_id}
    return sorted(found or set(accounts.ids_of_administrators()) - {user_id})


def _pending_invitations(email: str) -> Sequence[Invitation]:
    """The invitations that an address has not answered."""
    return db.session.scalars(
        select(Invitation).where(
            Invitation.email == email, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
        )
    ).all()
