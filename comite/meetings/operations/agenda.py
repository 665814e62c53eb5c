"""The agenda: adding and proposing points, answering proposals, putting them in order, their documents."""

from sqlalchemy import ColumnElement, exists, func, or_, select

from comite.accounts import queries as accounts
from comite.accounts import trash
from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.foundation import citations, clock, markdown, storage, subjects
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.markdown import Rendered
from comite.meetings import permissions
from comite.meetings.errors import (
    AgendaClosedError,
    AlreadyAnsweredError,
    ItemInUseError,
    NarrowerSubjectError,
    ProposalsClosedError,
    ReasonMissingError,
    TooManyDocumentsError,
    TooManyItemsError,
)
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import (
    DOCUMENTS_MAX,
    ITEMS_MAX,
    AgendaDocument,
    AgendaItem,
    ItemContent,
    ItemStatus,
    Meeting,
    NewDocument,
)
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex


def add_item(
    actor: Reader, meeting: Meeting, content: ItemContent, documents: tuple[NewDocument, ...] = ()
) -> AgendaItem:
    """Put a point on the agenda, or propose it: it depends on who asks.

    Raises `AgendaClosedError`, `ProposalsClosedError`, `TooManyItemsError`, `NarrowerSubjectError`.
    """
    return _add(actor, meeting, content, documents, markdown.render(content.source))


@operation
def _add(
    actor: Reader,
    meeting: Meeting,
    content: ItemContent,
    documents: tuple[NewDocument, ...],
    rendered: Rendered,
) -> AgendaItem:
    """All of a new point, or nothing."""
    require(permissions.may_propose(actor, meeting))
    runs = permissions.may_run_committee(actor, meeting.committee_id)
    _refuse_if_settled(meeting)
    if not runs and not meeting.takes_proposals:
        raise ProposalsClosedError
    if _count(meeting) >= ITEMS_MAX:
        raise TooManyItemsError
    _refuse_narrower(actor, meeting, content)
    item = AgendaItem(
        meeting_id=meeting.id,
        committee_id=meeting.committee_id,
        position=_last_place(meeting) + 1,
        status=ItemStatus.ACCEPTED if runs else ItemStatus.PROPOSED,
        proposed_by_id=actor.user_id,
        proposed_for_id=actor.voice_id,
        proposed_at=clock.now(),
        born_kind=content.born_kind,
        born_id=content.born_id,
    )
    _write(item, content, rendered)
    db.session.add(item)
    db.session.flush()
    _attach(actor, item, documents)
    _note(item)
    reindex.later(kind="agenda_item", subject_id=item.id)
    if not runs:
        tell(
            accounts.ids_of_animators(meeting.committee_id),
            reason=Reason.ITEM_PROPOSED,
            kind="agenda_item",
            subject_id=item.id,
            actor=actor,
            topic=("meeting", meeting.id),
        )
    return item


def _refuse_if_settled(meeting: Meeting) -> None:
    """Raise when an agenda no longer changes."""
    if meeting.is_over or meeting.is_cancelled:
        raise AgendaClosedError


def _count(meeting: Meeting) -> int:
    """How many points a meeting has, proposals included."""
    counted = select(func.count(AgendaItem.id)).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.trashed_at.is_(None)
    )
    return db.session.scalar(counted) or 0


def _last_place(meeting: Meeting) -> int:
    """The last place given in an agenda; what is in the trash keeps its own."""
    last = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    return db.session.scalar(last) or 0


def _refuse_narrower(actor: Reader, meeting: Meeting, content: ItemContent) -> None:
    """Raise when the title of a thing would be read by people who may not read the thing."""
    if content.born_kind is None or content.born_id is None:
        return
    subject = subjects.find(actor, content.born_kind, content.born_id)
    if subject is None:
        raise NotFoundError
    other_committee = subject.audience == Audience.COMMITTEE and subject.committee_id != meeting.committee_id
    if Audience(subject.audience).rank < meeting.audience.rank or other_committee:
        raise NarrowerSubjectError


