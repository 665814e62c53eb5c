"""The people of the tests; they never change.

Amina edits for Valmer, Bruno writes for Valmer, Chloé edits for Ostrelle and is an outsider to Valmer, Denis
administers, Élise animates Valmer's committee for its lead authority, Farid writes for an observer of that
committee, Gaël writes for Valmer and is suspended. The visitor has no account.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from comite.accounts import queries
from comite.accounts.models import Membership, Role, User
from comite.accounts.readers import VISITOR, Reader
from comite.foundation.database import db, write
from comite.foundation.text import fold
from comite.territories.models import (
    AuthorityKind,
    Committee,
    CommitteeLevel,
    LocalAuthority,
    Participation,
    Standing,
)

LONG_AGO = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Everybody, as readers, and where they belong, as ids."""

    amina: Reader
    bruno: Reader
    chloe: Reader
    denis: Reader
    elise: Reader
    farid: Reader
    gael: Reader
    visitor: Reader
    valmer: int
    ostrelle: int
    lead: int
    waters: int
    committee: int
    other_committee: int

    def people(self) -> dict[str, Reader]:
        """Everybody by name."""
        names = ("amina", "bruno", "chloe", "denis", "elise", "farid", "gael", "visitor")
        return {name: getattr(self, name) for name in names}


def make_cast() -> Cast:
    """Write the cast into an empty database."""
    with write() as session:
        lead = _authority(1, "Valmer Agglomération", AuthorityKind.EPCI, "990000011", None, 61_000)
        valmer = _authority(2, "Valmer", AuthorityKind.COMMUNE, "990000029", "99001", 18_400, "990000011")
        ostrelle = _authority(3, "Ostrelle", AuthorityKind.COMMUNE, "990000037", "99002", 7_200)
        waters = _authority(4, "Syndicat des eaux du Val", AuthorityKind.SYNDICAT, "990000045", None, None)
        session.add_all([lead, valmer, ostrelle, waters])
        session.flush()
        committee = _committee(1, "comite-de-valmer", "Comité de la donnée de Valmer", 1)
        other = _committee(2, "comite-d-ostrelle", "Comité de la donnée d’Ostrelle", 3)
        session.add_all([committee, other])
        session.flush()
        session.add_all([_seat(1, 1), _seat(1, 2), _seat(1, 4, Standing.OBSERVER), _seat(2, 3)])
        for rank, (name, authority, role) in enumerate(
            (
                ("Amina Berger", 2, Role.EDITOR),
                ("Bruno Lemoine", 2, Role.AGENT),
                ("Chloé Martin", 3, Role.EDITOR),
                ("Denis Roux", None, None),
                ("Élise Garnier", 1, Role.ANIMATOR),
                ("Farid Haddad", 4, Role.AGENT),
                ("Gaël Perrin", 2, Role.AGENT),
            ),
            start=1,
        ):
            first = fold(name).split()[0]
            session.add(_user(rank, name, first))
            session.flush()
            if authority is not None and role is not None:
                session.add(Membership(user_id=rank, authority_id=authority, role=role, since=LONG_AGO))
        session.flush()
    return look_up_cast()


def look_up_cast() -> Cast:
    """The cast of a database that has it."""
    return Cast(
        amina=queries.reader_of(1),
        bruno=queries.reader_of(2),
        chloe=queries.reader_of(3),
        denis=queries.reader_of(4),
        elise=queries.reader_of(5),
        farid=queries.reader_of(6),
        gael=Reader(user_id=7, name="Gaël Perrin", handle="gael", email="gael@exemple.test"),
        visitor=VISITOR,
        valmer=2,
        ostrelle=3,
        lead=1,
        waters=4,
        committee=1,
        other_committee=2,
    )


def _authority(
    key: int,
    name: str,
    kind: AuthorityKind,
    siren: str,
    insee_code: str | None,
    population: int | None,
    epci: str | None = None,
) -> LocalAuthority:
    """One local authority of an invented country."""
    return LocalAuthority(
        id=key,
        slug=fold(name).replace(" ", "-"),
        kind=kind,
        name=name,
        folded_name=fold(name),
        siren=siren,
        insee_code=insee_code,
        population=population,
        departement_code="99",
        epci_siren=epci,
        postal_codes=[],
        is_fictitious=True,
        created_at=LONG_AGO,
    )


def _committee(key: int, slug: str, name: str, lead: int) -> Committee:
    """One committee."""
    return Committee(
        id=key,
        slug=slug,
        name=name,
        territory=name,
        level=CommitteeLevel.EPCI,
        lead_authority_id=lead,
        founded_on=date(2025, 1, 6),
        created_at=LONG_AGO,
    )


def _seat(committee: int, authority: int, standing: Standing = Standing.MEMBER) -> Participation:
    """One authority's place in a committee."""
    return Participation(
        committee_id=committee, authority_id=authority, standing=standing, joined_on=date(2025, 1, 6)
    )


def _user(key: int, name: str, first: str) -> User:
    """One account; its password is never asked, sessions are opened directly."""
    return User(
        id=key,
        handle=first,
        email=f"{first}@exemple.test",
        name=name,
        password_hash=None,
        is_administrator=first == "denis",
        suspended_at=LONG_AGO if first == "gael" else None,
        created_at=LONG_AGO,
        last_seen_at=datetime.now(UTC),
    )


def present() -> bool:
    """Whether the database holds the cast."""
    return db.session.get(User, 1) is not None
