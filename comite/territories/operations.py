"""Changes of authorities and committees: each function is one whole change."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from stdnum.fr import siren as siren_number

from comite.foundation import audit, clock
from comite.foundation.database import db, operation, write
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.slugs import free_slug
from comite.foundation.subjects import changed
from comite.foundation.text import slugify
from comite.territories import lists, permissions, queries
from comite.territories.errors import (
    AlreadySeatedError,
    AuthorityExistsError,
    BadSirenError,
    CommitteeClosedError,
    ImpossibleDatesError,
    LeadSitsError,
)
from comite.territories.models import (
    AuthorityKind,
    Committee,
    CommitteeContent,
    LocalAuthority,
    NewAuthority,
    Participation,
    SeatContent,
    Standing,
    searchable,
)
from comite.territories.permissions import Steward

BATCH = 2_000
# The addresses of pages, which no committee may take.
# What a new edition of a list may correct; the address of an authority never changes.
CORRECTED = (
    "name",
    "folded_name",
    "siren",
    "population",
    "departement_code",
    "region_code",
    "epci_siren",
    "postal_codes",
)
Progress = Callable[[int, int], None]


def _silently(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


# Official lists


def import_reference(progress: Progress = _silently, file: Path | None = None) -> int:
    """Write the shipped reference, or the list of a CSV file; gives how many rows were added or corrected.

    Done in batches, so that nobody waits; done again, it only writes what changed. Only the command line and
    the demonstration call it, hence no permission. Raises `UnreadableListError`.
    """
    rows = list(lists.rows_of_file(file) if file else lists.reference_rows())
    known = _known_rows()
    written = 0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with write():
            written += _add_missing(batch, known) + _correct(batch, known)
        progress(min(start + BATCH, len(rows)), len(rows))
    return written


def _known_rows() -> dict[tuple[Any, ...], Any]:
    """The rows that are there, by what identifies them."""
    columns = [getattr(LocalAuthority, name) for name in ("id", "kind", "insee_code", *CORRECTED)]
    return {_identity(row._asdict()): row for row in db.session.execute(select(*columns))}


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A commune by its INSEE code, a département or région by its own, the others by their SIREN."""
    if row.get("insee_code"):
        return ("insee", row["insee_code"])
    if row["kind"] is AuthorityKind.DEPARTEMENT and row.get("departement_code"):
        return ("departement", row["departement_code"])
    if row["kind"] is AuthorityKind.REGION and row.get("region_code"):
        return ("region", row["region_code"])
    return ("siren", row.get("siren"))


def _add_missing(rows: Sequence[dict[str, Any]], known: dict[tuple[Any, ...], Any]) -> int:
    """Add the authorities that are not there; one listed twice is added once."""
    new = {_identity(row): row for row in rows if _identity(row) not in known}
    if new:
        added = [{"postal_codes": [], **row, "created_at": clock.now()} for row in new.values()]
        db.session.execute(insert(LocalAuthority), added)
    return len(new)


def _correct(rows: Sequence[dict[str, Any]], known: dict[tuple[Any, ...], Any]) -> int:
    """Correct the facts that changed since the last edition."""
    facts = [name for name in CORRECTED if name in rows[0]]
    different = []
    for row in rows:
        former = known.get(_identity(row))
        if former is not None and any(row[name] != getattr(former, name) for name in facts):
            different.append({"id": former.id, **{name: row[name] for name in facts}})
    if different:
        db.session.execute(update(LocalAuthority), different)
    return len(different)


# Authorities by hand


@operation
def create_authority(actor: Steward, content: NewAuthority) -> LocalAuthority:
    """Add an authority that the official lists leave out; raises `BadSirenError`, `AuthorityExistsError`."""
    require(permissions.may_create_authority(actor))
    siren = siren_number.compact(content.siren)
    if not siren_number.is_valid(siren):
        raise BadSirenError
    if queries.find_authority_by_siren(siren) is not None:
        raise AuthorityExistsError
    authority = LocalAuthority(
        slug=f"{slugify(content.name)}-{siren}",
        kind=content.kind,
        name=content.name,
        folded_name=searchable(content.name),
        siren=siren,
        population=content.population,
        departement_code=content.departement_code,
        postal_codes=[],
        presentation=content.presentation,
    )
    db.session.add(authority)
    db.session.flush()
    return authority


# Committees


@operation
def create_committee(actor: Steward, lead: LocalAuthority, content: CommitteeContent) -> Committee:
    """Found a committee; its lead authority is its first member."""
    require(permissions.may_create_committee(actor))
    _refuse_impossible_dates(content.founded_on, content.closed_on)
    committee = Committee(slug=free_slug(Committee.slug, content.name), lead_authority_id=lead.id)
    _fill(committee, content)
    db.session.add(committee)
    db.session.flush()
    joined_on = content.founded_on or clock.today()
    db.session.add(Participation(committee_id=committee.id, authority_id=lead.id, joined_on=joined_on))
    db.session.flush()
    changed(kind="committee", subject_id=committee.id)
    changed(kind="authority", subject_id=lead.id)
    _record(actor, "committee.found", committee.id, lead.id)
    return committee