def _write(item: AgendaItem, content: ItemContent, rendered: Rendered) -> None:
    """Set the words of a point."""
    item.title, item.kind, item.planned_minutes = content.title, content.kind, content.planned_minutes
    item.rapporteur_id, item.rapporteur_name = content.rapporteur_id, content.rapporteur_name
    item.source, item.html, item.plain = content.source, rendered.html, rendered.plain
    item.markup_version = markdown.VERSION


def _note(item: AgendaItem) -> None:
    """Keep what a point cites: what it was born of, and the links of its text."""
    origin = [(item.born_kind, item.born_id)] if item.born_kind and item.born_id else []
    meeting = ("meeting", item.meeting_id)
    citations.note("agenda_item", item.id, [item.html], also=origin, part_of=meeting)


def _attach(actor: Reader, item: AgendaItem, documents: tuple[NewDocument, ...]) -> None:
    """Join documents, already kept, to a point."""
    if not documents:
        return
    _refuse_too_many(item, len(documents))
    for each in documents:
        db.session.add(
            AgendaDocument(
                item_id=item.id,
                added_by_id=actor.user_id,
                added_at=clock.now(),
                **storage.named(each.kept, each.name, each.media_type),
            )
        )
    db.session.flush()


def _refuse_too_many(item: AgendaItem, more: int) -> None:
    """Raise when a point cannot carry so many documents more."""
    counted = select(func.count(AgendaDocument.id)).where(
        AgendaDocument.item_id == item.id, AgendaDocument.trashed_at.is_(None)
    )
    if (db.session.scalar(counted) or 0) + more > DOCUMENTS_MAX:
        raise TooManyDocumentsError


def edit_item(
    actor: Reader,
    item: AgendaItem,
    content: ItemContent,
    version: int,
    documents: tuple[NewDocument, ...] = (),
) -> None:
    """Change a point; raises `AgendaClosedError`, `StaleVersionError`, `TooManyDocumentsError`."""
    _edit(actor, item, content, documents, markdown.render(content.source), version)


@operation
def _edit(
    actor: Reader,
    item: AgendaItem,
    content: ItemContent,
    documents: tuple[NewDocument, ...],
    rendered: Rendered,
    version: int,
) -> None:
    """All of a change, or nothing."""
    require(permissions.may_edit_item(actor, item))
    _refuse_if_settled(meeting_of(item))
    if item.version != version:
        raise StaleVersionError
    _write(item, content, rendered)
    item.version += 1
    _attach(actor, item, documents)
    _note(item)
    reindex.later(kind="agenda_item", subject_id=item.id)


def meeting_of(item: AgendaItem) -> Meeting:
    """The meeting of a point, as it is under the write lock; raises `NotFoundError` for one thrown away."""
    if item.is_trashed:
        raise NotFoundError
    return _locked_meeting(item)


def _locked_meeting(item: AgendaItem) -> Meeting:
    """The same, wherever the point is."""
    meeting = db.session.get(Meeting, item.meeting_id, populate_existing=True, with_for_update=True)
    if meeting is None:
        raise NotFoundError
    return meeting


@operation
def accept_item(actor: Reader, item: AgendaItem) -> None:
    """Put a proposal on the agenda, and tell who made it; raises `AlreadyAnsweredError`."""
    require(permissions.may_run_committee(actor, item.committee_id))
    meeting = meeting_of(item)
    _refuse_if_settled(meeting)
    if item.is_accepted:
        raise AlreadyAnsweredError
    item.status, item.declined_reason = ItemStatus.ACCEPTED, ""
    item.position = _last_place(meeting) + 1
    item.version += 1
    _answer(actor, item, Reason.ITEM_ACCEPTED, "")


@operation
def decline_item(actor: Reader, item: AgendaItem, reason: str) -> None:
    """Answer why a proposal is not kept; raises `AlreadyAnsweredError`, `ReasonMissingError`."""
    require(permissions.may_run_committee(actor, item.committee_id))
    _refuse_if_settled(meeting_of(item))
    if not item.is_proposed:
        raise AlreadyAnsweredError
    if not reason.strip():
        raise ReasonMissingError
    item.status, item.declined_reason = ItemStatus.DECLINED, reason
    item.version += 1
    _answer(actor, item, Reason.ITEM_DECLINED, reason)


