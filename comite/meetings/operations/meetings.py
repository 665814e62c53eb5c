"""Preparing meetings: planning, changing, duplicating; opening and closing them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from comite.accounts.readers import Reader
from comite.foundation import citations, clock, markdown
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.markdown import Rendered
from comite.foundation.text import slugify
from comite.meetings import permissions
from comite.meetings.errors import (
    CommitteeOverError,
    ImpossibleTimesError,
    NotComingError,
    NotConvenedError,
    NotOpenError,
)
from comite.meetings.models.meetings import AgendaItem, ItemStatus, Meeting, MeetingContent, MeetingStatus
from comite.meetings.queries.rules import rules_of
from comite.search.operations import reindex
from comite.territories.models import Committee

# What calendar programs must learn when it changes.
TOLD_TO_CALENDARS = ("title", "starts_at", "ends_at", "place_kind", "place", "link")
REVISED = ("title", "starts_at", "ends_at", "place_kind", "place", "link", "audience")


def create_meeting(actor: Reader, committee: Committee, content: MeetingContent) -> Meeting:
    """Plan a meeting; raises `ImpossibleTimesError`, `CommitteeOverError`, `TooComplexTextError`."""
    return _create(actor, committee, content, markdown.render(content.source))


def create_meetings(
    actor: Reader, committee: Committee, content: MeetingContent, starts: Sequence[datetime]
) -> list[Meeting]:
    """Plan several meetings alike, on the dates of a regular pace."""
    return _create_all(actor, committee, content, markdown.render(content.source), tuple(starts))


@operation
def _create_all(
    actor: Reader,
    committee: Committee,
    content: MeetingContent,
    rendered: Rendered,
    starts: tuple[datetime, ...],
) -> list[Meeting]:
    """All of the dates, or none."""
    require(permissions.may_run(actor, committee))
    length = content.ends_at - content.starts_at
    return [
        _create(actor, committee, replace(content, starts_at=start, ends_at=start + length), rendered)
        for start in starts
    ]


@operation
def _create(actor: Reader, committee: Committee, content: MeetingContent, rendered: Rendered) -> Meeting:
    """All of a new meeting, or nothing."""
    require(permissions.may_run(actor, committee))
    if committee.is_closed:
        raise CommitteeOverError
    _refuse_impossible(content)
    meeting = Meeting(
        committee_id=committee.id,
        authority_id=committee.lead_authority_id,
        created_by_id=actor.user_id,
        created_at=clock.now(),
        slug=slugify(content.title),
        proposals_until=_deadline(committee.id, content),
        **{name: getattr(content, name) for name in REVISED},
    )
    _write(meeting, content, rendered)
    db.session.add(meeting)
    db.session.flush()
    citations.note("meeting", meeting.id, [meeting.html])
    reindex.later(kind="meeting", subject_id=meeting.id)
    return meeting


def _refuse_impossible(content: MeetingContent) -> None:
    """Raise when the times contradict each other."""
    if content.ends_at <= content.starts_at:
        raise ImpossibleTimesError


def _deadline(committee_id: int, content: MeetingContent) -> datetime:
    """Until when points are proposed: as chosen, or as the committee's rules say."""
    return content.proposals_until or rules_of(committee_id).proposals_until(content.starts_at)


def _write(meeting: Meeting, content: MeetingContent, rendered: Rendered) -> None:
    """Set the introduction."""
    meeting.source, meeting.html, meeting.plain = content.source, rendered.html, rendered.plain
    meeting.markup_version = markdown.VERSION


def edit_meeting(actor: Reader, meeting: Meeting, content: MeetingContent, version: int) -> bool:
    """Change a meeting that is to come; says whether those convened must learn of it.

    Raises `StaleVersionError`, `NotComingError`, `ImpossibleTimesError`.
    """
    return _edit(actor, meeting, content, markdown.render(content.source), version)


@operation
def _edit(actor: Reader, meeting: Meeting, content: MeetingContent, rendered: Rendered, version: int) -> bool:
    """All of a change, or nothing."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    refuse_unless_coming(meeting)
    if meeting.version != version:
        raise StaleVersionError
    _refuse_impossible(content)
    before = [getattr(meeting, name) for name in TOLD_TO_CALENDARS]
    for name in REVISED:
        setattr(meeting, name, getattr(content, name))
    _write(meeting, content, rendered)
    meeting.proposals_until = _deadline(meeting.committee_id, content)
    meeting.slug = slugify(content.title)
    meeting.version += 1
    citations.note("meeting", meeting.id, [meeting.html])
    changed = before != [getattr(meeting, name) for name in TOLD_TO_CALENDARS]
    if changed:
        meeting.sequence += 1
        meeting.reminded_at = None
    _reindex(meeting)
    return changed and meeting.is_convened


def refuse_unless_coming(meeting: Meeting) -> None:
    """Raise when a meeting is no longer prepared."""
    if not meeting.is_coming:
        raise NotComingError


def _reindex(meeting: Meeting) -> None:
    """Have search look again at a meeting and at its points."""
    reindex.later(kind="meeting", subject_id=meeting.id)
    items = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)).all()
    reindex.all_later(kind="agenda_item", subject_ids=items)


def duplicate_meeting(
    actor: Reader, committee: Committee, model: Meeting, content: MeetingContent
) -> Meeting:
    """Plan a meeting on the agenda of another one of the same committee."""
    return _duplicate(actor, committee, model, content, markdown.render(content.source))


@operation
def _duplicate(
    actor: Reader, committee: Committee, model: Meeting, content: MeetingContent, rendered: Rendered
) -> Meeting:
    """All of the copy, or nothing."""
    require(permissions.may_run(actor, committee) and model.committee_id == committee.id)
    meeting = _create(actor, committee, content, rendered)
    shown = (
        AgendaItem.status == ItemStatus.ACCEPTED,
        AgendaItem.masked_at.is_(None),
        AgendaItem.trashed_at.is_(None),
    )
    items = select(AgendaItem).where(AgendaItem.meeting_id == model.id, *shown)
    for item in db.session.scalars(items.order_by(AgendaItem.position, AgendaItem.id)):
        copied = ("committee_id", "position", "title", "kind", "rapporteur_id", "rapporteur_name")
        written = ("planned_minutes", "source", "html", "plain", "markup_version")
        copy = AgendaItem(
            meeting_id=meeting.id, **{name: getattr(item, name) for name in (*copied, *written)}
        )
        db.session.add(copy)
        db.session.flush()
        reindex.later(kind="agenda_item", subject_id=copy.id)
    return meeting


@operation
def open_meeting(actor: Reader, meeting: Meeting) -> None:
    """Begin a convened meeting; raises `NotConvenedError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.is_convened:
        raise NotConvenedError
    meeting.status, meeting.opened_at = MeetingStatus.OPEN, clock.now()
    reindex.later(kind="meeting", subject_id=meeting.id)


@operation
def close_meeting(actor: Reader, meeting: Meeting) -> None:
    """End a meeting: attendance is settled, the minutes can be drafted; raises `NotOpenError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.is_open:
        raise NotOpenError
    meeting.status, meeting.closed_at = MeetingStatus.CLOSED, clock.now()
    reindex.later(kind="meeting", subject_id=meeting.id)


def lasts(meeting: Meeting) -> timedelta:
    """How long a meeting is planned to last."""
    return meeting.ends_at - meeting.starts_at
