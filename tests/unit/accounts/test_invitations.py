"""Invitations: who may send them, what their link gives, and that it gives it once."""

from datetime import timedelta

import pytest
import time_machine

from comite.accounts import operations, queries
from comite.accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    DeadLinkError,
    NotSeatedError,
    WeakPasswordError,
)
from comite.accounts.models import Invitation, Membership, Role, TokenPurpose
from comite.accounts.operations import Visit
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_people import (
    PASSWORD,
    invite_key,
    is_alive,
    last_key,
    make_person,
    the_authority,
    the_committee,
)

HERE = Visit("192.0.2.1")


def accept(key: str, name: str = "Nour Elbaz") -> str:
    return operations.accept_invitation(key, name, "Secrétaire de mairie", PASSWORD, HERE)


def test_accepting_makes_the_account_its_place_and_its_first_session(cast: Cast) -> None:
    key = invite_key(cast, "Nour@Exemple.test", Role.EDITOR)

    session_key = accept(key)

    user = queries.find_user_by_email("nour@exemple.test")
    reader = queries.reader_of(user.id)
    assert queries.find_session(session_key).user_id == user.id
    assert reader.has_role(Role.EDITOR, cast.valmer)
    assert user.handle == "nour-elbaz"


def test_a_link_works_once(cast: Cast) -> None:
    key = invite_key(cast)
    accept(key)

    with pytest.raises(DeadLinkError):
        accept(key)

    assert db.session.query(Invitation).count() == 1


def test_a_refused_password_does_not_use_the_link_up(cast: Cast) -> None:
    key = invite_key(cast)

    with pytest.raises(WeakPasswordError):
        operations.accept_invitation(key, "Nour", "", "motdepasse", HERE)

    assert is_alive(key, TokenPurpose.INVITATION)


def test_a_link_dies_after_three_weeks(cast: Cast) -> None:
    key = invite_key(cast)

    with time_machine.travel(clock.now() + timedelta(days=22)), pytest.raises(DeadLinkError):
        accept(key)


def test_a_withdrawn_invitation_opens_nothing(cast: Cast) -> None:
    key = invite_key(cast)
    operations.withdraw_invitation(cast.amina, db.session.query(Invitation).one())

    with pytest.raises(DeadLinkError):
        accept(key)


def test_sending_again_kills_the_former_link(cast: Cast) -> None:
    former = invite_key(cast)

    operations.send_invitation_again(cast.amina, db.session.query(Invitation).one())

    assert not is_alive(former, TokenPurpose.INVITATION)
    assert is_alive(last_key(), TokenPurpose.INVITATION)


def test_the_link_of_an_invitation_does_not_change_a_password(cast: Cast) -> None:
    key = invite_key(cast)

    with pytest.raises(DeadLinkError):
        operations.reset_password(key, PASSWORD, HERE)


def test_somebody_invited_twice_is_told_so(cast: Cast) -> None:
    invite_key(cast)

    with pytest.raises(AlreadyInvitedError):
        invite_key(cast, "NOUVELLE@exemple.test")


def test_somebody_who_writes_there_already_is_not_invited(cast: Cast) -> None:
    with pytest.raises(AlreadyMemberError):
        invite_key(cast, cast.bruno.email)


def test_somebody_with_an_account_becomes_a_member_at_once_and_is_told(cast: Cast) -> None:
    operations.invite(cast.amina, cast.chloe.email, the_authority(cast.valmer), Role.AGENT)

    chloe = queries.reader_of(cast.chloe.user_id)
    assert chloe.authority_ids == {cast.ostrelle, cast.valmer}
    assert waiting_jobs().count("foundation.mail.send") == 1


def test_one_acceptance_enters_every_authority_that_invited(cast: Cast) -> None:
    key = invite_key(cast)
    operations.invite(cast.chloe, "nouvelle@exemple.test", the_authority(cast.ostrelle), Role.AGENT)

    accept(key)

    user = queries.find_user_by_email("nouvelle@exemple.test")
    assert queries.reader_of(user.id).authority_ids == {cast.ostrelle, cast.valmer}


@pytest.mark.parametrize("name", ["bruno", "chloe", "farid", "visitor", "elise"])
def test_only_editors_invite_for_their_authority(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        operations.invite(getattr(cast, name), "x@exemple.test", the_authority(cast.valmer), Role.AGENT)

    assert db.session.query(Invitation).count() == 0


def test_an_editor_makes_no_animator(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.invite(cast.amina, "x@exemple.test", the_authority(cast.valmer), Role.ANIMATOR)


def test_the_animator_invites_for_the_authorities_of_the_committee(cast: Cast) -> None:
    committee = the_committee(cast.committee)

    invitation = operations.invite(
        cast.elise, "x@exemple.test", the_authority(cast.valmer), Role.EDITOR, committee=committee
    )

    assert invitation.committee_id == cast.committee


def test_the_animator_does_not_invite_for_an_authority_that_sits_elsewhere(cast: Cast) -> None:
    committee = the_committee(cast.committee)

    with pytest.raises(NotSeatedError):
        operations.invite(
            cast.elise, "x@exemple.test", the_authority(cast.ostrelle), Role.EDITOR, committee=committee
        )

    assert db.session.query(Invitation).count() == 0


def test_the_animator_of_another_committee_does_not_invite(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.invite(
            cast.elise,
            "x@exemple.test",
            the_authority(cast.ostrelle),
            Role.AGENT,
            committee=the_committee(cast.other_committee),
        )


def test_whoever_lost_the_role_sends_nothing_again(cast: Cast) -> None:
    editor = make_person(cast, role=Role.EDITOR)
    operations.invite(editor, "x@exemple.test", the_authority(cast.valmer), Role.AGENT)
    place = db.session.query(Membership).where(Membership.user_id == editor.user_id).one()
    operations.change_role(cast.amina, place, Role.AGENT)
    demoted = queries.reader_of(editor.user_id)

    with pytest.raises(NotAllowedError):
        operations.send_invitation_again(demoted, db.session.query(Invitation).one())


def test_unanswered_invitations_are_forgotten_after_three_months(cast: Cast) -> None:
    invite_key(cast)

    with time_machine.travel(clock.now() + timedelta(days=93)), write():
        operations.forget_expired()

    assert db.session.query(Invitation).count() == 0


def test_the_first_administrator_enters_by_the_link_of_the_command_line(cast: Cast) -> None:
    key = operations.invite_administrator("admin@exemple.test", "Iris Nolet")

    accept(key, "Iris Nolet")

    user = queries.find_user_by_email("admin@exemple.test")
    assert queries.reader_of(user.id).is_administrator
