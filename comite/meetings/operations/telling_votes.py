"""Telling those who may vote: a ballot opens, ends soon, is over; by mail for those held between meetings."""

from collections.abc import Iterable
from datetime import timedelta

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation.database import database_now, db
from comite.foundation.jobs import job
from comite.foundation.mail import write_mail
from comite.foundation.rendering import instant
from comite.meetings.ballot_addresses import ballot_address
from comite.meetings.ballot_links import VoteLink, vote_path
from comite.meetings.models.ballots import Ballot
from comite.meetings.queries.ballots import due_to_remind, people_of, silent_people
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.notifications.way_out import ids_muted, way_out
from comite.territories.models import Committee

KIND = "ballot"
REMINDED_BEFORE = timedelta(hours=48)
OPENED_JUST_NOW = timedelta(days=1)


def tell_opened(actor: Reader, ballot: Ballot) -> None:
    """A ballot opens: on the site for all its voters; by mail, with the link that votes, between meetings."""
    if ballot.is_by_hand:
        return
    people = people_of(ballot)
    tell(people, reason=Reason.VOTE_OPENED, kind=KIND, subject_id=ballot.id, actor=actor)
    if ballot.is_remote:
        _send(ballot, people, is_reminder=False)


def send_invitations(ballot: Ballot) -> None:
    """Ask again for the mails of a remote ballot; those whose seat has voted get none."""
    _send(ballot, people_of(ballot), is_reminder=False)


def tell_result(actor: Reader | None, ballot: Ballot) -> None:
    """A ballot is over: its result can be read."""
    tell(people_of(ballot), reason=Reason.VOTE_OVER, kind=KIND, subject_id=ballot.id, actor=actor)


def tell_cancelled(actor: Reader, ballot: Ballot) -> None:
    """A ballot was stopped: those who voted read why."""
    tell(
        people_of(ballot),
        reason=Reason.VOTE_CANCELLED,
        kind=KIND,
        subject_id=ballot.id,
        actor=actor,
        detail=ballot.cancelled_reason,
    )


@job
def remind_due() -> None:
    """Once, two days before the end but a day after it opened, remind those whose seat has not voted."""
    now = database_now()
    for ballot in due_to_remind(now, until=now + REMINDED_BEFORE, opened_before=now - OPENED_JUST_NOW):
        ballot.reminded_at = now
        silent = silent_people(ballot)
        tell(silent, reason=Reason.VOTE_ENDING, kind=KIND, subject_id=ballot.id)
        _send(ballot, silent, is_reminder=True)


def _send(ballot: Ballot, people: Iterable[int], *, is_reminder: bool) -> None:
    """Ask for the mails: the links are made when they are written, and go with the job."""
    send_vote_mail.each_later(
        {"ballot_id": ballot.id, "user_id": user_id, "is_reminder": is_reminder} for user_id in people
    )


@job
def send_vote_mail(ballot_id: int, user_id: int, is_reminder: bool) -> None:
    """Write the mail that lets one person vote, if it is still worth it: the ballot open, the seat silent."""
    ballot = db.session.get(Ballot, ballot_id)
    reader = accounts.reader_of(user_id)
    if ballot is None or not reader.is_signed_in or not ballot.takes_votes(database_now()):
        return
    if user_id not in silent_people(ballot) or user_id in ids_muted(KIND, ballot.id):
        return
    if not is_reminder and _is_late(ballot):
        ballot.reminded_at = ballot.reminded_at or database_now()
    out = way_out(user_id, KIND, ballot.id)
    committee = db.session.get(Committee, ballot.committee_id)
    write_mail(
        reader.email,
        reader.name,
        "vote",
        f"{'Dernier rappel' if is_reminder else 'Un vote vous attend'} : {ballot.question}",
        key=f"vote-{ballot.id}-{user_id}-{'reminder' if is_reminder else 'opening'}",
        question=ballot.question,
        committee=committee.name if committee else "",
        until=instant(ballot.closes_at) if ballot.closes_at else "",
        is_secret=ballot.is_secret,
        is_reminder=is_reminder,
        path=vote_path(VoteLink(ballot.id, user_id)),
        ballot_path=ballot_address(ballot),
        way=out.way,
        **out.paths,
    )


def _is_late(ballot: Ballot) -> bool:
    """Whether a mail that says it is open leaves when it would be reminded of: it is then both."""
    now = database_now()
    is_old = ballot.opened_at is not None and ballot.opened_at <= now - OPENED_JUST_NOW
    return is_old and ballot.closes_at is not None and ballot.closes_at <= now + REMINDED_BEFORE
