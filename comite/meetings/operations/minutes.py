"""The life of minutes: drafted from the meeting, sent, amended, frozen for good."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation import audit, clock, markdown
from comite.foundation.audit import Fault
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import Rendered, render
from comite.foundation.rendering import day
from comite.meetings import minutes_errors as errors
from comite.meetings import minutes_rights as rights
from comite.meetings.minutes_text import Draft
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.models.minutes import (
    Amendment,
    AmendmentStatus,
    Minutes,
    MinutesReminder,
    MinutesSection,
    MinutesStatus,
)
from comite.meetings.queries import minutes as queries
from comite.meetings.queries.rules import rules_of
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex

FIRST_TITLE = 3
REMINDED_APART = timedelta(days=7)
ACTION = "minutes.frozen"
SECTION, HIDDEN, SHOWN_AGAIN = "minutes_section", "moderation.hide", "moderation.unhide"


@dataclass(frozen=True)
class Written:
    """One section ready to be kept."""

    draft: Draft
    rendered: Rendered


def draft_minutes(actor: Reader, meeting: Meeting, drafts: list[Draft]) -> Minutes:
    """Begin the minutes of a closed meeting; raises `AlreadyDraftedError`."""
    return _draft(
        actor, meeting, [Written(each, render(each.source, first_title=FIRST_TITLE)) for each in drafts]
    )


@operation
def _draft(actor: Reader, meeting: Meeting, written: list[Written]) -> Minutes:
    """All of a new draft, or nothing."""
    require(rights.may_draft(actor, meeting))
    if db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting.id)) is not None:
        raise errors.AlreadyDraftedError
    minutes = Minutes(
        meeting_id=meeting.id,
        committee_id=meeting.committee_id,
        status=MinutesStatus.DRAFT,
        drafted_by_id=actor.user_id,
        drafted_at=clock.now(),
    )
    db.session.add(minutes)
    db.session.flush()
    for position, each in enumerate(written):
        section = MinutesSection(
            minutes_id=minutes.id, item_id=each.draft.item_id, position=position, title=each.draft.title
        )
        _write(section, each.draft.source, each.rendered)
        db.session.add(section)
    return minutes


def edit_section(
    actor: Reader, meeting: Meeting, minutes: Minutes, section: MinutesSection, source: str, version: int
) -> None:
    """Change one section before the minutes are frozen; raises `StaleVersionError`."""
    _edit(actor, meeting, minutes, section, source, render(source, first_title=FIRST_TITLE), version)


@operation
def _edit(
    actor: Reader,
    meeting: Meeting,
    minutes: Minutes,
    section: MinutesSection,
    source: str,
    rendered: Rendered,
    version: int,
) -> None:
    """Keep the new words of a section."""
    require(rights.may_draft(actor, meeting))
    if minutes.is_frozen:
        raise errors.FrozenError
    if section.version != version:
        raise StaleVersionError
    _write(section, source, rendered)
    section.version += 1


def _write(section: MinutesSection, source: str, rendered: Rendered) -> None:
    """Put words into a section."""
    section.source, section.html, section.plain = source, rendered.html, rendered.plain
    section.markup_version = markdown.VERSION


@operation
def circulate_minutes(actor: Reader, meeting: Meeting, minutes: Minutes) -> None:
    """Send the draft to those who attended: they may propose amendments for the days of the rules."""
    require(rights.may_draft(actor, meeting))
    if not minutes.is_draft:
        raise errors.NotDraftError
    now, delay = clock.now(), timedelta(days=rules_of(meeting.committee_id).amendment_days)
    minutes.status, minutes.circulated_at = MinutesStatus.CIRCULATED, now
    minutes.amendments_until = now + delay
    tell(
        queries.ids_of_attendees(meeting.id),
        reason=Reason.MINUTES_SENT,
        kind="meeting",
        subject_id=meeting.id,
        actor=actor,
        detail=f"Amendements possibles jusqu’au {day(minutes.amendments_until)}.",
    )
    audit.record(
        actor,
        "minutes.circulated",
        scope=f"committee:{meeting.committee_id}",
        kind="meeting",
        subject_id=meeting.id,
    )


@operation
def propose_amendment(
    actor: Reader, meeting: Meeting, minutes: Minutes, section: MinutesSection, text: str
) -> Amendment:
    """Propose other words for a section; raises `AmendmentsOverError` after the day said."""
    require(rights.may_amend(actor, meeting, minutes, queries.attended(actor, meeting)))
    if not minutes.takes_amendments:
        raise errors.AmendmentsOverError
    amendment = Amendment(
        minutes_id=minutes.id,
        section_id=section.id,
        text=text,
        proposed_by_id=actor.user_id,
        authority_id=actor.voice_id,
        proposed_at=clock.now(),
        status=AmendmentStatus.PENDING,
    )
    db.session.add(amendment)
    db.session.flush()
    tell(
        accounts.ids_of_animators(meeting.committee_id),
        reason=Reason.AMENDMENT_PROPOSED,
        kind="meeting",
        subject_id=meeting.id,
        actor=actor,
        detail=text,
    )
    return amendment


@operation
def answer_amendment(
    actor: Reader, meeting: Meeting, minutes: Minutes, amendment: Amendment, *, accepted: bool, answer: str
) -> None:
    """Accept an amendment, whose words one then puts into the section, or refuse it and say why."""
    require(rights.may_draft(actor, meeting))
    if minutes.is_frozen:
        raise errors.FrozenError
    if not amendment.is_pending:
        raise errors.AlreadyAnsweredError
    if not accepted and not answer:
        raise errors.ReasonNeededError
    amendment.status = AmendmentStatus.ACCEPTED if accepted else AmendmentStatus.DECLINED
    amendment.answer, amendment.answered_by_id, amendment.answered_at = answer, actor.user_id, clock.now()
    tell(
        [amendment.proposed_by_id],
        reason=Reason.AMENDMENT_ANSWERED,
        kind="meeting",
        subject_id=meeting.id,
        actor=actor,
        detail=answer or "Votre amendement est accepté.",
    )


@operation
def freeze_minutes(actor: Reader, meeting: Meeting, minutes: Minutes) -> None:
    """Settle the minutes for good: their hash enters the audit log, and their audience reads them."""
    require(rights.may_draft(actor, meeting))
    if minutes.is_frozen:
        raise errors.FrozenError
    if not minutes.is_circulated:
        raise errors.NotCirculatedError
    if queries.count_pending(minutes.id):
        raise errors.PendingAmendmentsError
    if minutes.takes_amendments:
        raise errors.AmendmentsOpenError
    sections = db.session.scalars(
        select(MinutesSection)
        .where(MinutesSection.minutes_id == minutes.id)
        .order_by(MinutesSection.position)
    ).all()
    minutes.audit_head = audit.head()
    minutes.frozen_at, minutes.frozen_by_id = clock.now(), actor.user_id
    minutes.digest = digest_of(minutes, list(sections))
    minutes.status = MinutesStatus.FROZEN
    meeting.status = MeetingStatus.MINUTED
    db.session.flush()
    audit.record(
        actor,
        ACTION,
        scope=f"committee:{meeting.committee_id}",
        kind="minutes",
        subject_id=minutes.id,
        meeting=meeting.id,
        digest=minutes.digest,
    )
    reindex.later(kind="meeting", subject_id=meeting.id)
    tell(
        queries.ids_of_attendees(meeting.id),
        reason=Reason.MINUTES_FROZEN,
        kind="meeting",
        subject_id=meeting.id,
        actor=actor,
        detail=f"Son empreinte, pour vérifier un jour qu’il n’a pas changé : {minutes.digest}",
    )


def digest_of(minutes: Minutes, sections: list[MinutesSection]) -> str:
    """What frozen minutes hash to (SHA-256): everything that is read, and when it was settled."""
    said = {
        "minutes": minutes.id,
        "meeting": minutes.meeting_id,
        "committee": minutes.committee_id,
        "frozen_at": _instant(minutes.frozen_at),
        "frozen_by": minutes.frozen_by_id,
        "circulated_at": _instant(minutes.circulated_at),
        "audit_head": minutes.audit_head,
        "sections": [
            [each.id, each.position, each.item_id, each.title, each.source, str(each.html), each.plain]
            for each in sections
        ],
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _instant(value: datetime | None) -> str:
    """An instant as it is hashed: in one zone, as the database gives it back, whichever it came in."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else ""


