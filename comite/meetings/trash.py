"""What can be taken back in meetings: points and their documents, questions, colleges, seats and mandates.

Whoever runs a committee finds what was thrown away there; administrators, what they threw away themselves.
What belongs to a meeting that is over is not given back: it is settled.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy.orm import aliased

from comite.accounts.audiences import readable_by
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.accounts.trash import TrashKind, select_thrown
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings import permissions
from comite.meetings.addresses import meeting_address
from comite.meetings.ballot_addresses import ballot_address
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.meetings import AgendaDocument, AgendaItem, ItemStatus, Meeting, MeetingStatus
from comite.meetings.models.seats import College, Mandate, Seat
from comite.meetings.operations import agenda, ballots, seats
from comite.territories.models import Committee, LocalAuthority

ITEM, DOCUMENT, QUESTION = "point", "document-de-point", "question"
COLLEGE, SEAT, MANDATE = "college", "siege", "mandat"
SETTLED = (MeetingStatus.CLOSED, MeetingStatus.MINUTED, MeetingStatus.CANCELLED)


def _run_by(reader: Reader, table: type[Any], committee_id: Any) -> ColumnElement[bool]:
    """The committees that a reader runs; for an administrator, also what they threw away in others."""
    led: ColumnElement[bool] = committee_id.in_(sorted(reader.led_committee_ids))
    return or_(led, table.trashed_by_id == reader.user_id) if reader.is_administrator else led


def _of_items(reader: Reader, table: type[Any]) -> ColumnElement[bool]:
    """The points of living agendas that a reader may remove, theirs while they are proposals."""
    theirs = and_(
        AgendaItem.status == ItemStatus.PROPOSED,
        AgendaItem.proposed_by_id == reader.user_id,
        AgendaItem.committee_id.in_(sorted(reader.member_committee_ids)),
    )
    allowed = or_(_run_by(reader, table, AgendaItem.committee_id), theirs)
    return and_(allowed, Meeting.status.not_in(SETTLED), readable_by(reader, Meeting))


def thrown_items(reader: Reader) -> Select[Any]:
    """The points taken off agendas, and the proposals taken back."""
    found = select_thrown(ITEM, "Point d’ordre du jour", AgendaItem, AgendaItem.title, Meeting.title)
    return found.join(Meeting, Meeting.id == AgendaItem.meeting_id).where(_of_items(reader, AgendaItem))


def restore_item(reader: Reader, item_id: int) -> str:
    """Put a point back on its agenda."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or not permissions.may_remove_item(reader, item):
        raise NotFoundError
    agenda.restore_item(reader, item)
    return _address_of(item)


def _address_of(item: AgendaItem) -> str:
    """Where a point stands in its meeting."""
    return f"{meeting_address(db.session.get_one(Meeting, item.meeting_id))}#point-{item.id}"


def thrown_documents(reader: Reader) -> Select[Any]:
    """The documents taken off points."""
    found = select_thrown(
        DOCUMENT, "Document de séance", AgendaDocument, AgendaDocument.file_name, AgendaItem.title
    )
    return (
        found.join(AgendaItem, AgendaItem.id == AgendaDocument.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.trashed_at.is_(None), _of_items(reader, AgendaDocument))
    )


def restore_document(reader: Reader, document_id: int) -> str:
    """Join a document to its point again."""
    document = db.session.get(AgendaDocument, document_id)
    item = db.session.get(AgendaItem, document.item_id) if document else None
    if document is None or item is None or not permissions.may_edit_item(reader, item):
        raise NotFoundError
    agenda.restore_document(reader, item, document)
    return _address_of(item)


def thrown_questions(reader: Reader) -> Select[Any]:
    """The questions that were never put to the vote."""
    found = select_thrown(QUESTION, "Question à mettre au vote", Ballot, Ballot.question, Committee.name)
    return found.join(Committee, Committee.id == Ballot.committee_id).where(
        _run_by(reader, Ballot, Ballot.committee_id)
    )


