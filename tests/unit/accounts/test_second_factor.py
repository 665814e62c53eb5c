"""Proving a second time who one is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask

from comite.accounts import codes, operations, queries
from comite.accounts.errors import (
    CodeAskedError,
    HalfSignInExpiredError,
    SecondFactorRequiredError,
    SlowDownError,
    WrongCodeError,
    WrongPasswordError,
)
from comite.accounts.models import RecoveryCode, Role, SecondFactor
from comite.accounts.operations import Visit
from comite.accounts.readers import Reader
from comite.cli.main import main
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from tests.cast import Cast
from tests.factories_people import PASSWORD, last_key, make_person, the_user
from tests.second_factor import code_of, protected

HERE = Visit("192.0.2.7")


def half_of(person: Reader, password: str = PASSWORD) -> str:
    """What a right password gives to who has a second factor."""
    with pytest.raises(CodeAskedError) as asked:
        operations.sign_in(person.email, password, HERE)
    return asked.value.half


# RFC 6238, appendix B, the last six of its eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moment = datetime.fromtimestamp(seconds, UTC)

    assert codes.step_of(secret, code, moment) == seconds // 30
    assert codes.step_of(secret, f"{code[:3]} {code[3:]}", moment + timedelta(seconds=30)) == seconds // 30
    assert codes.step_of(secret, code, moment + timedelta(seconds=90)) is None
    assert codes.step_of(secret, "", moment) is None
    assert codes.step_of(secret, "é" * 6, moment) is None


def test_secrets_and_paper_codes_are_long_and_never_the_same():
    secrets = {codes.new_secret() for _ in range(50)}
    papers = {each for _ in range(50) for each in codes.new_paper_codes()}

    assert {len(each) for each in secrets} == {32}
    assert (len(secrets), len(papers)) == (50, 500)


def test_the_picture_holds_no_text_of_a_person():
    picture = codes.picture_of(codes.address_of("A" * 32, "<b>@exemple.test", "<script>"))

    assert picture.startswith("<svg")
    assert "script" not in picture


def test_the_password_alone_opens_no_session(cast: Cast) -> None:
    person, _, _ = protected(cast)
    before = len(queries.list_sessions(person.user_id))

    half = half_of(person)

    assert half
    assert len(queries.list_sessions(person.user_id)) == before
    assert queries.find_session(half) is None


def test_a_code_opens_the_session_once(cast: Cast) -> None:
    person, secret, _ = protected(cast)
    half = half_of(person)
    with clock.at(clock.now() + timedelta(minutes=2)):
        code = code_of(secret)
        key = operations.sign_in_with_code(half, code, HERE)

        assert queries.find_session(key).reader.has_second_factor
        with pytest.raises(WrongCodeError):
            operations.sign_in_with_code(half, code, HERE)


def test_an_older_code_than_the_last_one_serves_no_more(cast: Cast) -> None:
    person, secret, _ = protected(cast)
    half = half_of(person)
    with clock.at(clock.now() + timedelta(minutes=2)):
        older = code_of(secret, -30)
        operations.sign_in_with_code(half, code_of(secret), HERE)

        with pytest.raises(WrongCodeError):
            operations.sign_in_with_code(half, older, HERE)


def test_of_two_uses_of_a_code_at_once_one_wins(app: Flask, cast: Cast) -> None:
    person, _, papers = protected(cast)
    half = half_of(person)
    keys: list[str] = []

    def enter() -> None:
        with app.app_context():
            try:
                keys.append(operations.sign_in_with_code(half, papers[0], HERE))
            except WrongCodeError:
                pass
            finally:
                db.session.remove()

    db.session.remove()
    both = [Thread(target=enter) for _ in range(4)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert len(keys) == 1


def test_a_paper_code_serves_once_however_it_is_typed(cast: Cast) -> None:
    person, _, papers = protected(cast)
    half = half_of(person)

    operations.sign_in_with_code(half, f" {papers[3].upper().replace('-', ' ')} ", HERE)

    assert queries.count_recovery_codes(person.user_id) == 9
    with pytest.raises(WrongCodeError):
        operations.sign_in_with_code(half, papers[3], HERE)


def test_somebody_elses_codes_open_nothing(cast: Cast) -> None:
    person, _, _ = protected(cast)
    _, secret, papers = protected(cast, name="Nadia Ferrand")
    half = half_of(person)

    with clock.at(clock.now() + timedelta(minutes=2)):
        for code in (code_of(secret), papers[0]):
            with pytest.raises(WrongCodeError):
                operations.sign_in_with_code(half, code, HERE)


@pytest.mark.parametrize("spoil", [lambda half: "", lambda half: half[:-1] + "x", lambda half: "9." + half])
def test_a_proof_that_is_not_ours_begins_nothing(cast: Cast, spoil) -> None:
    person, _, papers = protected(cast)

    with pytest.raises(HalfSignInExpiredError):
        operations.sign_in_with_code(spoil(half_of(person)), papers[0], HERE)


def test_a_proof_lasts_ten_minutes_and_dies_with_the_password(cast: Cast) -> None:
    person, _, papers = protected(cast)
    half = half_of(person)

    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(HalfSignInExpiredError):
        operations.sign_in_with_code(half, papers[0], HERE)
    operations.change_password(person, PASSWORD, "une autre phrase assez longue", HERE)
    with pytest.raises(HalfSignInExpiredError):
        operations.sign_in_with_code(half, papers[0], HERE)


def test_a_suspended_person_goes_no_further(cast: Cast) -> None:
    person, _, papers = protected(cast)
    half = half_of(person)
    operations.suspend(cast.denis, the_user(person.user_id), "Compte volé.")

    with pytest.raises(HalfSignInExpiredError):
        operations.sign_in_with_code(half, papers[0], HERE)


def test_guessers_of_codes_are_slowed_down(cast: Cast) -> None:
    person, _, papers = protected(cast)
    half = half_of(person)

    for _ in range(operations.ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(WrongCodeError):
            operations.sign_in_with_code(half, "000000", HERE)

    with pytest.raises(SlowDownError):
        operations.sign_in_with_code(half, papers[0], HERE)


def test_a_reset_by_mail_asks_the_code_too(cast: Cast) -> None:
    person, _, papers = protected(cast)
    operations.ask_password_reset(person.email)

    with pytest.raises(CodeAskedError) as asked:
        operations.reset_password(last_key(), "une autre phrase assez longue", HERE)

    assert queries.list_sessions(person.user_id) == []
    operations.sign_in_with_code(asked.value.half, papers[0], HERE)
    assert half_of(person, "une autre phrase assez longue")


def test_a_secret_that_no_telephone_proved_protects_nothing(cast: Cast) -> None:
    person = make_person(cast)
    operations.prepare_second_factor(person, PASSWORD)

    assert operations.sign_in(person.email, PASSWORD, HERE)
    with pytest.raises(WrongCodeError):
        operations.confirm_second_factor(person, "000000")
    assert operations.sign_in(person.email, PASSWORD, HERE)


def test_setting_up_asks_the_password_and_ends_other_sessions(cast: Cast) -> None:
    person = make_person(cast)
    elsewhere = operations.open_session(person.user_id, HERE)

    with pytest.raises(WrongPasswordError):
        operations.prepare_second_factor(person, "autre chose de long")
    operations.prepare_second_factor(person, PASSWORD)
    operations.confirm_second_factor(person, code_of(queries.find_pending_secret(person.user_id)))

    assert queries.find_session(elsewhere) is None


def test_the_former_telephone_serves_until_the_next_has_proved_itself(cast: Cast) -> None:
    person, former, _ = protected(cast)
    operations.prepare_second_factor(person, PASSWORD)
    with clock.at(clock.now() + timedelta(minutes=2)):
        operations.sign_in_with_code(half_of(person), code_of(former), HERE)
        secret = queries.find_pending_secret(person.user_id)
        operations.confirm_second_factor(person, code_of(secret))
    with clock.at(clock.now() + timedelta(minutes=4)):
        with pytest.raises(WrongCodeError):
            operations.sign_in_with_code(half_of(person), code_of(former), HERE)
        assert operations.sign_in_with_code(half_of(person), code_of(secret), HERE)


def test_new_paper_codes_replace_the_former(cast: Cast) -> None:
    person, _, papers = protected(cast)

    drawn = operations.draw_recovery_codes(person, PASSWORD)

    assert queries.count_recovery_codes(person.user_id) == 10
    with pytest.raises(WrongCodeError):
        operations.sign_in_with_code(half_of(person), papers[0], HERE)
    assert operations.sign_in_with_code(half_of(person), drawn[0], HERE)


def test_paper_codes_are_for_who_has_a_second_factor(cast: Cast) -> None:
    with pytest.raises(NotFoundError):
        operations.draw_recovery_codes(make_person(cast), PASSWORD)


def test_stopping_forgets_the_secret_and_the_codes(cast: Cast) -> None:
    person, _, _ = protected(cast)

    operations.stop_second_factor(person, PASSWORD)

    assert operations.sign_in(person.email, PASSWORD, HERE)
    assert db.session.scalars(db.select(SecondFactor)).all() == []
    assert db.session.scalars(db.select(RecoveryCode)).all() == []


def test_an_account_that_is_deleted_leaves_no_secret(cast: Cast) -> None:
    person, _, _ = protected(cast)

    operations.erase_account(person, PASSWORD)

    assert db.session.scalars(db.select(SecondFactor)).all() == []
    assert db.session.scalars(db.select(RecoveryCode)).all() == []


def test_who_lost_everything_is_let_in_by_another_administrator(cast: Cast) -> None:
    person, _, _ = protected(cast, is_administrator=True)
    key = operations.open_session(person.user_id, HERE)

    for other in (cast.amina, cast.elise, person):
        with pytest.raises(NotAllowedError):
            operations.lift_second_factor(other, the_user(person.user_id))
    operations.lift_second_factor(cast.denis, the_user(person.user_id))

    assert queries.find_session(key) is None
    assert operations.sign_in(person.email, PASSWORD, HERE)


def test_in_production_those_who_animate_or_administer_do_not_do_without(app: Flask, cast: Cast) -> None:
    animator, _, _ = protected(cast, role=Role.ANIMATOR)
    agent, _, _ = protected(cast, name="Nadia Ferrand")
    present = app.extensions["settings"]
    try:
        app.extensions["settings"] = replace(present, mode="production")
        required = [operations.is_required_of(each) for each in (cast.denis, cast.elise, cast.amina, agent)]
        with pytest.raises(SecondFactorRequiredError):
            operations.stop_second_factor(animator, PASSWORD)
        operations.stop_second_factor(agent, PASSWORD)
    finally:
        app.extensions["settings"] = present

    assert required == [True, True, False, False]
    assert not operations.is_required_of(cast.denis)
    assert queries.find_second_factor(animator.user_id) is not None


def test_the_operator_lets_the_last_administrator_in(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    person, _, _ = protected(cast)
    monkeypatch.setattr("comite.cli.maintenance.create_app", lambda: app)

    assert main(["lift-second-factor", person.email]) == 0
    assert operations.sign_in(person.email, PASSWORD, HERE)
    assert main(["lift-second-factor", person.email]) == 0
    assert main(["lift-second-factor", "personne@exemple.test"]) == 1
    said = capsys.readouterr()
    assert "Levée" in said.out
    assert "rien n’a changé" in said.out
    assert "Aucun compte" in said.err