def faults_of_minutes() -> Iterator[Fault]:
    """What does not hold in frozen minutes: their words against their hash, their hash against the log."""
    logged = _logged_digests()
    masked = _logged_masking()
    seen = set()
    for minutes in queries.each_frozen():
        seen.add(minutes.id)
        place = f"Compte rendu de la séance {minutes.meeting_id}"
        if digest_of(minutes, list(minutes.sections)) != minutes.digest:
            yield Fault(place, "le texte n’est plus celui qui a été arrêté.")
        if logged.get(minutes.id) != minutes.digest:
            yield Fault(place, "son empreinte n’est pas celle que porte le journal.")
        yield from _faults_of_masking(place, minutes.sections, masked)
    for missing in sorted(set(logged) - seen):
        yield Fault(f"Compte rendu {missing}", "il a été arrêté, puis ôté ou rouvert.")


def _faults_of_masking(
    place: str, sections: Iterable[MinutesSection], masked: frozenset[int]
) -> Iterator[Fault]:
    """The parts masked, or shown again, without the log saying so: the hash covers only their words."""
    for section in sections:
        if section.is_masked and section.id not in masked:
            yield Fault(place, "une partie est masquée sans que le journal le dise.")
        elif section.id in masked and not section.is_masked:
            yield Fault(place, "une partie masquée est montrée sans que le journal le dise.")


