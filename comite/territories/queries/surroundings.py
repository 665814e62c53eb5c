"""The larger territories in which an authority stands."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from comite.foundation.database import db
from comite.territories.models import AuthorityKind, LocalAuthority


@dataclass(frozen=True)
class Surroundings:
    """The larger territories in which an authority stands."""

    departement: LocalAuthority | None = None
    epci: LocalAuthority | None = None


def get_surroundings(authority: LocalAuthority) -> Surroundings:
    """The département and the EPCI of an authority, where the list has them."""
    conditions = []
    if authority.departement_code and authority.kind is not AuthorityKind.DEPARTEMENT:
        conditions.append(
            and_(
                LocalAuthority.kind == AuthorityKind.DEPARTEMENT,
                LocalAuthority.departement_code == authority.departement_code,
            )
        )
    if authority.epci_siren:
        conditions.append(LocalAuthority.siren == authority.epci_siren)
    if not conditions:
        return Surroundings()
    found = db.session.scalars(select(LocalAuthority).where(or_(*conditions))).all()
    return Surroundings(
        departement=next((each for each in found if each.kind is AuthorityKind.DEPARTEMENT), None),
        epci=next((each for each in found if each.siren == authority.epci_siren), None),
    )