def _answer(actor: Reader, item: AgendaItem, reason: Reason, detail: str) -> None:
    """Tell who proposed a point what became of it."""
    reindex.later(kind="agenda_item", subject_id=item.id)
    if item.proposed_by_id is not None:
        tell(
            [item.proposed_by_id],
            reason=reason,
            kind="agenda_item",
            subject_id=item.id,
            actor=actor,
            detail=detail,
            topic=("meeting", item.meeting_id),
        )


@operation
def remove_item(actor: Reader, item: AgendaItem) -> None:
    """Throw a point of the agenda away, or one's proposal; raises `AgendaClosedError`, `ItemInUseError`."""
    require(permissions.may_remove_item(actor, item))
    _refuse_if_settled(meeting_of(item))
    asked = exists().where(Ballot.item_id == item.id, Ballot.trashed_at.is_(None))
    if db.session.scalar(select(or_(asked, exists().where(Decision.item_id == item.id)))):
        raise ItemInUseError
    trash.throw(actor, item)
    reindex.later(kind="agenda_item", subject_id=item.id)


@operation
def restore_item(actor: Reader, item: AgendaItem) -> None:
    """Put a point back in its place.

    Raises `AgendaClosedError`, `TooManyItemsError`, `NotThrownError`.
    """
    require(permissions.may_remove_item(actor, item))
    meeting = _locked_meeting(item)
    _refuse_if_settled(meeting)
    if _count(meeting) >= ITEMS_MAX:
        raise TooManyItemsError
    trash.take_back(item)
    reindex.later(kind="agenda_item", subject_id=item.id)


@operation
def order_items(actor: Reader, meeting: Meeting, item_ids: tuple[int, ...]) -> None:
    """Put the points in this order; those that are not named keep theirs, after the others."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_if_settled(meeting)
    ordered = select(AgendaItem).where(*_on_the_agenda(meeting))
    present = list(db.session.scalars(ordered.order_by(AgendaItem.position, AgendaItem.id)))
    ranks = {item_id: rank for rank, item_id in enumerate(item_ids)}
    present.sort(key=lambda each: ranks.get(each.id, len(ranks)))
    for position, item in enumerate(present, start=1):
        item.position = position


def _on_the_agenda(meeting: Meeting) -> tuple[ColumnElement[bool], ...]:
    """The accepted points of a meeting."""
    return (
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.status == ItemStatus.ACCEPTED,
        AgendaItem.trashed_at.is_(None),
    )


@operation
def move_item(actor: Reader, item: AgendaItem, steps: int) -> None:
    """Move a point up or down among the others."""
    require(permissions.may_run_committee(actor, item.committee_id))
    meeting = meeting_of(item)
    ordered = select(AgendaItem.id).where(*_on_the_agenda(meeting))
    ids = list(db.session.scalars(ordered.order_by(AgendaItem.position, AgendaItem.id)))
    if item.id not in ids:
        raise NotFoundError
    place = max(0, min(len(ids) - 1, ids.index(item.id) + steps))
    ids.remove(item.id)
    ids.insert(place, item.id)
    order_items(actor, meeting, tuple(ids))


@operation
def remove_document(actor: Reader, item: AgendaItem, document: AgendaDocument) -> None:
    """Throw a document of a point away; raises `AgendaClosedError`."""
    require(permissions.may_edit_item(actor, item))
    if document.item_id != item.id:
        raise NotFoundError
    _refuse_if_settled(meeting_of(item))
    trash.throw(actor, document)


@operation
def restore_document(actor: Reader, item: AgendaItem, document: AgendaDocument) -> None:
    """Join a document to its point again.

    Raises `AgendaClosedError`, `TooManyDocumentsError`, `NotThrownError`.
    """
    require(permissions.may_edit_item(actor, item))
    if document.item_id != item.id:
        raise NotFoundError
    _refuse_if_settled(meeting_of(item))
    _refuse_too_many(item, 1)
    trash.take_back(document)