@operation
def edit_committee(actor: Steward, committee: Committee, content: CommitteeContent, version: int) -> None:
    """Change what is said of a committee; closing and reopening it is for administrators."""
    require(permissions.may_edit_committee(actor, committee))
    if committee.version != version:
        raise StaleVersionError
    _refuse_impossible_dates(content.founded_on, content.closed_on)
    if content.closed_on != committee.closed_on:
        require(permissions.may_close_committee(actor))
    _fill(committee, content)
    committee.version += 1
    changed(kind="committee", subject_id=committee.id)
    _record(actor, "committee.edit", committee.id, committee.lead_authority_id)


@operation
def change_lead(actor: Steward, committee: Committee, authority: LocalAuthority) -> None:
    """Give a committee another lead authority, which sits as a member from then on."""
    require(permissions.may_create_committee(actor))
    seat = _seat_of(committee.id, authority.id)
    if seat is None:
        seat = Participation(committee_id=committee.id, authority_id=authority.id, joined_on=clock.today())
        db.session.add(seat)
    seat.standing, seat.left_on = Standing.MEMBER, None
    seat.joined_on = min(seat.joined_on, clock.today())
    committee.lead_authority_id = authority.id
    committee.version += 1
    changed(kind="committee", subject_id=committee.id)
    changed(kind="authority", subject_id=authority.id)
    _record(actor, "committee.lead", committee.id, authority.id)


@operation
def seat_authority(
    actor: Steward, committee: Committee, authority: LocalAuthority, content: SeatContent
) -> Participation:
    """Give an authority a place in a committee; one that had left comes back."""
    require(permissions.may_seat(actor, committee))
    if committee.is_closed:
        raise CommitteeClosedError
    _refuse_impossible_dates(content.joined_on, content.left_on)
    seat = _seat_of(committee.id, authority.id)
    if seat is not None and (seat.left_on is None or seat.left_on > clock.today()):
        raise AlreadySeatedError
    seat = seat or Participation(committee_id=committee.id, authority_id=authority.id)
    _place(seat, content)
    db.session.add(seat)
    db.session.flush()
    changed(kind="authority", subject_id=authority.id)
    _record_seat(actor, "seat.begin", seat)
    return seat


@operation
def edit_seat(actor: Steward, committee: Committee, seat: Participation, content: SeatContent) -> None:
    """Change the quality or the dates of a place."""
    require(permissions.may_seat(actor, committee) and seat.committee_id == committee.id)
    _refuse_impossible_dates(content.joined_on, content.left_on)
    is_lead = seat.authority_id == committee.lead_authority_id
    if is_lead and (
        content.standing is not Standing.MEMBER or content.left_on or content.joined_on > clock.today()
    ):
        raise LeadSitsError
    _place(seat, content)
    _record_seat(actor, "seat.edit", seat)


@operation
def end_seat(actor: Steward, committee: Committee, seat: Participation) -> None:
    """An authority leaves the committee today; what it shared stays."""
    require(permissions.may_seat(actor, committee) and seat.committee_id == committee.id)
    if seat.authority_id == committee.lead_authority_id:
        raise LeadSitsError
    seat.left_on = clock.today()
    seat.joined_on = min(seat.joined_on, seat.left_on)
    _record_seat(actor, "seat.end", seat)


def _record(actor: Steward, action: str, committee_id: int, authority_id: int, **facts: str | None) -> None:
    """Write a change of a committee down in the audit log."""
    audit.record(
        actor,
        action,
        scope=f"committee:{committee_id}",
        kind="committee",
        subject_id=committee_id,
        authority=authority_id,
        **facts,
    )


def _record_seat(actor: Steward, action: str, seat: Participation) -> None:
    """Write down who sits, in what quality, from when until when."""
    left_on = None if seat.left_on is None else seat.left_on.isoformat()
    facts = {"standing": seat.standing.value, "joined_on": seat.joined_on.isoformat(), "left_on": left_on}
    _record(actor, action, seat.committee_id, seat.authority_id, **facts)


def _fill(committee: Committee, content: CommitteeContent) -> None:
    """Give a committee its words and dates."""
    committee.name = content.name
    committee.territory = content.territory
    committee.purpose = content.purpose
    committee.level = content.level
    committee.founded_on = content.founded_on
    committee.closed_on = content.closed_on


def _place(seat: Participation, content: SeatContent) -> None:
    """Give a place its quality and dates."""
    seat.standing, seat.joined_on, seat.left_on = content.standing, content.joined_on, content.left_on


def _seat_of(committee_id: int, authority_id: int) -> Participation | None:
    """The place of an authority in a committee."""
    return db.session.scalar(
        select(Participation).where(
            Participation.committee_id == committee_id, Participation.authority_id == authority_id
        )
    )


def _refuse_impossible_dates(start: Any, end: Any) -> None:
    """Raise when an end comes before its beginning."""
    if start is not None and end is not None and end < start:
        raise ImpossibleDatesError
