"""The life of a ballot: asked, opened with its roll frozen, closed, or cancelled with a reason."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from comite.accounts import trash
from comite.accounts.readers import Reader
from comite.foundation import audit, clock, markdown
from comite.foundation.database import database_now, db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import Rendered
from comite.foundation.text import clean_text, slugify
from comite.meetings import permissions
from comite.meetings.errors import (
    BallotClosedError,
    BallotOpenedError,
    DeadlinePassedError,
    HandsOnlyInMeetingsError,
    MeetingNotOpenError,
    NobodyOnRollError,
    NoQuorumError,
    OptionsMissingError,
    ReasonToCancelError,
    SecretNeedsEqualVoicesError,
    SecretNeedsVotersError,
    SecretNotAllowedError,
    ThrownItemError,
)
from comite.meetings.models.ballots import (
    SECRET_SEATS_MIN,
    Ballot,
    BallotContent,
    BallotKind,
    BallotMethod,
    BallotOption,
    BallotPerson,
    BallotVoter,
    Capacity,
)
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.rules import QuorumBasis, Weighting
from comite.meetings.models.seats import Seat
from comite.meetings.operations.telling_votes import tell_cancelled, tell_opened, tell_result
from comite.meetings.operations.tidying import forget_former_states
from comite.meetings.queries import quorum_at, roll_of, rules_of, voting_seats
from comite.meetings.queries.ballots import count_again, due_to_close
from comite.search.operations import reindex
from comite.territories.models import Committee

KIND = "ballot"
COUNTED = {
    QuorumBasis.SEATS: "sièges présents",
    QuorumBasis.AUTHORITIES: "collectivités présentes",
    QuorumBasis.COLLEGES: "collèges présents",
}


@dataclass(frozen=True)
class OnRoll:
    """A seat as it enters the roll, and who may vote for it."""

    seat: Seat
    weight: int
    people: dict[int, Capacity]
    holder_seat_id: int | None = None


@operation
def create_ballot(
    actor: Reader,
    committee: Committee,
    content: BallotContent,
    rendered: Rendered,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
) -> Ballot:
    """Write a question down, to be opened later: in a meeting, on a point of its agenda, or between two."""
    require(permissions.may_run(actor, committee))
    if item is not None and item.is_trashed:
        raise NotFoundError
    ballot = Ballot(
        committee_id=committee.id,
        authority_id=committee.lead_authority_id,
        meeting_id=meeting.id if meeting else None,
        item_id=item.id if item else None,
        created_by_id=actor.user_id,
        version=0,
    )
    _fill(ballot, content, rendered)
    db.session.add(ballot)
    db.session.flush()
    _set_options(ballot, content)
    return ballot


@operation
def edit_ballot(
    actor: Reader, ballot: Ballot, content: BallotContent, rendered: Rendered, version: int
) -> None:
    """Change a question that has not been opened; raises `BallotOpenedError`, `StaleVersionError`."""
    require(permissions.may_manage_ballot(actor, ballot))
    if not ballot.is_draft:
        raise BallotOpenedError
    if ballot.is_trashed:
        raise NotFoundError
    if ballot.version != version:
        raise StaleVersionError
    _fill(ballot, content, rendered)
    db.session.execute(delete(BallotOption).where(BallotOption.ballot_id == ballot.id))
    _set_options(ballot, content)


@operation
def delete_ballot(actor: Reader, ballot: Ballot) -> None:
    """Throw away a question that was never opened; raises `BallotOpenedError`."""
    require(permissions.may_manage_ballot(actor, ballot))
    if ballot.opened_at is not None:
        raise BallotOpenedError
    trash.throw(actor, ballot)


@operation
def restore_ballot(actor: Reader, ballot: Ballot) -> None:
    """Bring a question back, on its point if it has one; raises `ThrownItemError`, `NotThrownError`."""
    require(permissions.may_manage_ballot(actor, ballot))
    thrown = select(AgendaItem.id).where(AgendaItem.id == ballot.item_id, AgendaItem.trashed_at.is_not(None))
    if ballot.item_id is not None and db.session.scalar(thrown) is not None:
        raise ThrownItemError
    trash.take_back(ballot)


@operation
def open_ballot(actor: Reader, ballot: Ballot) -> None:
    """Freeze the roll and receive votes, from this instant of the database's clock.

    Raises `NoQuorumError` in a meeting where too few are present; a remote ballot has its own participation.
    """
    require(permissions.may_manage_ballot(actor, ballot))
    if not ballot.is_draft:
        raise BallotOpenedError
    now = database_now()
    if ballot.closes_at is not None and ballot.closes_at <= now:
        raise DeadlinePassedError
    roll = _remote_roll(ballot) if ballot.meeting_id is None else _roll_in_meeting(ballot.meeting_id)
    _refuse_unfit(ballot, roll)
    _freeze(ballot, roll)
    ballot.opened_at = now
    ballot.version += 1
    audit.record(
        actor,
        "ballot.open",
        scope=f"committee:{ballot.committee_id}",
        kind=KIND,
        subject_id=ballot.id,
        is_secret=ballot.is_secret,
        roll=[[each.seat.id, each.weight] for each in roll],
    )
    tell_opened(actor, ballot)
    reindex.later(kind=KIND, subject_id=ballot.id)


@operation
def close_ballot(actor: Reader, ballot: Ballot) -> None:
    """Stop receiving votes, now; the result can be read from then on."""
    require(permissions.may_manage_ballot(actor, ballot))
    if not ballot.takes_votes(database_now()):
        raise BallotClosedError
    _close(actor, ballot)


@operation
def cancel_ballot(actor: Reader, ballot: Ballot, reason: str) -> None:
    """Stop a ballot without a result, and say why; nothing of it is counted or shown."""
    require(permissions.may_manage_ballot(actor, ballot))
    if ballot.is_closed or ballot.is_cancelled or ballot.opened_at is None:
        raise BallotClosedError
    said = clean_text(reason).strip()[: Ballot.REASON_MAX]
    if not said:
        raise ReasonToCancelError
    ballot.cancelled_at = database_now()
    ballot.cancelled_reason = said
    ballot.version += 1
    audit.record(
        actor,
        "ballot.cancel",
        scope=f"committee:{ballot.committee_id}",
        kind=KIND,
        subject_id=ballot.id,
    )
    tell_cancelled(actor, ballot)
    reindex.later(kind=KIND, subject_id=ballot.id)


@job
def close_due() -> None:
    """Write down the end of the ballots whose deadline has passed: no vote is received since then anyway."""
    for ballot_id in due_to_close(database_now()):
        ballot = db.session.get(Ballot, ballot_id, with_for_update=True, populate_existing=True)
        if ballot is not None and not ballot.is_closed:
            _close(None, ballot)


def _close(actor: Reader | None, ballot: Ballot) -> None:
    """The end itself: at the deadline if it has passed, for no vote was received after it."""
    now = database_now()
    deadline = ballot.closes_at
    ballot.closed_at = deadline if deadline is not None and deadline < now else now
    ballot.version += 1
    db.session.flush()
    record_result(actor, ballot)
    tell_result(actor, ballot)
    if ballot.is_secret:
        forget_former_states.later()
    reindex.later(kind=KIND, subject_id=ballot.id)


def record_result(actor: Reader | None, ballot: Ballot) -> None:
    """Write the count into the audit log: a vote changed later in the database shows at the verification."""
    audit.record(
        actor,
        "ballot.close",
        scope=f"committee:{ballot.committee_id}",
        kind=KIND,
        subject_id=ballot.id,
        **facts_of(ballot),
    )


def facts_of(ballot: Ballot) -> dict[str, Any]:
    """What the count comes to, as the audit log keeps it."""
    db.session.refresh(ballot, attribute_names=["options"])
    counted = count_again(ballot)
    lines = [
        [str(each.answer.choice), each.answer.option_id, each.count, each.weight] for each in counted.lines
    ]
    return {
        "lines": lines,
        "seats": counted.seats,
        "participants": counted.participants,
        "outcome": counted.outcome.value,
    }


def _fill(ballot: Ballot, content: BallotContent, rendered: Rendered) -> None:
    """Give a ballot its words and its manner; raises the sentence of what does not go together."""
    is_remote = ballot.meeting_id is None
    if content.is_secret and not rules_of(ballot.committee_id).is_secret_allowed:
        raise SecretNotAllowedError
    if content.method is BallotMethod.HANDS and (is_remote or content.is_secret):
        raise HandsOnlyInMeetingsError
    if is_remote and (content.closes_at is None or content.closes_at <= database_now()):
        raise DeadlinePassedError
    ballot.question, ballot.slug = content.question, slugify(content.question)
    ballot.source, ballot.html, ballot.plain = content.source, rendered.html, rendered.plain
    ballot.markup_version = markdown.VERSION
    ballot.kind, ballot.method, ballot.is_secret = content.kind, content.method, content.is_secret
    ballot.audience = content.audience
    ballot.closes_at = content.closes_at if is_remote else None
    ballot.participation_percent = content.participation_percent if is_remote else 0
    ballot.version += 1


def _set_options(ballot: Ballot, content: BallotContent) -> None:
    """Give a ballot its options, each once."""
    if content.kind is BallotKind.MOTION:
        return
    labels = list(dict.fromkeys(content.options))
    if len(labels) < 2:
        raise OptionsMissingError
    db.session.add_all(
        BallotOption(ballot_id=ballot.id, position=rank, label=label) for rank, label in enumerate(labels, 1)
    )
    db.session.flush()


def _remote_roll(ballot: Ballot) -> list[OnRoll]:
    """Between meetings: every seat of today's members, with its holder and substitutes."""
    today = clock.today()
    weighted = rules_of(ballot.committee_id).weighting is Weighting.WEIGHTED
    roll = []
    for seat in voting_seats(ballot.committee_id, today):
        people = {
            mandate.user_id: Capacity.HOLDER if mandate.is_holder else Capacity.SUBSTITUTE
            for mandate in seat.mandates_on(today)
        }
        roll.append(OnRoll(seat, seat.weight if weighted else 1, people))
    return roll


