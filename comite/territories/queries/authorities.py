"""Finding and listing authorities."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select

from comite.foundation import paging
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page
from comite.territories.models import AuthorityKind, LocalAuthority, Participation, searchable

SUGGESTIONS = 10
WORDS_MAX = 6
_CODE = re.compile(r"^(?:\d{2,9}|2[abAB]\d{0,3})$")


def get_authority(slug: str) -> LocalAuthority:
    """An authority by its address; raises `NotFoundError`."""
    found = db.session.scalar(select(LocalAuthority).where(LocalAuthority.slug == slug))
    if found is None:
        raise NotFoundError
    return found


def find_authority(authority_id: int) -> LocalAuthority | None:
    """An authority by its id."""
    return db.session.get(LocalAuthority, authority_id)


def find_authority_by_siren(siren: str) -> LocalAuthority | None:
    """An authority by its SIREN."""
    return db.session.scalar(select(LocalAuthority).where(LocalAuthority.siren == siren))


def find_authorities(words: str, limit: int = SUGGESTIONS) -> Sequence[LocalAuthority]:
    """The authorities of a name or code, whatever the accents: exact first, then by size."""
    condition = _answers(words)
    if condition is None:
        return []
    wanted = searchable(words)
    closeness = case(
        (LocalAuthority.folded_name == wanted, 0),
        (LocalAuthority.folded_name.like(f"{wanted}%"), 1),
        else_=2,
    )
    return db.session.scalars(
        select(LocalAuthority)
        .where(condition)
        .order_by(
            closeness,
            func.coalesce(LocalAuthority.population, 0).desc(),
            case((LocalAuthority.kind == AuthorityKind.COMMUNE, 0), else_=1),
            LocalAuthority.id,
        )
        .limit(limit)
    ).all()


def find_engaged_authorities(words: str, limit: int) -> Sequence[LocalAuthority]:
    """Those of the committees whose name begins like this, for mentions."""
    condition = _answers(words)
    if condition is None:
        return []
    return db.session.scalars(
        select(LocalAuthority)
        .where(condition, is_engaged())
        .order_by(LocalAuthority.folded_name, LocalAuthority.id)
        .limit(limit)
    ).all()


def find_authority_named(written: str) -> LocalAuthority | None:
    """The one authority that a code or an exact name designates; None when there is none or several."""
    code = written.replace(" ", "").upper()
    if _CODE.match(code):
        by_code = or_(LocalAuthority.insee_code == code, LocalAuthority.siren == code)
        found = db.session.scalars(select(LocalAuthority).where(by_code).limit(2)).all()
    else:
        by_name = LocalAuthority.folded_name == searchable(written)
        found = db.session.scalars(select(LocalAuthority).where(by_name).limit(2)).all()
    return found[0] if len(found) == 1 else None


def find_seated_authority_named(committee_id: int, written: str) -> LocalAuthority | None:
    """The authority of a committee that a code, or the whole or the beginning of a name, designates."""
    code, name = written.replace(" ", "").upper(), searchable(written)
    seated = select(LocalAuthority).join(Participation).where(Participation.committee_id == committee_id)
    exact = or_(
        LocalAuthority.insee_code == code, LocalAuthority.siren == code, LocalAuthority.folded_name == name
    )
    for condition in (exact, LocalAuthority.folded_name.like(f"{name}%")):
        found = db.session.scalars(seated.where(condition).limit(2)).all()
        if len(found) == 1 and name:
            return found[0]
    return None


def list_authorities(
    words: str, kind: AuthorityKind | None, departement: str, engaged_only: bool, cursor: str | None
) -> Page[LocalAuthority]:
    """A page of the authorities, by name."""
    conditions = [condition for condition in (_answers(words),) if condition is not None]
    if kind is not None:
        conditions.append(LocalAuthority.kind == kind)
    if departement:
        conditions.append(LocalAuthority.departement_code == departement.upper())
    if engaged_only:
        conditions.append(is_engaged())
    count = db.session.scalar(select(func.count()).select_from(LocalAuthority).where(*conditions))
    order = [Order(LocalAuthority.folded_name), Order(LocalAuthority.id)]
    return paging.paged(select(LocalAuthority).where(*conditions), order, cursor, count=count or 0)


def _answers(words: str) -> ColumnElement[bool] | None:
    """The rows that answer words or a code; None when nothing usable was typed."""
    code = words.replace(" ", "").upper()
    if _CODE.match(code):
        in_postal_codes = cast(LocalAuthority.postal_codes, String).like(f'%"{code}"%')
        return or_(
            LocalAuthority.insee_code.like(f"{code}%"),
            LocalAuthority.siren == code,
            and_(LocalAuthority.departement_code == code, LocalAuthority.kind == AuthorityKind.DEPARTEMENT),
            in_postal_codes,
        )
    parts = searchable(words).split()[:WORDS_MAX]
    if not parts:
        return None
    # A scan of 36,000 short names costs a few milliseconds; an index would only help the first word.
    spaced = " " + LocalAuthority.folded_name
    return and_(*(spaced.like(f"% {part}%") for part in parts))


def is_engaged() -> ColumnElement[bool]:
    """Those that sit, or have sat, in a committee."""
    return exists().where(Participation.authority_id == LocalAuthority.id)


def ids_of_engaged_authorities() -> Sequence[int]:
    """The authorities that sit, or have sat, in a committee."""
    return db.session.scalars(select(LocalAuthority.id).where(is_engaged()).order_by(LocalAuthority.id)).all()


def list_authorities_of(ids: Sequence[int], *, engaged_only: bool) -> Sequence[LocalAuthority]:
    """The authorities of some ids, without the missing ones."""
    statement = select(LocalAuthority).where(LocalAuthority.id.in_(ids))
    if engaged_only:
        statement = statement.where(is_engaged())
    return db.session.scalars(statement.order_by(LocalAuthority.id)).all()


def names_of_authorities(ids: Sequence[int]) -> dict[int, str]:
    """The names of some authorities, by id."""
    rows = db.session.execute(
        select(LocalAuthority.id, LocalAuthority.name).where(LocalAuthority.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def list_departements() -> Sequence[LocalAuthority]:
    """Every département, by its code."""
    return db.session.scalars(
        select(LocalAuthority)
        .where(LocalAuthority.kind == AuthorityKind.DEPARTEMENT)
        .order_by(LocalAuthority.departement_code)
    ).all()


def count_authorities() -> int:
    """How many authorities are known."""
    return db.session.scalar(select(func.count()).select_from(LocalAuthority)) or 0