def _logged_masking() -> frozenset[int]:
    """The parts of minutes that the audit log says masked, last."""
    rows = db.session.execute(
        select(audit.AuditEntry.subject_id, audit.AuditEntry.action)
        .where(
            audit.AuditEntry.kind == SECTION,
            audit.AuditEntry.action.in_((HIDDEN, SHOWN_AGAIN)),
            audit.AuditEntry.subject_id.is_not(None),
        )
        .order_by(audit.AuditEntry.id)
    )
    last = {int(subject_id or 0): action for subject_id, action in rows}
    return frozenset(key for key, action in last.items() if action == HIDDEN)


def _logged_digests() -> dict[int, str]:
    """The hash that the audit log holds for each frozen minutes."""
    rows = db.session.execute(
        select(audit.AuditEntry.subject_id, audit.AuditEntry.facts).where(
            audit.AuditEntry.action == ACTION,
            audit.AuditEntry.kind == "minutes",
            audit.AuditEntry.subject_id.is_not(None),
        )
    )
    found: dict[int, str] = {}
    for subject_id, facts in rows:
        try:
            found[int(subject_id or 0)] = str(json.loads(facts).get("digest"))
        except (ValueError, AttributeError):
            found[int(subject_id or 0)] = ""  # the chain itself says that the entry was changed
    return found


@job
def remind_of_minutes() -> None:
    """Tell the animators, after 7 then 21 days, that the minutes of a meeting are not settled.

    Once at a time: a worker that was away for weeks sends the last reminder alone, and a late first one
    leaves a week before the second.
    """
    now = clock.now()
    for meeting in queries.list_unsettled(now - timedelta(days=MinutesReminder.AFTER[0])):
        told = queries.reminders_of_minutes(meeting.id)
        waited = (now - (meeting.closed_at or now)).days
        due = [days for days in MinutesReminder.AFTER if days <= waited and days not in told]
        if not due or any(at > now - REMINDED_APART for at in told.values()):
            continue
        db.session.add_all(MinutesReminder(meeting_id=meeting.id, days=days) for days in due)
        tell(
            accounts.ids_of_animators(meeting.committee_id),
            reason=Reason.MINUTES_DUE,
            kind="meeting",
            subject_id=meeting.id,
            detail=f"La séance est close depuis {waited} jours et son compte rendu n’est pas arrêté.",
        )
