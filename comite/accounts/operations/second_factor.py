"""Proving a second time who one is: the code of a telephone at sign-in, or one of those kept on paper."""

from sqlalchemy import CursorResult, delete, update

from comite.accounts import codes, permissions, queries
from comite.accounts.errors import (
    HalfSignInExpiredError,
    SecondFactorRequiredError,
    WrongCodeError,
)
from comite.accounts.models import RecoveryCode, SecondFactor, User
from comite.accounts.operations.moderation import log_moderation
from comite.accounts.operations.own_account import _own_account
from comite.accounts.operations.sessions import (
    Visit,
    account_digest,
    end_other_sessions,
    end_sessions_of,
    note_failure,
    open_session,
    password_mark,
    place_digest,
    prove_again,
    slow_guessers_down,
)
from comite.accounts.readers import Reader
from comite.foundation import audit, clock, seals, settings
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.mail import write_mail


def is_required_of(reader: Reader) -> bool:
    """Whether the rules of a site in production ask a second factor of this person."""
    return settings.current().is_production and permissions.should_prove_twice(reader)


def sign_in_with_code(half: str, code: str, visit: Visit) -> str:
    """End a sign-in that the password began, and give the key of the session.

    Raises `HalfSignInExpiredError`, `WrongCodeError`, `SlowDownError`.
    """
    user = _half_signed_in(half)
    account, place = account_digest(user.email), place_digest(visit)
    slow_guessers_down(account, place)
    try:
        return _enter(user.id, code, visit)
    except WrongCodeError:
        note_failure(account, place)
        raise


def _half_signed_in(half: str) -> User:
    """Whose password was right a moment ago, if it still is theirs."""
    parts = seals.opened("half-sign-in", half, 3)
    if parts is None or int(parts[1]) < clock.now().timestamp():
        raise HalfSignInExpiredError
    user = db.session.get(User, int(parts[0]))
    if user is None or user.is_suspended or user.is_erased or password_mark(user) != parts[2]:
        raise HalfSignInExpiredError
    return user


@operation
def _enter(user_id: int, code: str, visit: Visit) -> str:
    """Use the code up and open the session, or nothing."""
    _use_code(user_id, code)
    return open_session(user_id, visit)


def _use_code(user_id: int, code: str) -> None:
    """Use a code by one conditional UPDATE: of two uses at once, one wins. Raises `WrongCodeError`."""
    factor = queries.find_second_factor(user_id)
    if factor is None:
        raise WrongCodeError
    step = codes.step_of(factor.secret, code, clock.now())
    if step is not None:
        newer = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        used = db.session.execute(newer.values(last_step=step))
    else:
        unused = update(RecoveryCode).where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.digest == codes.digest_of(code),
            RecoveryCode.used_at.is_(None),
        )
        used = db.session.execute(unused.values(used_at=clock.now()))
    if not isinstance(used, CursorResult) or used.rowcount != 1:
        raise WrongCodeError


def prepare_second_factor(actor: Reader, password: str) -> None:
    """Draw a new secret, which protects nothing until a code proves that a telephone holds it.

    Whoever has one already changes telephones this way: the former serves until then.
    """
    prove_again(actor, password)
    _prepare(actor)


@operation
def _prepare(actor: Reader) -> None:
    """The secret itself."""
    user = _own_account(actor)
    factor = db.session.get(SecondFactor, user.id)
    if factor is None:
        factor = SecondFactor(user_id=user.id)
        db.session.add(factor)
    factor.pending_secret = codes.new_secret()


@operation
def confirm_second_factor(actor: Reader, code: str) -> list[str]:
    """Believe the new secret from now on; gives ten codes to keep on paper. Other sessions end.

    Raises `WrongCodeError`, or `NotFoundError` when nothing was prepared.
    """
    user = _own_account(actor)
    factor = db.session.get(SecondFactor, user.id)
    if factor is None or not factor.pending_secret:
        raise NotFoundError
    step = codes.step_of(factor.pending_secret, code, clock.now())
    if step is None:
        raise WrongCodeError
    factor.secret, factor.pending_secret = factor.pending_secret, ""
    factor.confirmed_at, factor.last_step = clock.now(), step
    end_other_sessions(actor)
    _tell(user, "added")
    return _draw_paper_codes(user.id)


def draw_recovery_codes(actor: Reader, password: str) -> list[str]:
    """Ten new codes for the paper; the former ones open nothing any more."""
    prove_again(actor, password)
    return _draw_again(actor)


@operation
def _draw_again(actor: Reader) -> list[str]:
    """The codes themselves, for who has a second factor."""
    user = _own_account(actor)
    if queries.find_second_factor(user.id) is None:
        raise NotFoundError
    return _draw_paper_codes(user.id)


def _draw_paper_codes(user_id: int) -> list[str]:
    """Replace the codes of a person."""
    drawn = codes.new_paper_codes()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.add_all(RecoveryCode(user_id=user_id, digest=codes.digest_of(each)) for each in drawn)
    return drawn


def stop_second_factor(actor: Reader, password: str) -> None:
    """Sign in with the password alone again. Raises `SecondFactorRequiredError` for those who may not."""
    if is_required_of(actor):
        raise SecondFactorRequiredError
    prove_again(actor, password)
    _stop(actor)


@operation
def _stop(actor: Reader) -> None:
    """The end itself."""
    user = _own_account(actor)
    if _forget(user.id):
        _tell(user, "stopped")


@operation
def lift_second_factor(actor: Reader, user: User) -> None:
    """Let somebody who lost telephone and paper in again with their password; their sessions end."""
    require(permissions.may_lift_second_factor(actor, user))
    if _forget(user.id):
        log_moderation(actor, "lift_second_factor", "user", user.id, "")
        _lifted(user)


@operation
def lift_second_factor_by_operator(address: str) -> bool:
    """The same from the command line, for the last administrator; whether there was one to lift.

    Raises `NotFoundError` when no account has this address.
    """
    user = queries.find_user_by_email(address)
    if user is None:
        raise NotFoundError(f"Aucun compte n’a l’adresse « {address} ».")
    if not _forget(user.id):
        return False
    audit.record(None, "account.lift_second_factor", scope="site", kind="user", subject_id=user.id)
    _lifted(user)
    return True


def _lifted(user: User) -> None:
    """What follows when somebody else took a second factor away."""
    end_sessions_of(user.id)
    _tell(user, "lifted")


def _forget(user_id: int) -> bool:
    """Drop the secret and the codes of a person; whether they protected the account."""
    was_confirmed = queries.find_second_factor(user_id) is not None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    return was_confirmed


_SUBJECTS = {
    "added": "La validation en deux étapes protège votre compte",
    "stopped": "La validation en deux étapes est arrêtée",
    "lifted": "L’administration a levé la validation en deux étapes",
}


def _tell(user: User, what: str) -> None:
    """No change of this kind happens without its owner knowing."""
    write_mail(
        user.email, user.name, "second_factor", _SUBJECTS[what], path="/mon-compte/deux-etapes", what=what
    )
