"""Recording decisions, and following what is done about them: each function is one whole change."""

from datetime import timedelta

from sqlalchemy import func, select

from comite.accounts import queries as accounts
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.foundation import audit, citations, clock, markdown, storage, subjects
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import Rendered, render
from comite.foundation.rendering import day
from comite.foundation.text import is_web_address
from comite.meetings import decision_rights as rights
from comite.meetings import minutes_errors as errors
from comite.meetings.decision_content import ActionContent, DecisionContent, Progress, Proof
from comite.meetings.models.decisions import (
    LINKS_MAX,
    PROOFS_MAX,
    Decision,
    DecisionLink,
    FollowUp,
    FollowUpComment,
    FollowUpProof,
    FollowUpStatus,
)
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.queries import decisions as queries
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex
from comite.territories.models import Committee

KIND = "decision"
REMIND_EVERY = timedelta(days=7)


def record_decision(
    actor: Reader, committee: Committee, content: DecisionContent, item: AgendaItem | None = None
) -> Decision:
    """Enter a decision in the register of a committee, under the next number of its year."""
    return _record(actor, committee, content, render(content.source), item)


@operation
def _record(
    actor: Reader, committee: Committee, content: DecisionContent, rendered: Rendered, item: AgendaItem | None
) -> Decision:
    """All of a new decision, or nothing."""
    require(rights.may_record(actor, committee.id))
    if item is not None and item.is_trashed:
        raise NotFoundError
    meeting = db.session.get(Meeting, item.meeting_id) if item else None
    if meeting is not None and meeting.committee_id != committee.id:
        raise NotFoundError
    year = content.decided_on.year
    last = db.session.scalar(
        select(func.max(Decision.rank)).where(Decision.committee_id == committee.id, Decision.year == year)
    )
    decision = Decision(
        committee_id=committee.id,
        authority_id=committee.lead_authority_id,
        year=year,
        rank=(last or 0) + 1,
        decided_on=content.decided_on,
        meeting_id=meeting.id if meeting else None,
        item_id=item.id if item else None,
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
        updated_at=clock.now(),
        version=1,
    )
    _write(actor, decision, content, rendered)
    db.session.add(decision)
    db.session.flush()
    _log(actor, decision, "decision.recorded")
    _cite(decision)
    reindex.later(kind=KIND, subject_id=decision.id)
    return decision


def edit_decision(actor: Reader, decision: Decision, content: DecisionContent, version: int) -> None:
    """Change the words of a decision; its number and its day stay. Raises `StaleVersionError`."""
    _edit(actor, decision, content, render(content.source), version)


@operation
def _edit(
    actor: Reader, decision: Decision, content: DecisionContent, rendered: Rendered, version: int
) -> None:
    """Keep the new words."""
    require(rights.may_edit(actor, decision))
    if decision.version != version:
        raise StaleVersionError
    _write(actor, decision, content, rendered)
    decision.version += 1
    decision.updated_at = clock.now()
    _cite(decision)
    _log(actor, decision, "decision.edited")
    reindex.later(kind=KIND, subject_id=decision.id)


def _cite(decision: Decision) -> None:
    """Keep what a decision points at: « Cité par » tells it on those pages."""
    also = [(each.kind, each.subject_id) for each in decision.links]
    citations.note(KIND, decision.id, [decision.html], also=also)


def _write(actor: Reader, decision: Decision, content: DecisionContent, rendered: Rendered) -> None:
    """Put words and links into a decision; what the actor may not read is neither linked nor unlinked."""
    decision.kind, decision.title, decision.source = content.kind, content.title, content.source
    decision.html, decision.plain = rendered.html, rendered.plain
    decision.markup_version = markdown.VERSION
    decision.audience, decision.vote = content.audience, content.vote
    wanted = list(dict.fromkeys(content.subjects[:LINKS_MAX]))
    present = {(each.kind, each.subject_id): each for each in decision.links} if decision.id else {}
    seen = subjects.ids_readable(actor, [*wanted, *present])
    if not seen.issuperset(wanted):
        raise errors.NoSuchSubjectError
    # What its editor may not read is not on their form: it stays.
    kept = [*wanted, *(each for each in present if each not in seen)]
    decision.links = [present.get(each) or DecisionLink(kind=each[0], subject_id=each[1]) for each in kept]


