"""How moderation, which knows no meeting, masks what is written in them, and shows it again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from comite.discussions.moderated import Case
from comite.discussions.operations.masking import Masking
from comite.foundation import clock
from comite.foundation.database import db
from comite.meetings.addresses import item_address, meeting_address, minutes_address, note_address
from comite.meetings.decision_subjects import decision_address
from comite.meetings.models.decisions import Decision, FollowUp, FollowUpComment
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.minutes import Amendment, Minutes, MinutesSection, MinutesStatus, Note
from comite.search.operations import reindex

ITEM, COMMENT, AMENDMENT = "agenda_item", "action_comment", "amendment"
MEETING, DECISION, SECTION, NOTE = "meeting", "decision", "minutes_section", "meeting_note"


def _load_items(ids: Sequence[int]) -> Sequence[AgendaItem]:
    """Points whatever their state: throwing one away does not take it out of the queue."""
    options = (joinedload(AgendaItem.meeting), joinedload(AgendaItem.proposed_by))
    return db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_(ids)).options(*options)).all()


def _item_case(item: AgendaItem) -> Case:
    """A point as moderators see it."""
    return Case(
        kind=ITEM,
        id=item.id,
        title=item.title,
        address=item_address(item),
        text=item.plain,
        author_name=item.proposed_by.name if item.proposed_by else "",
        committee_id=item.committee_id,
        is_hidden=item.is_masked,
    )


def _load_comments(ids: Sequence[int]) -> Sequence[FollowUpComment]:
    """Comments that have words; what became of an action stays said."""
    return db.session.scalars(
        select(FollowUpComment)
        .where(FollowUpComment.id.in_(ids), FollowUpComment.text != "")
        .options(joinedload(FollowUpComment.author), joinedload(FollowUpComment.follow_up))
    ).all()


def _comment_case(comment: FollowUpComment) -> Case:
    """A comment as moderators see it."""
    action: FollowUp = comment.follow_up
    return Case(
        kind=COMMENT,
        id=comment.id,
        title=action.title,
        address=f"/decisions/actions/{action.id}",
        text=comment.text,
        author_name=comment.author.name,
        committee_id=action.committee_id,
        is_hidden=comment.is_masked,
    )


def _load_meetings(ids: Sequence[int]) -> Sequence[Meeting]:
    """Meetings that something introduces."""
    found = select(Meeting).where(Meeting.id.in_(ids), Meeting.plain != "")
    return db.session.scalars(found.options(joinedload(Meeting.created_by))).all()


def _meeting_case(meeting: Meeting) -> Case:
    """What introduces a meeting, as moderators see it."""
    return Case(
        kind=MEETING,
        id=meeting.id,
        title=meeting.title,
        address=meeting_address(meeting),
        text=meeting.plain,
        author_name=meeting.created_by.name,
        committee_id=meeting.committee_id,
        is_hidden=meeting.is_masked,
    )


def _load_decisions(ids: Sequence[int]) -> Sequence[Decision]:
    """Decisions, masked or not."""
    found = select(Decision).where(Decision.id.in_(ids))
    return db.session.scalars(found.options(joinedload(Decision.recorded_by))).all()


def _decision_case(decision: Decision) -> Case:
    """A decision as moderators see it."""
    return Case(
        kind=DECISION,
        id=decision.id,
        title=f"N° {decision.number} — {decision.title}",
        address=decision_address(decision.id),
        text=decision.plain,
        author_name=decision.recorded_by.name,
        committee_id=decision.committee_id,
        is_hidden=decision.is_masked,
    )


def _settle_decision(decision: Decision) -> None:
    """Search and feeds tell it again."""
    decision.updated_at = clock.now()
    reindex.later(kind=DECISION, subject_id=decision.id)


def _load_sections(ids: Sequence[int]) -> Sequence[MinutesSection]:
    """Parts of minutes that left those who draft them."""
    return db.session.scalars(
        select(MinutesSection)
        .join(Minutes, Minutes.id == MinutesSection.minutes_id)
        .where(MinutesSection.id.in_(ids), Minutes.status != MinutesStatus.DRAFT)
        .options(contains_eager(MinutesSection.minutes).joinedload(Minutes.drafted_by))
    ).all()


def _section_case(section: MinutesSection) -> Case:
    """A part of minutes as moderators see it."""
    return Case(
        kind=SECTION,
        id=section.id,
        title=section.title,
        address=minutes_address(section.minutes.meeting_id, section.id),
        text=section.plain,
        author_name=section.minutes.drafted_by.name,
        committee_id=section.minutes.committee_id,
        is_hidden=section.is_masked,
    )


def _load_amendments(ids: Sequence[int]) -> Sequence[Amendment]:
    """Amendments, answered or not."""
    section = joinedload(Amendment.section).joinedload(MinutesSection.minutes)
    options = (joinedload(Amendment.proposed_by), section)
    return db.session.scalars(select(Amendment).where(Amendment.id.in_(ids)).options(*options)).all()


def _amendment_case(amendment: Amendment) -> Case:
    """An amendment as moderators see it, with the answer that may repeat it."""
    minutes = amendment.section.minutes
    return Case(
        kind=AMENDMENT,
        id=amendment.id,
        title=f"Amendement — {amendment.section.title}",
        address=minutes_address(minutes.meeting_id, amendment.section_id),
        text="\n\n".join(filter(None, (amendment.text, amendment.answer))),
        author_name=amendment.proposed_by.name,
        committee_id=minutes.committee_id,
        is_hidden=amendment.is_masked,
    )


def _load_notes(ids: Sequence[int]) -> Sequence[Note]:
    """Savings of notes."""
    options = (joinedload(Note.written_by), joinedload(Note.item))
    return db.session.scalars(select(Note).where(Note.id.in_(ids)).options(*options)).all()


def _note_case(note: Note) -> Case:
    """A note as moderators see it."""
    return Case(
        kind=NOTE,
        id=note.id,
        title=f"Note — {note.item.title}",
        address=note_address(note.meeting_id, note.item_id),
        text=note.source,
        author_name=note.written_by.name,
        committee_id=note.committee_id,
        is_hidden=note.is_masked,
    )


def _settle_note(note: Note) -> None:
    """What is saved of a note repeats what was saved before: all of it goes, and comes back, together."""
    for each in db.session.scalars(select(Note).where(Note.item_id == note.item_id, Note.id != note.id)):
        each.masked_at, each.masked_reason = note.masked_at, note.masked_reason


MODERATED = (
    Masking(
        MEETING,
        _load_meetings,
        _meeting_case,
        lambda meeting: [meeting.created_by_id],
        lambda meeting: (MEETING, meeting.id),
        lambda meeting: reindex.later(kind=MEETING, subject_id=meeting.id),
    ).moderated(),
    Masking(
        DECISION,
        _load_decisions,
        _decision_case,
        lambda decision: [decision.recorded_by_id],
        lambda decision: (DECISION, decision.id),
        _settle_decision,
    ).moderated(),
    Masking(
        SECTION,
        _load_sections,
        _section_case,
        lambda section: [section.minutes.drafted_by_id],
        lambda section: (MEETING, section.minutes.meeting_id),
        lambda _section: None,
    ).moderated(),
    Masking(
        AMENDMENT,
        _load_amendments,
        _amendment_case,
        lambda amendment: [amendment.proposed_by_id],
        lambda amendment: (MEETING, amendment.section.minutes.meeting_id),
        lambda _amendment: None,
    ).moderated(),
    Masking(
        NOTE,
        _load_notes,
        _note_case,
        lambda note: [note.written_by_id],
        lambda note: (MEETING, note.meeting_id),
        _settle_note,
    ).moderated(),
    Masking(
        ITEM,
        _load_items,
        _item_case,
        lambda item: [item.proposed_by_id] if item.proposed_by_id else [],
        lambda item: ("meeting", item.meeting_id),
        lambda item: reindex.later(kind=ITEM, subject_id=item.id),
    ).moderated(),
    Masking(
        COMMENT,
        _load_comments,
        _comment_case,
        lambda comment: [comment.author_id],
        lambda comment: ("decision", comment.follow_up.decision_id),
        lambda _comment: None,
    ).moderated(),
)
