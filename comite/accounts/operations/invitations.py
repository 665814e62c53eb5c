"""Inviting somebody to write for an authority, and what the link of an invitation gives."""

from sqlalchemy import update

from comite.accounts import labels, passwords, permissions, queries
from comite.accounts.errors import AlreadyInvitedError, AlreadyMemberError, DeadLinkError, NotSeatedError
from comite.accounts.models import INVITATION_LASTS, Invitation, Membership, Role, Token, TokenPurpose, User
from comite.accounts.operations.sessions import Visit, open_session
from comite.accounts.operations.tokens import new_token, use_token
from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.foundation.mail import write_mail
from comite.territories.models import Committee, LocalAuthority


@operation
def invite(
    actor: Reader,
    address: str,
    authority: LocalAuthority,
    role: Role,
    *,
    name: str = "",
    committee: Committee | None = None,
) -> Invitation:
    """Invite an address to write for an authority; the single-use link leaves by mail.

    Somebody who has an account already becomes a member at once, and is told.
    Raises `AlreadyInvitedError`, `AlreadyMemberError`, `NotSeatedError`.
    """
    if committee is not None:
        require(permissions.may_invite_to(actor, committee, role))
        if not queries.sits_in(committee.id, authority.id):
            raise NotSeatedError
    else:
        require(permissions.may_invite(actor, authority.id, role))
    return _invite(actor.user_id, address, authority, role, name=name, committee=committee)


@operation
def invite_administrator(address: str, name: str = "") -> str:
    """The one-time link by which the first administrator enters; only the command line calls this."""
    invitation = Invitation(
        email=address.lower(),
        name=name,
        authority_id=None,
        role=Role.AGENT,
        makes_administrator=True,
        invited_at=clock.now(),
    )
    db.session.add(invitation)
    db.session.flush()
    return new_token(TokenPurpose.INVITATION, INVITATION_LASTS, invitation_id=invitation.id)


def _invite(
    inviter_id: int | None,
    address: str,
    authority: LocalAuthority,
    role: Role,
    *,
    name: str,
    committee: Committee | None,
) -> Invitation:
    """Write the invitation and its mail, or make a member of somebody who has an account."""
    email = address.lower()
    user = queries.find_user_by_email(email)
    known = (
        db.session.query(Invitation)
        .where(Invitation.email == email, Invitation.authority_id == authority.id)
        .one_or_none()
    )
    if user is not None and _membership(user.id, authority.id) is not None:
        raise AlreadyMemberError
    if known is not None and known.accepted_at is None and known.withdrawn_at is None:
        raise AlreadyInvitedError
    invitation = known or Invitation(email=email, authority_id=authority.id)
    invitation.name = name
    invitation.role = role
    invitation.committee_id = committee.id if committee else None
    invitation.invited_by_id = inviter_id
    invitation.invited_at = clock.now()
    invitation.accepted_at = invitation.withdrawn_at = None
    db.session.add(invitation)
    db.session.flush()
    if user is not None and not user.is_erased:
        _join(user.id, invitation)
        write_mail(
            email,
            user.name,
            "joined",
            f"Vous écrivez aussi pour {authority.name}",
            authority_name=authority.name,
            role_label=labels.ROLES[role],
        )
    else:
        _send_invitation(invitation, authority.name, committee.name if committee else "")
    return invitation


def _send_invitation(invitation: Invitation, authority_name: str, committee_name: str) -> None:
    """Make a new single-use link and write the mail that carries it; older links die."""
    db.session.execute(
        update(Token)
        .where(Token.invitation_id == invitation.id, Token.used_at.is_(None))
        .values(used_at=clock.now())
    )
    key = new_token(TokenPurpose.INVITATION, INVITATION_LASTS, invitation_id=invitation.id)
    write_mail(
        invitation.email,
        invitation.name or invitation.email,
        "invitation",
        f"{authority_name} vous invite sur Comité",
        path=f"/invitation/{key}",
        inviter_name=_name_of(invitation.invited_by_id),
        authority_name=authority_name,
        committee_name=committee_name,
        days=INVITATION_LASTS.days,
    )