def restore_question(reader: Reader, ballot_id: int) -> str:
    """Bring a question back."""
    ballot = db.session.get(Ballot, ballot_id)
    if ballot is None or not permissions.may_manage_ballot(reader, ballot):
        raise NotFoundError
    ballots.restore_ballot(reader, ballot)
    return ballot_address(ballot)


def thrown_colleges(reader: Reader) -> Select[Any]:
    """The colleges of committees."""
    found = select_thrown(COLLEGE, "Collège", College, College.name, Committee.name)
    return found.join(Committee, Committee.id == College.committee_id).where(
        _run_by(reader, College, College.committee_id)
    )


def restore_college(reader: Reader, college_id: int) -> str:
    """Bring a college back."""
    college = db.session.get(College, college_id)
    committee = _run(reader, college.committee_id if college else None)
    if college is None:
        raise NotFoundError
    seats.restore_college(reader, committee, college)
    return f"/comites/{committee.slug}/colleges"


def _run(reader: Reader, committee_id: int | None) -> Committee:
    """A committee that the reader runs; raises `NotFoundError`."""
    committee = db.session.get(Committee, committee_id) if committee_id is not None else None
    if committee is None or not permissions.may_run(reader, committee):
        raise NotFoundError
    return committee


def thrown_seats(reader: Reader) -> Select[Any]:
    """The seats that were ended."""
    found = select_thrown(SEAT, "Siège", Seat, _name_of_seat(), Committee.name)
    return (
        found.join(LocalAuthority, LocalAuthority.id == Seat.authority_id)
        .join(Committee, Committee.id == Seat.committee_id)
        .where(_run_by(reader, Seat, Seat.committee_id))
    )


def _name_of_seat() -> ColumnElement[str]:
    """The authority of a seat, and the name of the seat when it has one."""
    return func.trim(LocalAuthority.name + " " + Seat.name)


def restore_seat(reader: Reader, seat_id: int) -> str:
    """Have a seat count again."""
    seat = db.session.get(Seat, seat_id)
    committee = _run(reader, seat.committee_id if seat else None)
    if seat is None:
        raise NotFoundError
    seats.restore_seat(reader, seat)
    return f"/comites/{committee.slug}/sieges/{seat.id}"


def thrown_mandates(reader: Reader) -> Select[Any]:
    """The mandates that were ended on living seats."""
    sitting = aliased(User)
    place = Committee.name + ", siège de " + _name_of_seat()
    return (
        select_thrown(MANDATE, "Mandat", Mandate, sitting.name, place)
        .join(Seat, Seat.id == Mandate.seat_id)
        .join(sitting, sitting.id == Mandate.user_id)
        .join(LocalAuthority, LocalAuthority.id == Seat.authority_id)
        .join(Committee, Committee.id == Seat.committee_id)
        .where(Seat.ends_on.is_(None), _run_by(reader, Mandate, Seat.committee_id))
    )


def restore_mandate(reader: Reader, mandate_id: int) -> str:
    """Give a person their mandate back."""
    mandate = db.session.get(Mandate, mandate_id)
    seat = db.session.get(Seat, mandate.seat_id) if mandate else None
    committee = _run(reader, seat.committee_id if seat else None)
    if mandate is None or seat is None:
        raise NotFoundError
    seats.restore_mandate(reader, seat, mandate)
    return f"/comites/{committee.slug}/sieges/{seat.id}"


TRASH = (
    TrashKind(ITEM, AgendaItem, thrown_items, restore_item),
    TrashKind(DOCUMENT, AgendaDocument, thrown_documents, restore_document),
    TrashKind(QUESTION, Ballot, thrown_questions, restore_question),
    TrashKind(COLLEGE, College, thrown_colleges, restore_college),
    TrashKind(SEAT, Seat, thrown_seats, restore_seat),
    TrashKind(MANDATE, Mandate, thrown_mandates, restore_mandate),
)
