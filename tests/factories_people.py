"""People, invitations, authorities and committees for the tests."""

from datetime import date, datetime

from comite.accounts import operations, passwords, queries
from comite.accounts.models import Membership, Role, TokenPurpose, User
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.territories.models import (
    AuthorityKind,
    Committee,
    LocalAuthority,
    Participation,
    Standing,
    searchable,
)
from tests.cast import Cast

PASSWORD = "une phrase assez longue"


def make_person(
    cast: Cast,
    *,
    name: str = "Hélène Vasseur",
    password: str = PASSWORD,
    authority: int | None = None,
    role: Role = Role.AGENT,
    is_administrator: bool = False,
) -> Reader:
    """Somebody with an account and a password; for Valmer unless told otherwise."""
    handle = queries.free_handle(name)
    with write() as session:
        user = User(
            handle=handle,
            email=f"{handle}@exemple.test",
            name=name,
            password_hash=passwords.hash_password(password),
            is_administrator=is_administrator,
        )
        session.add(user)
        session.flush()
        session.add(Membership(user_id=user.id, authority_id=authority or cast.valmer, role=role))
        session.flush()
        user_id = user.id
    return queries.reader_of(user_id)


def make_authority(
    name: str,
    *,
    kind: AuthorityKind = AuthorityKind.COMMUNE,
    insee_code: str | None = None,
    population: int = 900,
) -> LocalAuthority:
    """A local authority that sits nowhere yet."""
    with write() as session:
        authority = LocalAuthority(
            slug=f"{searchable(name).replace(' ', '-')}-{insee_code or 'x'}",
            kind=kind,
            name=name,
            folded_name=searchable(name),
            insee_code=insee_code,
            population=population,
            departement_code="99",
            postal_codes=[],
        )
        session.add(authority)
        session.flush()
    return authority


def make_seat(
    committee_id: int,
    authority: LocalAuthority,
    *,
    standing: Standing = Standing.MEMBER,
    joined_on: date = date(2025, 2, 3),
    left_on: date | None = None,
) -> Participation:
    """A place in a committee."""
    with write() as session:
        seat = Participation(
            committee_id=committee_id,
            authority_id=authority.id,
            standing=standing,
            joined_on=joined_on,
            left_on=left_on,
        )
        session.add(seat)
        session.flush()
    return seat


def the_authority(key: int) -> LocalAuthority:
    """An authority of the cast."""
    found = db.session.get(LocalAuthority, key)
    assert found is not None
    return found


def the_committee(key: int) -> Committee:
    """A committee of the cast."""
    found = db.session.get(Committee, key)
    assert found is not None
    return found


def the_user(key: int | None) -> User:
    """An account."""
    found = db.session.get(User, key)
    assert found is not None
    return found


def mailed_paths() -> list[str]:
    """The single-use links of the mails that wait, in order."""
    waiting = db.session.scalars(db.select(Job).where(Job.done_at.is_(None)).order_by(Job.id))
    contexts = [job.arguments.get("context", {}) for job in waiting]
    return [context["path"] for context in contexts if "path" in context]


def last_key() -> str:
    """The key of the last single-use link that was mailed."""
    return mailed_paths()[-1].rsplit("/", 1)[-1]


def invite_key(cast: Cast, address: str = "nouvelle@exemple.test", role: Role = Role.AGENT) -> str:
    """Amina invites somebody for Valmer; gives the key of the link."""
    operations.invite(cast.amina, address, the_authority(cast.valmer), role, name="Nour Elbaz")
    return last_key()


def is_alive(key: str, purpose: TokenPurpose) -> bool:
    """Whether a single-use link can still be used."""
    return queries.find_live_token(key, purpose) is not None


def be_seen(person: Reader, at: datetime | None = None) -> None:
    """Make somebody's last visit recent, or of an instant: who stays away is written to less."""
    with write() as session:
        session.get_one(User, person.user_id).last_seen_at = at or clock.now()
