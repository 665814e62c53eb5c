"""Invitations that await an answer."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.models import Invitation, Membership, Token, TokenPurpose, User
from comite.accounts.queries.entry import digest, find_live_token
from comite.foundation import clock, paging
from comite.foundation.database import db
from comite.foundation.paging import Order, Page


def get_invitation(invitation_id: int) -> Invitation | None:
    """An invitation with what its page shows."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.authority),
            joinedload(Invitation.committee),
            joinedload(Invitation.invited_by),
        )
    )


def find_invitation_by_key(key: str) -> Invitation | None:
    """The invitation that a single-use link opens, as long as it can be accepted."""
    token = find_live_token(key, TokenPurpose.INVITATION)
    invitation = get_invitation(token.invitation_id) if token and token.invitation_id else None
    return invitation if invitation and invitation.withdrawn_at is None else None


def find_late_invitation(key: str) -> Invitation | None:
    """The invitation whose link came too late, and was neither used, replaced nor taken back."""
    invitation_id = db.session.scalar(
        select(Token.invitation_id).where(
            Token.digest == digest(key),
            Token.purpose == TokenPurpose.INVITATION,
            Token.used_at.is_(None),
            Token.expires_at <= clock.now(),
        )
    )
    invitation = get_invitation(invitation_id) if invitation_id else None
    waits = invitation and invitation.accepted_at is None and invitation.withdrawn_at is None
    return invitation if waits and not (invitation and invitation.makes_administrator) else None


def list_invitations(
    *, authority_id: int | None = None, committee_id: int | None = None, cursor: str | None = None
) -> Page[Invitation]:
    """A page of the invitations that await an answer, for an authority or for a committee, latest first."""
    waiting = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    if authority_id is not None:
        waiting = waiting.where(Invitation.authority_id == authority_id)
    if committee_id is not None:
        waiting = waiting.where(Invitation.committee_id == committee_id)
    with_names = waiting.options(joinedload(Invitation.authority), joinedload(Invitation.invited_by))
    order = [Order(Invitation.invited_at, descending=True), Order(Invitation.id, descending=True)]
    return paging.paged(with_names, order, cursor)


def is_member(email: str, authority_id: int) -> bool:
    """Whether somebody with this address writes for an authority already."""
    place = (User.email == email, Membership.authority_id == authority_id)
    return db.session.scalar(select(Membership.id).join(Membership.user).where(*place)) is not None


def is_invited(email: str, authority_id: int) -> bool:
    """Whether an invitation of this address for an authority awaits its answer."""
    waiting = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    place = (Invitation.email == email, Invitation.authority_id == authority_id)
    return db.session.scalar(select(Invitation.id).where(*place, *waiting)) is not None
