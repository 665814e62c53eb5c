"""Places in authorities: who changes them, and what it costs the person concerned."""

from datetime import date

import pytest

from comite.accounts import operations, queries
from comite.accounts.errors import HasPlaceError, LastAdministratorError
from comite.accounts.former import FormerMembership
from comite.accounts.models import Membership, ModerationEntry, Profile, Role
from comite.accounts.operations import Visit
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, StaleVersionError
from comite.search.models import SearchChange
from tests.cast import Cast
from tests.factories_people import make_person, the_authority, the_user

HERE = Visit("192.0.2.1")


def place_of(user_id: int | None) -> Membership:
    return db.session.query(Membership).where(Membership.user_id == user_id).one()


def test_an_editor_gives_a_colleague_another_role_and_ends_their_sessions(cast: Cast) -> None:
    key = operations.open_session(cast.bruno.user_id, HERE)

    operations.change_role(cast.amina, place_of(cast.bruno.user_id), Role.EDITOR)

    assert queries.reader_of(cast.bruno.user_id).has_role(Role.EDITOR, cast.valmer)
    assert queries.find_session(key) is None


@pytest.mark.parametrize("name", ["bruno", "chloe", "elise", "farid", "visitor"])
def test_others_change_no_role(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        operations.change_role(getattr(cast, name), place_of(cast.amina.user_id), Role.AGENT)

    assert queries.reader_of(cast.amina.user_id).has_role(Role.EDITOR, cast.valmer)


def test_an_editor_makes_nobody_an_animator_nor_unmakes_one(cast: Cast) -> None:
    animator = make_person(cast, role=Role.ANIMATOR)

    with pytest.raises(NotAllowedError):
        operations.change_role(cast.amina, place_of(cast.bruno.user_id), Role.ANIMATOR)
    with pytest.raises(NotAllowedError):
        operations.change_role(cast.amina, place_of(animator.user_id), Role.AGENT)


def test_a_person_leaves_an_authority_of_their_own_accord(cast: Cast) -> None:
    operations.end_membership(cast.bruno, place_of(cast.bruno.user_id))

    assert not queries.reader_of(cast.bruno.user_id).is_affiliated


def former(cast: Cast) -> FormerMembership:
    """Bruno's place in Valmer, once it has ended."""
    found = queries.find_former_membership(cast.bruno.user_id or 0, cast.valmer)
    assert found is not None
    return found


def test_a_place_ended_by_mistake_is_given_back_as_it_was(cast: Cast) -> None:
    place = place_of(cast.bruno.user_id)
    with write():
        place.is_elected, place.ai_lead_since = True, date(2026, 1, 5)
    before = (place.role, place.since, place.is_elected, place.ai_lead_since)
    operations.end_membership(cast.amina, place)
    rights_meanwhile = queries.reader_of(cast.bruno.user_id).is_affiliated

    operations.give_back_membership(cast.amina, former(cast))
    place = place_of(cast.bruno.user_id)

    assert not rights_meanwhile
    assert (place.role, place.since, place.is_elected, place.ai_lead_since) == before
    assert queries.reader_of(cast.bruno.user_id).has_role(Role.AGENT, cast.valmer)


@pytest.mark.parametrize("name", ["bruno", "chloe", "farid", "visitor"])
def test_a_place_is_given_back_by_those_who_could_invite_and_never_by_who_left(cast: Cast, name: str) -> None:
    operations.end_membership(cast.bruno, place_of(cast.bruno.user_id))
    left = former(cast)

    asking = queries.reader_of(cast.bruno.user_id) if name == "bruno" else getattr(cast, name)

    with pytest.raises(NotAllowedError):
        operations.give_back_membership(asking, left)

    assert not queries.reader_of(cast.bruno.user_id).is_affiliated


def test_whoever_was_invited_anew_keeps_the_new_place(cast: Cast) -> None:
    operations.end_membership(cast.amina, place_of(cast.bruno.user_id))
    with write() as session:
        session.add(Membership(user_id=cast.bruno.user_id, authority_id=cast.valmer, role=Role.EDITOR))

    with pytest.raises(HasPlaceError):
        operations.give_back_membership(cast.amina, former(cast))

    assert place_of(cast.bruno.user_id).role is Role.EDITOR


def test_an_outsider_removes_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.end_membership(cast.chloe, place_of(cast.bruno.user_id))


def test_an_editor_presents_the_authority(cast: Cast) -> None:
    valmer = the_authority(cast.valmer)

    operations.present_authority(cast.amina, valmer, "Une ville au bord de l’eau.", valmer.version)

    assert the_authority(cast.valmer).presentation == "Une ville au bord de l’eau."


def test_an_agent_does_not_speak_for_the_authority(cast: Cast) -> None:
    valmer = the_authority(cast.valmer)

    with pytest.raises(NotAllowedError):
        operations.present_authority(cast.bruno, valmer, "Autre chose.", valmer.version)


def test_a_presentation_written_over_a_newer_one_is_refused(cast: Cast) -> None:
    valmer = the_authority(cast.valmer)
    operations.present_authority(cast.amina, valmer, "Une ville.", 1)

    with pytest.raises(StaleVersionError):
        operations.present_authority(cast.amina, valmer, "Un bourg.", 1)

    assert the_authority(cast.valmer).presentation == "Une ville."


def test_suspending_and_reopening_are_logged(cast: Cast) -> None:
    bruno = the_user(cast.bruno.user_id)

    operations.suspend(cast.denis, bruno, "Le temps de comprendre.")
    operations.reopen(cast.denis, bruno)

    entries = db.session.query(ModerationEntry).order_by(ModerationEntry.id).all()
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("suspend", "Le temps de comprendre."),
        ("reopen", ""),
    ]


@pytest.mark.parametrize("name", ["amina", "elise", "visitor"])
def test_only_administrators_suspend(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        operations.suspend(getattr(cast, name), the_user(cast.bruno.user_id), "Parce que.")

    assert not the_user(cast.bruno.user_id).is_suspended


def test_administrators_do_not_suspend_themselves(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.suspend(cast.denis, the_user(cast.denis.user_id), "Erreur.")


def test_an_administrator_names_another_then_may_step_down(cast: Cast) -> None:
    operations.set_administrator(cast.denis, the_user(cast.elise.user_id), True)

    operations.set_administrator(cast.denis, the_user(cast.denis.user_id), False)

    assert queries.reader_of(cast.elise.user_id).is_administrator
    assert not queries.reader_of(cast.denis.user_id).is_administrator


def test_the_last_administrator_cannot_step_down(cast: Cast) -> None:
    with pytest.raises(LastAdministratorError):
        operations.set_administrator(cast.denis, the_user(cast.denis.user_id), False)


def test_what_changes_about_people_and_authorities_is_told_to_the_index(cast: Cast) -> None:
    operations.edit_profile(cast.bruno, Profile("Bruno L.", ""), 1)
    operations.present_authority(cast.amina, the_authority(cast.valmer), "Une ville.", 1)
    operations.suspend(cast.denis, the_user(cast.bruno.user_id), "Pause.")

    told = db.session.execute(db.select(SearchChange.kind, SearchChange.subject_id)).all()
    assert set(map(tuple, told)) == {("person", cast.bruno.user_id), ("authority", cast.valmer)}
