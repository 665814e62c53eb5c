"""People whose account a telephone protects."""

from datetime import timedelta

import pyotp

from comite.accounts import operations, queries
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.foundation import clock
from tests.cast import Cast
from tests.factories_people import PASSWORD, make_person


def code_of(secret: str, seconds: int = 0) -> str:
    """What a telephone shows now, or so many seconds later."""
    return pyotp.TOTP(secret).at((clock.now() + timedelta(seconds=seconds)).timestamp())


def protected(
    cast: Cast, *, name: str = "Hélène Vasseur", role: Role = Role.AGENT, is_administrator: bool = False
) -> tuple[Reader, str, list[str]]:
    """Somebody with a second factor: who, their secret, their codes on paper."""
    person = make_person(cast, name=name, role=role, is_administrator=is_administrator)
    operations.prepare_second_factor(person, PASSWORD)
    secret = queries.find_pending_secret(person.user_id or 0)
    papers = operations.confirm_second_factor(person, code_of(secret))
    return person, secret, papers