@operation
def assign_action(actor: Reader, decision: Decision, content: ActionContent) -> FollowUp:
    """Entrust something to do to an authority of the committee, and tell its people."""
    require(rights.may_edit(actor, decision))
    if not accounts.sits_in(decision.committee_id, content.owner_authority_id):
        raise errors.NotMemberError
    if content.owner_id is not None and not _belongs(content.owner_id, content.owner_authority_id):
        raise errors.NotTheirsError
    follow_up = FollowUp(
        committee_id=decision.committee_id,
        decision_id=decision.id,
        title=content.title,
        owner_authority_id=content.owner_authority_id,
        owner_id=content.owner_id,
        due_on=content.due_on,
        created_by_id=actor.user_id,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    db.session.add(follow_up)
    db.session.flush()
    tell(
        _owners(follow_up),
        reason=Reason.ACTION_ASSIGNED,
        kind=KIND,
        subject_id=decision.id,
        actor=actor,
        detail=f"{content.title}, pour le {day(content.due_on)}",
    )
    return follow_up


def _belongs(user_id: int, authority_id: int) -> bool:
    """Whether a person is of an authority."""
    found = select(Membership.id).where(
        Membership.user_id == user_id, Membership.authority_id == authority_id
    )
    return db.session.scalar(found) is not None


def _owners(follow_up: FollowUp) -> list[int]:
    """Whom an action is told to: the person in charge, or everybody of the authority."""
    if follow_up.owner_id is not None:
        return [follow_up.owner_id]
    return list(
        db.session.scalars(
            select(Membership.user_id).where(Membership.authority_id == follow_up.owner_authority_id)
        )
    )


@operation
def move_action(actor: Reader, follow_up: FollowUp, progress: Progress, version: int) -> None:
    """Say what became of an action, with a word and a link that proves it."""
    require(rights.may_move(actor, follow_up))
    if follow_up.version != version:
        raise StaleVersionError
    if progress.proof_url and not is_web_address(progress.proof_url):
        raise errors.UnsafeLinkError
    follow_up.status = progress.status
    follow_up.done_on = clock.today() if progress.status is FollowUpStatus.DONE else None
    follow_up.proof_url = progress.proof_url
    follow_up.version += 1
    follow_up.updated_at = clock.now()
    db.session.add(
        FollowUpComment(
            follow_up_id=follow_up.id,
            text=progress.word,
            status=progress.status,
            author_id=actor.user_id,
            written_at=clock.now(),
        )
    )
    decision = db.session.get(Decision, follow_up.decision_id)
    tell(
        accounts.ids_of_animators(follow_up.committee_id),
        reason=Reason.ACTION_MOVED,
        kind=KIND,
        subject_id=follow_up.decision_id,
        actor=actor,
        detail=progress.word or follow_up.title,
    )
    if decision is not None:
        _log(actor, decision, "action.moved", follow_up=follow_up.id, status=progress.status.value)


@operation
def comment_action(actor: Reader, follow_up: FollowUp, text: str) -> None:
    """Add a word on an action."""
    require(rights.may_comment(actor, follow_up))
    follow_up.updated_at = clock.now()
    db.session.add(
        FollowUpComment(
            follow_up_id=follow_up.id, text=text, status=None, author_id=actor.user_id, written_at=clock.now()
        )
    )
    tell(
        _owners(follow_up),
        reason=Reason.ACTION_MOVED,
        kind=KIND,
        subject_id=follow_up.decision_id,
        actor=actor,
        detail=text,
    )


@operation
def add_proof(actor: Reader, follow_up: FollowUp, proof: Proof) -> None:
    """Join a file, kept beforehand, that proves what was done."""
    require(rights.may_move(actor, follow_up))
    count = select(func.count(FollowUpProof.id)).where(FollowUpProof.follow_up_id == follow_up.id)
    if (db.session.scalar(count) or 0) >= PROOFS_MAX:
        raise errors.TooManyProofsError
    follow_up.updated_at = clock.now()
    db.session.add(
        FollowUpProof(
            follow_up_id=follow_up.id,
            added_by_id=actor.user_id,
            added_at=clock.now(),
            **storage.named(proof.kept, proof.name, proof.media_type),
        )
    )


@job
def remind_late_actions() -> None:
    """Tell, once a week, those in charge of actions whose day is past."""
    now = clock.now()
    for follow_up in queries.list_late(now - REMIND_EVERY):
        follow_up.reminded_at = now
        tell(
            _owners(follow_up),
            reason=Reason.ACTION_LATE,
            kind=KIND,
            subject_id=follow_up.decision_id,
            detail=f"{follow_up.title}, prévue pour le {day(follow_up.due_on)}",
        )


def _log(actor: Reader, decision: Decision, action: str, **facts: object) -> None:
    """Write it in the audit log."""
    audit.record(
        actor,
        action,
        scope=f"committee:{decision.committee_id}",
        kind=KIND,
        subject_id=decision.id,
        number=decision.number,
        **facts,
    )
