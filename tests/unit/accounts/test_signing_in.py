"""Coming in: the right password opens, everything else closes alike, and guessing is slow."""

import pytest

from comite.accounts import operations, queries
from comite.accounts.errors import AccountSuspendedError, BadCredentialsError, SlowDownError
from comite.accounts.models import Membership, Role, SignedInSession
from comite.accounts.operations import Visit, sessions
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError
from tests.cast import Cast
from tests.factories_people import PASSWORD, make_person, the_user

HERE = Visit("192.0.2.1", "Firefox sur Linux")


def test_the_right_password_opens_a_session_of_which_only_a_digest_is_kept(cast: Cast) -> None:
    person = make_person(cast)

    key = operations.sign_in(person.email.upper(), PASSWORD, HERE)

    session = queries.find_session(key)
    assert session is not None
    assert session.user_id == person.user_id
    kept = queries.list_sessions(person.user_id)[0]
    assert key not in (session.digest, kept.digest, kept.device)


@pytest.mark.parametrize("address", ["helene-vasseur@exemple.test", "personne@exemple.test"])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(cast: Cast, address: str) -> None:
    make_person(cast)

    with pytest.raises(BadCredentialsError) as refusal:
        operations.sign_in(address, "pas le bon mot de passe", HERE)

    assert str(refusal.value) == BadCredentialsError.sentence


def test_guessing_one_account_is_slowed_down_even_with_the_right_password(cast: Cast) -> None:
    person = make_person(cast)
    for attempt in range(operations.ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(BadCredentialsError):
            operations.sign_in(person.email, "pas le bon mot de passe", Visit(f"192.0.2.{attempt}"))

    with pytest.raises(SlowDownError):
        operations.sign_in(person.email, PASSWORD, HERE)


def test_guessing_many_accounts_from_one_place_is_slowed_down_there_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "ATTEMPTS_PER_ADDRESS", 3)
    person = make_person(cast)
    for attempt in range(3):
        with pytest.raises(BadCredentialsError):
            operations.sign_in(f"inconnu{attempt}@exemple.test", "au hasard", HERE)

    with pytest.raises(SlowDownError):
        operations.sign_in(person.email, PASSWORD, HERE)
    assert operations.sign_in(person.email, PASSWORD, Visit("198.51.100.7"))


def test_guessing_everywhere_from_everywhere_is_slowed_down(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "ATTEMPTS_IN_ALL", 3)
    for attempt in range(3):
        with pytest.raises(BadCredentialsError):
            operations.sign_in(f"inconnu{attempt}@exemple.test", "au hasard", Visit(f"192.0.2.{attempt}"))

    with pytest.raises(SlowDownError):
        operations.sign_in("autre@exemple.test", "au hasard", Visit("198.51.100.7"))


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::42", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::1", "2001:db8:0:1::/64"),
        ("", ""),
    ],
)
def test_a_guesser_gains_nothing_by_changing_address_at_home(address: str, counted: str) -> None:
    assert sessions.neighbourhood(address) == counted


def test_a_suspended_person_who_proves_who_they_are_is_told_why(cast: Cast) -> None:
    person = make_person(cast)
    operations.suspend(cast.denis, the_user(person.user_id), "Propos blessants répétés.")

    with pytest.raises(AccountSuspendedError) as refusal:
        operations.sign_in(person.email, PASSWORD, HERE)

    assert refusal.value.reason == "Propos blessants répétés."


def test_suspension_ends_every_session_at_once(cast: Cast) -> None:
    key = operations.open_session(cast.bruno.user_id, HERE)

    operations.suspend(cast.denis, the_user(cast.bruno.user_id), "À revoir.")

    assert queries.find_session(key) is None
    assert not queries.reader_of(cast.bruno.user_id).is_signed_in


def test_a_person_ends_one_of_their_sessions(cast: Cast) -> None:
    key = operations.open_session(cast.bruno.user_id, HERE)

    operations.end_session(cast.bruno, queries.find_session(key).id)

    assert queries.find_session(key) is None


def test_nobody_ends_the_session_of_somebody_else(cast: Cast) -> None:
    key = operations.open_session(cast.amina.user_id, HERE)
    session_id = queries.find_session(key).id

    with pytest.raises(NotFoundError):
        operations.end_session(cast.bruno, session_id)

    assert queries.find_session(key) is not None


def test_ending_the_other_sessions_keeps_the_present_one(cast: Cast) -> None:
    kept = operations.open_session(cast.bruno.user_id, HERE)
    ended = operations.open_session(cast.bruno.user_id, HERE)
    bruno = queries.find_session(kept).reader

    operations.end_other_sessions(bruno)

    assert queries.find_session(kept) is not None
    assert queries.find_session(ended) is None


def test_a_person_with_two_authorities_chooses_in_whose_name_they_write(cast: Cast) -> None:
    person = make_person(cast)
    with write() as session:
        session.add(Membership(user_id=person.user_id, authority_id=cast.ostrelle, role=Role.AGENT))
    key = operations.open_session(person.user_id, HERE)
    reader = queries.find_session(key).reader

    operations.switch_voice(reader, cast.ostrelle)

    again = queries.find_session(key).reader
    assert again.speaking_for.authority_id == cast.ostrelle


def test_nobody_writes_in_the_name_of_an_authority_that_is_not_theirs(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.switch_voice(cast.bruno, cast.ostrelle)

    assert db.session.query(SignedInSession).count() == 0
