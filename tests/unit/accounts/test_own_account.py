"""One's own account: password, address, profile, and all that deletion reaches."""

from datetime import timedelta

import pytest
import time_machine

from comite.accounts import operations, personal_data, queries
from comite.accounts.errors import (
    AddressTakenError,
    DeadLinkError,
    LastAdministratorError,
    SlowDownError,
    WeakPasswordError,
    WrongPasswordError,
)
from comite.accounts.models import Membership, Profile
from comite.accounts.operations import Visit
from comite.foundation import clock
from comite.foundation.database import Base, db
from comite.foundation.errors import StaleVersionError
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_people import PASSWORD, last_key, make_person, the_user

HERE = Visit("192.0.2.1")
OTHER = "une tout autre phrase"


def test_a_forgotten_password_is_replaced_by_its_link_and_every_session_ends(cast: Cast) -> None:
    person = make_person(cast)
    former = operations.open_session(person.user_id, HERE)
    operations.ask_password_reset(person.email)

    key = operations.reset_password(last_key(), OTHER, HERE)

    assert queries.find_session(former) is None
    assert queries.find_session(key) is not None
    assert operations.sign_in(person.email, OTHER, HERE)


def test_asking_for_an_unknown_address_sends_nothing_and_says_nothing(cast: Cast) -> None:
    operations.ask_password_reset("personne@exemple.test")

    assert waiting_jobs() == []


def test_a_suspended_person_receives_no_reset_link(cast: Cast) -> None:
    operations.ask_password_reset("gael@exemple.test")

    assert waiting_jobs() == []


def test_reset_links_are_few_in_an_hour(cast: Cast) -> None:
    person = make_person(cast)

    for _ in range(operations.RESETS_PER_HOUR + 2):
        operations.ask_password_reset(person.email)

    assert waiting_jobs().count("foundation.mail.send") == operations.RESETS_PER_HOUR


def test_a_reset_link_dies_after_two_hours(cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_password_reset(person.email)

    with time_machine.travel(clock.now() + timedelta(hours=3)), pytest.raises(DeadLinkError):
        operations.reset_password(last_key(), OTHER, HERE)


def test_a_reset_link_works_once(cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_password_reset(person.email)
    key = last_key()
    operations.reset_password(key, OTHER, HERE)

    with pytest.raises(DeadLinkError):
        operations.reset_password(key, "une troisième phrase", HERE)

    assert operations.sign_in(person.email, OTHER, HERE)


@pytest.mark.parametrize("weak", ["court", "motdepasse123", "aaaaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused(cast: Cast, weak: str) -> None:
    person = make_person(cast)

    with pytest.raises(WeakPasswordError):
        operations.change_password(person, PASSWORD, weak, HERE)


def test_a_password_is_changed_only_by_whoever_knows_it(cast: Cast) -> None:
    person = make_person(cast)

    with pytest.raises(WrongPasswordError):
        operations.change_password(person, "pas celui-là du tout", OTHER, HERE)

    assert operations.sign_in(person.email, PASSWORD, HERE)


def test_guessing_the_password_from_an_open_session_is_slowed_down(cast: Cast) -> None:
    person = make_person(cast)
    for _ in range(operations.ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(WrongPasswordError):
            operations.change_password(person, "au hasard", OTHER, HERE)

    with pytest.raises(SlowDownError):
        operations.change_password(person, PASSWORD, OTHER, HERE)


def test_an_address_changes_when_the_new_one_is_proved_and_the_former_is_told(cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_address_change(person, "Neuve@exemple.test", PASSWORD)

    operations.change_address(last_key())

    assert the_user(person.user_id).email == "neuve@exemple.test"
    assert waiting_jobs().count("foundation.mail.send") == 2


def test_an_address_is_not_changed_without_the_password(cast: Cast) -> None:
    person = make_person(cast)

    with pytest.raises(WrongPasswordError):
        operations.ask_address_change(person, "neuve@exemple.test", "au hasard")

    assert waiting_jobs() == []


def test_the_address_of_somebody_else_is_not_taken(cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_address_change(person, cast.bruno.email, PASSWORD)

    with pytest.raises(AddressTakenError):
        operations.change_address(last_key())

    assert the_user(person.user_id).email == person.email


def test_a_profile_saved_over_a_newer_one_is_refused(cast: Cast) -> None:
    operations.edit_profile(cast.bruno, Profile("Bruno L.", "Agent"), 1)

    with pytest.raises(StaleVersionError):
        operations.edit_profile(cast.bruno, Profile("Bruno", ""), 1)

    assert the_user(cast.bruno.user_id).name == "Bruno L."


def test_a_deleted_account_leaves_neither_name_nor_address_nor_way_in(cast: Cast) -> None:
    person = make_person(cast, name="Hélène Vasseur")
    key = operations.open_session(person.user_id, HERE)
    operations.ask_password_reset(person.email)

    operations.erase_account(person, PASSWORD)

    left = " ".join(_every_text())
    assert "helene" not in left.lower().replace("é", "e").replace("è", "e")
    assert queries.find_session(key) is None
    assert not queries.reader_of(person.user_id).is_signed_in
    assert db.session.query(Membership).where(Membership.user_id == person.user_id).count() == 0


def test_an_account_is_deleted_only_by_whoever_knows_its_password(cast: Cast) -> None:
    person = make_person(cast)

    with pytest.raises(WrongPasswordError):
        operations.erase_account(person, "au hasard")

    assert not the_user(person.user_id).is_erased


def test_the_last_administrator_is_not_deleted(cast: Cast) -> None:
    person = make_person(cast, is_administrator=True)
    operations.set_administrator(person, the_user(cast.denis.user_id), False)

    with pytest.raises(LastAdministratorError):
        operations.erase_account(person, PASSWORD)


def test_a_deletion_is_done_again_after_a_restore(cast: Cast) -> None:
    made_at = the_user(cast.bruno.user_id).created_at

    operations.erase_again([(cast.bruno.user_id, made_at)])

    assert the_user(cast.bruno.user_id).is_erased
    assert queries.list_erased() == [(cast.bruno.user_id, made_at)]


def test_a_restore_from_elsewhere_deletes_nobody_of_the_same_number(cast: Cast) -> None:
    operations.erase_again([(cast.bruno.user_id, clock.now()), (9_999, clock.now())])

    assert queries.list_erased() == []


def test_an_export_holds_what_the_site_knows_of_the_person_and_nothing_of_others(cast: Cast) -> None:
    operations.open_session(cast.bruno.user_id, Visit("192.0.2.1", "Firefox sur Linux"))

    found = personal_data.export_of(cast.bruno.user_id)

    assert found["Compte"]["email"] == cast.bruno.email
    assert found["Connexions"][0]["device"] == "Firefox sur Linux"
    assert found["Collectivités"][0]["role"] == "agent"
    assert cast.amina.email not in str(found)


def _every_text() -> list[str]:
    """Every text of every row of the database, but the mails that wait."""
    texts = []
    for table in Base.metadata.sorted_tables:
        if table.name == "jobs":
            continue
        for row in db.session.execute(db.select(table)):
            texts += [str(value) for value in row if isinstance(value, (str, dict, list))]
    return texts