def _name_of(user_id: int | None) -> str:
    """The name of somebody who has an account still; empty otherwise."""
    user = db.session.get(User, user_id) if user_id else None
    return "" if user is None or user.is_erased else user.name


@operation
def send_invitation_again(actor: Reader, invitation: Invitation) -> None:
    """Send a new link for an invitation; the former one no longer works."""
    require(permissions.may_withdraw(actor, invitation))
    if invitation.accepted_at is not None:
        raise AlreadyMemberError
    _renew(invitation)


@operation
def renew_invitation(key: str) -> None:
    """Send a new link to the address of one that came too late.

    Who holds the old link gets nothing by it: the new one goes where the old one went. It serves once.
    Raises `DeadLinkError`.
    """
    invitation = queries.find_late_invitation(key)
    if invitation is None:
        raise DeadLinkError
    _renew(invitation)


def _renew(invitation: Invitation) -> None:
    """Write the mail of a new link; the former one no longer works."""
    authority = db.session.get(LocalAuthority, invitation.authority_id)
    committee = db.session.get(Committee, invitation.committee_id) if invitation.committee_id else None
    invitation.withdrawn_at = None
    invitation.invited_at = clock.now()
    _send_invitation(invitation, authority.name if authority else "", committee.name if committee else "")


@operation
def withdraw_invitation(actor: Reader, invitation: Invitation) -> None:
    """Take an invitation back: its link dies."""
    require(permissions.may_withdraw(actor, invitation))
    invitation.withdrawn_at = clock.now()
    db.session.execute(
        update(Token)
        .where(Token.invitation_id == invitation.id, Token.used_at.is_(None))
        .values(used_at=clock.now())
    )


def accept_invitation(key: str, name: str, title: str, password: str, visit: Visit) -> str:
    """Make the account of an invited person, and open their first session; gives its key.

    Raises `DeadLinkError`, `WeakPasswordError`.
    """
    password_hash = passwords.hash_password(password)
    return _accept(key, name, title, password_hash, visit)


@operation
def _accept(key: str, name: str, title: str, password_hash: str, visit: Visit) -> str:
    """Use the link, then everything it gives, or nothing."""
    token = use_token(key, TokenPurpose.INVITATION)
    invitation = db.session.get(Invitation, token.invitation_id)
    if invitation is None or invitation.withdrawn_at is not None:
        raise DeadLinkError
    if queries.find_user_by_email(invitation.email) is not None:
        raise DeadLinkError
    user = User(
        handle=queries.free_handle(name),
        email=invitation.email,
        name=name,
        title=title,
        password_hash=password_hash,
        is_administrator=invitation.makes_administrator,
    )
    db.session.add(user)
    db.session.flush()
    _join(user.id, invitation)
    join_waiting_invitations(user)
    return open_session(user.id, visit)


def _join(user_id: int, invitation: Invitation) -> None:
    """Give the place that an invitation promises."""
    invitation.accepted_at = clock.now()
    if invitation.authority_id is not None:
        db.session.add(
            Membership(user_id=user_id, authority_id=invitation.authority_id, role=invitation.role)
        )
        audit.record(
            None,
            "membership.begin",
            scope=f"authority:{invitation.authority_id}",
            kind="user",
            subject_id=user_id,
            role=invitation.role.value,
        )


def join_waiting_invitations(user: User) -> None:
    """Somebody whose address several authorities invited enters all of them at once."""
    waiting = db.session.query(Invitation).where(
        Invitation.email == user.email, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    for invitation in waiting:
        if invitation.authority_id and _membership(user.id, invitation.authority_id):
            invitation.accepted_at = clock.now()
        elif not invitation.makes_administrator:
            _join(user.id, invitation)


def _membership(user_id: int, authority_id: int) -> Membership | None:
    """A person's place in an authority."""
    return (
        db.session.query(Membership)
        .where(Membership.user_id == user_id, Membership.authority_id == authority_id)
        .one_or_none()
    )