def _roll_in_meeting(meeting_id: int) -> list[OnRoll]:
    """In a meeting: the seats occupied now, and those whose proxy is held there; raises `NoQuorumError`."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or not meeting.is_open:
        raise MeetingNotOpenError
    now = clock.now()
    quorum = quorum_at(meeting, now)
    if not quorum.is_reached:
        raise NoQuorumError(quorum.present, quorum.needed, quorum.total, COUNTED[quorum.basis])
    seats = {seat.id: seat for seat in voting_seats(meeting.committee_id, meeting.held_on)}
    roll = []
    for entry in roll_of(meeting, now):
        capacity = Capacity.HOLDER if entry.via_proxy_of is None else Capacity.PROXY
        people = {} if entry.user_id is None else {entry.user_id: capacity}
        roll.append(OnRoll(seats[entry.seat_id], entry.weight, people, entry.via_proxy_of))
    return roll


def _refuse_unfit(ballot: Ballot, roll: list[OnRoll]) -> None:
    """Raise when nobody can vote, or when a secret would not be one."""
    if not roll or (not ballot.is_by_hand and not any(each.people for each in roll)):
        raise NobodyOnRollError
    if ballot.is_secret and len({each.weight for each in roll}) > 1:
        raise SecretNeedsEqualVoicesError
    if ballot.is_secret and len(roll) < SECRET_SEATS_MIN:
        raise SecretNeedsVotersError


def _freeze(ballot: Ballot, roll: list[OnRoll]) -> None:
    """Write the roll: from here on the database refuses to change it."""
    voters = [
        BallotVoter(
            ballot_id=ballot.id,
            committee_id=ballot.committee_id,
            seat_id=each.seat.id,
            name=_name_of(each.seat),
            weight=1 if ballot.is_secret else each.weight,
            holder_seat_id=each.holder_seat_id,
        )
        for each in roll
    ]
    db.session.add_all(voters)
    db.session.flush()
    db.session.add_all(
        BallotPerson(voter_id=voter.id, user_id=user_id, capacity=capacity)
        for voter, each in zip(voters, roll, strict=True)
        for user_id, capacity in each.people.items()
    )
    db.session.flush()


def _name_of(seat: Seat) -> str:
    """A seat as result sheets call it."""
    own = f"{seat.authority.name} ({seat.name})" if seat.name else seat.authority.name
    return own[: BallotVoter.NAME_MAX]
