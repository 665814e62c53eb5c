"""Reports from readers, and what moderation decides; each decision has its reason and is logged."""

from sqlalchemy import select, update

from comite.accounts import queries as accounts
from comite.accounts.operations import log_moderation
from comite.accounts.readers import Reader
from comite.discussions import moderated, permissions
from comite.discussions.errors import AlreadyHandledError, AlreadyReportedError, ReasonMissingError
from comite.discussions.models.reports import AbuseReport, Grievance, Outcome
from comite.discussions.models.threads import Message, Thread
from comite.discussions.moderated import Case
from comite.discussions.operations.reach import recount, settle
from comite.foundation import clock, subjects
from comite.foundation.database import db, operation, write
from comite.foundation.errors import NotFoundError, require
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex


@operation
def report(actor: Reader, kind: str, subject_id: int, grievance: Grievance, comment: str) -> None:
    """Bring a thing to the attention of moderation; raises `AlreadyReportedError`."""
    require(permissions.may_report(actor))
    subject = subjects.find(actor, kind, subject_id)
    if subject is None:
        raise NotFoundError
    waiting = _waiting(kind, subject_id)
    if any(each.reporter_id == actor.user_id for each in waiting):
        raise AlreadyReportedError
    db.session.add(
        AbuseReport(
            kind=kind,
            subject_id=subject_id,
            committee_id=subject.committee_id,
            grievance=grievance,
            comment=comment,
            reporter_id=actor.user_id,
            reported_at=clock.now(),
        )
    )
    db.session.flush()
    if not waiting:
        _tell_moderators(kind, subject_id, subject.committee_id)


def _waiting(kind: str, subject_id: int) -> list[AbuseReport]:
    """The reports about a thing that nobody has looked at."""
    return list(
        db.session.scalars(
            select(AbuseReport).where(
                AbuseReport.kind == kind,
                AbuseReport.subject_id == subject_id,
                AbuseReport.handled_at.is_(None),
            )
        )
    )


def _tell_moderators(kind: str, subject_id: int, committee_id: int | None) -> None:
    """Tell those who can decide; who reported stays between the reader and them."""
    moderators = list(accounts.ids_of_administrators())
    if committee_id is not None:
        moderators += accounts.ids_of_animators(committee_id)
    tell(moderators, reason=Reason.REPORTED, kind=kind, subject_id=subject_id)


@operation
def dismiss(actor: Reader, case: Case, reason: str) -> None:
    """Leave a reported thing as it is, and say why; raises `AlreadyHandledError`."""
    require(permissions.may_moderate(actor, case.committee_id))
    _say_why(reason)
    if not handle_reports(actor, case.kind, case.id, Outcome.DISMISSED):
        raise AlreadyHandledError
    log_moderation(actor, "dismiss", case.kind, case.id, reason, case.committee_id)


@operation
def hide_case(actor: Reader, case: Case, reason: str) -> None:
    """Take a thing of any kind out of sight; the reports about it are answered."""
    require(permissions.may_moderate(actor, case.committee_id))
    _say_why(reason)
    moderated.of_kind(case.kind).hide(actor, case.id, reason)
    handle_reports(actor, case.kind, case.id, Outcome.HIDDEN)


@operation
def unhide_case(actor: Reader, case: Case, reason: str) -> None:
    """Show a thing of any kind again."""
    require(permissions.may_moderate(actor, case.committee_id))
    moderated.of_kind(case.kind).unhide(actor, case.id, reason)


def handle_reports(actor: Reader, kind: str, subject_id: int, outcome: Outcome) -> int:
    """Mark the waiting reports about a thing as looked at, in the operation that decides; gives how many."""
    with write() as session:
        handled = session.scalars(
            update(AbuseReport)
            .where(
                AbuseReport.kind == kind,
                AbuseReport.subject_id == subject_id,
                AbuseReport.handled_at.is_(None),
            )
            .values(handled_at=clock.now(), handled_by_id=actor.user_id, outcome=outcome)
            .returning(AbuseReport.id)
            .execution_options(synchronize_session=False)
        )
        return len(handled.all())


@operation
def hide_message(actor: Reader, thread: Thread, message: Message, reason: str) -> None:
    """Take a message out of sight, and tell its author why."""
    require(permissions.may_moderate(actor, thread.committee_id))
    _say_why(reason)
    if message.thread_id != thread.id or not message.is_shown:
        raise AlreadyHandledError
    message.hidden_at, message.hidden_reason = clock.now(), reason
    message.is_accepted = False
    _change_message(actor, thread, message, "hide", reason)


@operation
def unhide_message(actor: Reader, thread: Thread, message: Message, reason: str) -> None:
    """Show a message again."""
    require(permissions.may_moderate(actor, thread.committee_id))
    if message.thread_id != thread.id or not message.is_hidden:
        raise AlreadyHandledError
    message.hidden_at = message.hidden_reason = None
    _change_message(actor, thread, message, "unhide", reason)


def _change_message(actor: Reader, thread: Thread, message: Message, action: str, reason: str) -> None:
    """What hiding and showing a message have in common."""
    recount(thread)
    reindex.later(kind="message", subject_id=message.id)
    log_moderation(actor, action, "message", message.id, reason, thread.committee_id)
    _tell_author(actor, thread, message.author_id, reason)


@operation
def hide_thread(actor: Reader, thread: Thread, reason: str) -> None:
    """Take a whole thread out of sight, and tell its author why."""
    require(permissions.may_moderate(actor, thread.committee_id))
    _say_why(reason)
    if thread.is_hidden:
        raise AlreadyHandledError
    thread.hidden_at, thread.hidden_reason = clock.now(), reason
    _change_thread(actor, thread, "hide", reason)


@operation
def unhide_thread(actor: Reader, thread: Thread, reason: str) -> None:
    """Show a thread again to those it was for."""
    require(permissions.may_moderate(actor, thread.committee_id))
    if not thread.is_hidden:
        raise AlreadyHandledError
    thread.hidden_at = thread.hidden_reason = None
    _change_thread(actor, thread, "unhide", reason)


@operation
def lock_thread(actor: Reader, thread: Thread, reason: str) -> None:
    """Stop a thread: it is read, nobody writes in it, and only moderation opens it again."""
    require(permissions.may_moderate(actor, thread.committee_id))
    _say_why(reason)
    if thread.is_locked:
        raise AlreadyHandledError
    thread.locked_at = clock.now()
    _change_thread(actor, thread, "lock", reason)
    handle_reports(actor, "thread", thread.id, Outcome.LOCKED)


@operation
def unlock_thread(actor: Reader, thread: Thread, reason: str) -> None:
    """Let a locked thread go on."""
    require(permissions.may_moderate(actor, thread.committee_id))
    if not thread.is_locked:
        raise AlreadyHandledError
    thread.locked_at = None
    _change_thread(actor, thread, "unlock", reason)


def _change_thread(actor: Reader, thread: Thread, action: str, reason: str) -> None:
    """What the decisions about a whole thread have in common."""
    settle(thread)
    log_moderation(actor, action, "thread", thread.id, reason, thread.committee_id)
    _tell_author(actor, thread, thread.author_id, reason)


def _tell_author(actor: Reader, thread: Thread, author_id: int, reason: str) -> None:
    """Tell an author what was decided about their words; the moderator's name stays in the journal."""
    if author_id != actor.user_id:
        tell([author_id], reason=Reason.MODERATED, kind="thread", subject_id=thread.id, detail=reason)


def _say_why(reason: str) -> None:
    """A decision that takes something away says why."""
    if not reason.strip():
        raise ReasonMissingError
