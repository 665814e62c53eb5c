"""Votes: the roll is frozen, the last answer counts, a secret is one, and nothing shows before the end."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from comite.accounts import operations as accounts
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import database_now, db, write
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.foundation.markdown import render
from comite.meetings import ballot_dashboard, errors
from comite.meetings.models.ballots import BallotContent, BallotMethod, BallotVoter, Choice, Vote
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.models.rules import CommitteeRules, Rules, Weighting
from comite.meetings.models.seats import Seat
from comite.meetings.operations import ballots as operations
from comite.meetings.operations import telling_votes
from comite.meetings.operations.voting import cast_vote, record_hands
from comite.meetings.queries import ballots as queries
from comite.meetings.tally import Answer, Outcome
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_votes import again, close, holder, make_ballot, make_seats, open_ballot, voter_of

FOR, AGAINST, ABSTAIN = Answer(Choice.FOR), Answer(Choice.AGAINST), Answer(Choice.ABSTAIN)


def weigh(cast: Cast, **rules: object) -> None:
    """Give the committee its own rules."""
    with write() as session:
        session.add(CommitteeRules(committee_id=cast.committee).take(Rules(**rules)))


def vote(ballot, rank: int, answer: Answer, substitute: int = 0) -> None:
    cast_vote(holder(rank, substitute), ballot, voter_of(ballot, rank), answer)


def test_each_seat_votes_once_and_its_last_answer_counts(app: Flask, cast: Cast) -> None:
    make_seats(cast, 3, people=2)
    ballot = open_ballot(cast)

    vote(ballot, 0, FOR)
    vote(ballot, 0, AGAINST, substitute=1)
    vote(ballot, 1, FOR)
    vote(ballot, 1, FOR)
    result = queries.result_of(close(cast, ballot))

    assert (result.line_of(FOR).count, result.line_of(AGAINST).count, result.answered) == (1, 1, 2)
    assert result.outcome is Outcome.REJECTED
    assert db.session.scalar(db.select(db.func.count()).select_from(Vote)) == 3


def test_nothing_is_known_before_the_end_but_how_many_have_voted(app: Flask, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)

    vote(ballot, 0, FOR)

    assert queries.result_of(ballot) is None
    assert queries.roll_sheet(ballot) == []
    assert queries.progress_of(ballot) == queries.Progress(1, 3)
    with clock.at(ballot.closes_at):
        assert queries.result_of(ballot).line_of(FOR).count == 1


def test_somebody_else_does_not_vote_for_a_seat(app: Flask, cast: Cast) -> None:
    make_seats(cast, 2)
    ballot = open_ballot(cast)

    for stranger in (cast.visitor, cast.amina, cast.elise, cast.denis, holder(1)):
        with pytest.raises(NotAllowedError):
            cast_vote(stranger, ballot, voter_of(ballot, 0), FOR)


def test_a_seat_of_another_ballot_does_not_vote(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    first, second = open_ballot(cast), open_ballot(cast)

    with pytest.raises(NotFoundError):
        cast_vote(holder(0), first, voter_of(second, 0), FOR)


def test_who_loses_a_mandate_after_the_opening_keeps_this_vote(app: Flask, cast: Cast) -> None:
    seats = make_seats(cast, 1)
    ballot = open_ballot(cast)
    with write():
        db.session.get(Seat, seats[0].id).ends_on = clock.today()
    vote(ballot, 0, FOR)

    assert queries.result_of(close(cast, ballot)).line_of(FOR).count == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=9)])
def test_after_the_deadline_no_vote_is_received_even_before_anybody_closes(
    app: Flask, cast: Cast, late: timedelta
) -> None:
    make_seats(cast, 2)
    ballot = open_ballot(cast)

    with clock.at(ballot.closes_at + late), pytest.raises(errors.BallotClosedError):
        vote(ballot, 0, FOR)
    with clock.at(ballot.closes_at - timedelta(microseconds=1)):
        vote(ballot, 1, FOR)

    assert queries.progress_of(ballot).voted == 1


def test_the_deadline_is_that_of_the_database_not_of_the_process(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    end = ballot.closes_at
    monkeypatch.setattr(clock, "now", lambda: end + timedelta(days=1))

    vote(ballot, 0, FOR)

    assert queries.progress_of(ballot).voted == 1
    assert database_now() < end


def test_the_worker_closes_at_the_deadline(app: Flask, cast: Cast, work) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    with clock.at(ballot.closes_at + timedelta(hours=3)):
        operations.close_due.later()
        work()

    closed = again(cast, ballot)
    assert closed.closed_at == closed.closes_at
    assert audit.entry_of("ballot.close", "ballot", ballot.id) is not None


def test_a_closed_or_cancelled_ballot_takes_no_votes(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    closed, cancelled = close(cast, open_ballot(cast)), open_ballot(cast)
    operations.cancel_ballot(cast.elise, cancelled, "La question était mal posée.")

    for ballot in (closed, again(cast, cancelled)):
        with pytest.raises(errors.BallotClosedError):
            vote(ballot, 0, FOR)
    assert queries.result_of(again(cast, cancelled)) is None


def test_a_draft_is_changed_and_an_opened_question_is_not(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = make_ballot(cast)
    content = BallotContent("Une autre question ?", closes_at=clock.now() + timedelta(days=1))

    with pytest.raises(StaleVersionError):
        operations.edit_ballot(cast.elise, ballot, content, render(""), 99)
    operations.edit_ballot(cast.elise, ballot, content, render(""), ballot.version)
    operations.open_ballot(cast.elise, again(cast, ballot))

    with pytest.raises(errors.BallotOpenedError):
        operations.edit_ballot(cast.elise, again(cast, ballot), content, render(""), 3)
    with pytest.raises(errors.BallotOpenedError):
        operations.delete_ballot(cast.elise, again(cast, ballot))
    assert again(cast, ballot).question == "Une autre question ?"


def test_only_who_runs_the_committee_runs_its_votes(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    draft, opened = make_ballot(cast), open_ballot(cast)

    for person in (cast.visitor, cast.amina, cast.chloe, cast.farid, holder(0)):
        with pytest.raises(NotAllowedError):
            operations.open_ballot(person, draft)
        with pytest.raises(NotAllowedError):
            operations.close_ballot(person, opened)
        with pytest.raises(NotAllowedError):
            operations.cancel_ballot(person, opened, "Non")
        with pytest.raises(NotAllowedError):
            operations.delete_ballot(person, draft)


def test_a_cancelled_vote_says_why(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)

    with pytest.raises(errors.ReasonToCancelError):
        operations.cancel_ballot(cast.elise, ballot, "  ")


def test_options_are_chosen_among_those_offered(app: Flask, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast, options=("Lundi", "Mardi"))
    other = open_ballot(cast, options=("Mercredi", "Jeudi"))
    monday, tuesday = (Answer(Choice.OPTION, each.id) for each in ballot.options)

    vote(ballot, 0, monday)
    vote(ballot, 1, monday)
    vote(ballot, 2, tuesday)
    for wrong in (FOR, Answer(Choice.OPTION, other.options[0].id), Answer(Choice.OPTION, 99_999)):
        with pytest.raises(errors.NotOfferedError):
            vote(ballot, 2, wrong)
    result = queries.result_of(close(cast, ballot))

    assert (result.outcome, result.winner_id) == (Outcome.CHOSEN, monday.option_id)


def test_weights_count_when_the_committee_weighs_its_voices(app: Flask, cast: Cast) -> None:
    weigh(cast, weighting=Weighting.WEIGHTED)
    make_seats(cast, 3, weights=(5, 1, 1))
    ballot = open_ballot(cast)

    for rank, answer in enumerate((FOR, AGAINST, AGAINST)):
        vote(ballot, rank, answer)
    result = queries.result_of(close(cast, ballot))

    assert (result.line_of(FOR).weight, result.line_of(AGAINST).weight) == (5, 2)
    assert result.outcome is Outcome.ADOPTED


def test_too_few_participants_make_a_remote_vote_without_effect(app: Flask, cast: Cast) -> None:
    make_seats(cast, 4)
    ballot = open_ballot(cast, participation_percent=50)

    vote(ballot, 0, FOR)

    assert queries.result_of(close(cast, ballot)).outcome is Outcome.TOO_FEW


# Secret votes


def test_a_secret_vote_is_counted_and_is_final(app: Flask, cast: Cast) -> None:
    make_seats(cast, 4, people=2)
    ballot = open_ballot(cast, is_secret=True)

    for rank, answer in enumerate((FOR, AGAINST, FOR)):
        vote(ballot, rank, answer)
    with pytest.raises(errors.AlreadySignedError):
        vote(ballot, 0, AGAINST, substitute=1)
    result = queries.result_of(close(cast, ballot))

    assert (result.line_of(FOR).count, result.line_of(AGAINST).count) == (2, 1)
    assert [line.answer for line in queries.roll_sheet(again(cast, ballot))] == [None] * 4
    assert [line.has_voted for line in queries.roll_sheet(again(cast, ballot))] == [True] * 3 + [False]
    assert db.session.scalar(db.select(db.func.count()).select_from(Vote)) == 0


def test_a_secret_that_weights_would_betray_is_refused(app: Flask, cast: Cast) -> None:
    weigh(cast, weighting=Weighting.WEIGHTED)
    make_seats(cast, 3, weights=(5, 1, 1))

    with pytest.raises(errors.SecretNeedsEqualVoicesError):
        open_ballot(cast, is_secret=True)


def test_a_secret_among_two_is_refused(app: Flask, cast: Cast) -> None:
    make_seats(cast, 2)

    with pytest.raises(errors.SecretNeedsVotersError):
        open_ballot(cast, is_secret=True)


def test_a_committee_may_exclude_secret_votes(app: Flask, cast: Cast) -> None:
    weigh(cast, is_secret_allowed=False)

    with pytest.raises(errors.SecretNotAllowedError):
        make_ballot(cast, is_secret=True)


# What the database refuses by itself


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE votes SET choice = 'against'",
        "DELETE FROM votes",
        "UPDATE ballot_voters SET weight = 9",
        "DELETE FROM ballot_people",
        "INSERT INTO votes SELECT voter_id, 2, ballot_id, choice, option_id, cast_at, cast_by_id FROM votes",
        "INSERT INTO votes SELECT voter_id, 1, ballot_id, choice, option_id, cast_at, cast_by_id FROM votes",
    ],
)
def test_the_database_refuses_to_change_a_vote_that_is_closed(app: Flask, cast: Cast, statement: str) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    vote(ballot, 0, FOR)
    close(cast, ballot)
    db.session.commit()

    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE secret_papers SET choice = 'for'",
        "DELETE FROM secret_papers",
        "INSERT INTO secret_papers SELECT ballot_id, 9, choice, option_id FROM secret_papers",
        "DELETE FROM ballot_signatures",
    ],
)
def test_the_database_refuses_to_change_an_urn_that_is_closed(app: Flask, cast: Cast, statement: str) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast, is_secret=True)
    vote(ballot, 0, FOR)
    close(cast, ballot)
    db.session.commit()

    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_a_vote_changed_behind_the_guards_shows_at_the_verification(app: Flask, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot, secret = open_ballot(cast), open_ballot(cast, is_secret=True)
    for each in (ballot, secret):
        vote(each, 0, FOR)
        close(cast, each)
    db.session.commit()
    before = list(audit.verify())

    if db.engine.dialect.name == "postgresql":
        for table in ("votes", "secret_papers"):
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    else:
        for name in ("votes_no_update", "secret_papers_open_update"):
            db.session.execute(text(f"DROP TRIGGER {name}"))
    db.session.execute(text("UPDATE votes SET choice = 'against'"))
    db.session.execute(text("UPDATE secret_papers SET choice = 'against'"))
    after = [fault.place for fault in audit.verify()]
    db.session.rollback()

    assert before == []
    assert after == [f"Vote {ballot.id}", f"Vote {secret.id}"]


# In a meeting


def make_open_meeting(cast: Cast, seats: list[Seat], present: int) -> Meeting:
    """A meeting going on, with the first seats occupied."""
    from comite.meetings.models.attendance import Presence

    now = clock.now()
    with write() as session:
        meeting = Meeting(
            committee_id=cast.committee,
            authority_id=cast.lead,
            title="Séance d’essai",
            slug="seance-d-essai",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
            proposals_until=now - timedelta(days=9),
            status=MeetingStatus.OPEN,
            convened_at=now - timedelta(days=9),
            opened_at=now - timedelta(hours=1),
            created_by_id=5,
        )
        session.add(meeting)
        session.flush()
        for seat in seats[:present]:
            session.add(
                Presence(
                    meeting_id=meeting.id,
                    committee_id=cast.committee,
                    seat_id=seat.id,
                    user_id=seat.id,
                    arrived_at=now - timedelta(minutes=30),
                )
            )
        session.flush()
    return meeting


def test_without_quorum_a_vote_is_refused_with_the_reason(app: Flask, cast: Cast) -> None:
    seats = make_seats(cast, 5)
    meeting = make_open_meeting(cast, seats, present=2)
    ballot = make_ballot(cast, meeting=meeting)

    with pytest.raises(errors.NoQuorumError, match="2 sièges présents sur 5, il en faut 3"):
        operations.open_ballot(cast.elise, ballot)

    assert again(cast, ballot).is_draft


def test_those_who_arrive_after_the_opening_are_not_on_the_roll(app: Flask, cast: Cast) -> None:
    from comite.meetings.models.attendance import Presence

    seats = make_seats(cast, 5)
    meeting = make_open_meeting(cast, seats, present=3)
    ballot = make_ballot(cast, meeting=meeting)
    operations.open_ballot(cast.elise, ballot)
    with write() as session:
        session.add(
            Presence(
                meeting_id=meeting.id, committee_id=cast.committee, seat_id=seats[4].id, user_id=seats[4].id
            )
        )

    assert [each.seat_id for each in queries.voters_of(ballot)] == [each.id for each in seats[:3]]


def test_who_holds_a_proxy_votes_separately_for_the_seat_that_gave_it(app: Flask, cast: Cast) -> None:
    from comite.meetings.models.attendance import Proxy

    seats = make_seats(cast, 4)
    meeting = make_open_meeting(cast, seats, present=3)
    with write() as session:
        session.add(
            Proxy(
                meeting_id=meeting.id,
                committee_id=cast.committee,
                giver_seat_id=seats[3].id,
                holder_seat_id=seats[0].id,
            )
        )
    ballot = make_ballot(cast, meeting=meeting)
    with clock.at(clock.now() + timedelta(seconds=1)):
        operations.open_ballot(cast.elise, ballot)
        cast_vote(holder(0), ballot, voter_of(ballot, 0), FOR)
        cast_vote(holder(0), ballot, voter_of(ballot, 3), AGAINST)
        with pytest.raises(NotAllowedError):
            cast_vote(holder(3), ballot, voter_of(ballot, 3), FOR)

        voices = queries.voices_of(again(cast, ballot), holder(0).user_id)
        assert [(each.voter.name, each.capacity.value, each.answer) for each in voices] == [
            ("Commune 00", "holder", FOR),
            ("Commune 03", "proxy", AGAINST),
        ]


def test_raised_hands_are_recorded_and_corrected_by_the_animator(app: Flask, cast: Cast) -> None:
    seats = make_seats(cast, 3)
    meeting = make_open_meeting(cast, seats, present=3)
    ballot = make_ballot(cast, meeting=meeting, method=BallotMethod.HANDS)
    operations.open_ballot(cast.elise, ballot)
    ballot = again(cast, ballot)
    voters = [voter_of(ballot, rank).id for rank in range(3)]

    record_hands(cast.elise, ballot, dict.fromkeys(voters, FOR))
    record_hands(cast.elise, ballot, {voters[1]: AGAINST})
    with pytest.raises(NotAllowedError):
        record_hands(cast.amina, ballot, {voters[0]: AGAINST})
    with pytest.raises(errors.HandsOnlyInMeetingsError):
        vote(ballot, 0, AGAINST)
    with pytest.raises(NotFoundError):
        record_hands(cast.elise, ballot, {99_999: FOR})
    result = queries.result_of(close(cast, ballot))

    assert (result.line_of(FOR).count, result.line_of(AGAINST).count) == (2, 1)


def test_hands_are_not_raised_in_secret_nor_at_a_distance(app: Flask, cast: Cast) -> None:
    with pytest.raises(errors.HandsOnlyInMeetingsError):
        make_ballot(cast, method=BallotMethod.HANDS)


# Who is told


def test_an_opened_remote_vote_is_mailed_with_its_link_and_reminded_once(
    app: Flask, cast: Cast, work, data_dir
) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)
    work()
    vote(ballot, 0, FOR)
    with clock.at(ballot.closes_at - timedelta(hours=40)):
        for _ in range(2):
            telling_votes.remind_due.later()
            work()

    mails = [path.read_text(encoding="utf-8") for path in (data_dir / "mails").glob("*.eml")]
    reminders = [mail for mail in mails if "reminder@" in mail]
    assert (len(mails), len(reminders)) == (5, 2)
    assert all("/votes/voter/" in mail for mail in mails)


@pytest.mark.parametrize(("hours", "sent"), [(1, 0), (23, 0), (25, 3)])
def test_a_short_vote_is_not_reminded_of_as_soon_as_it_opens(
    app: Flask, cast: Cast, work, data_dir, hours: int, sent: int
) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast, closes_at=clock.now() + timedelta(hours=30))
    work()

    with clock.at(ballot.opened_at + timedelta(hours=hours)):
        telling_votes.remind_due.later()
        work()

    assert len(list((data_dir / "mails").glob("*.eml"))) == 3 + sent


def test_a_worker_that_comes_back_late_does_not_remind_of_what_it_has_just_told(
    app: Flask, cast: Cast, work, data_dir
) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)

    with clock.at(ballot.closes_at - timedelta(hours=40)):
        telling_votes.remind_due.later()
        work()

    assert len(list((data_dir / "mails").glob("*.eml"))) == 3


def awaiting(reader: Reader) -> list[int]:
    """The votes on somebody's dashboard."""
    return [row.key for row in db.session.execute(ballot_dashboard.awaiting(reader))]


def test_a_vote_that_awaits_somebody_is_shown_until_their_seat_has_voted(app: Flask, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot, secret = open_ballot(cast), open_ballot(cast, is_secret=True)
    before = awaiting(holder(0))

    vote(ballot, 0, FOR)
    vote(secret, 0, FOR)

    assert sorted(before) == [ballot.id, secret.id]
    assert awaiting(holder(0)) == []
    assert awaiting(cast.amina) == []
    assert len(awaiting(holder(1))) == 2


def test_an_erased_account_leaves_the_votes_and_the_log_whole(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    vote(ballot, 0, FOR)
    close(cast, ballot)
    person = db.session.get(User, holder(0).user_id)

    accounts.erase_again([(person.id, person.created_at)])

    assert queries.result_of(again(cast, ballot)).line_of(FOR).count == 1
    assert list(audit.verify()) == []
    assert waiting_jobs() != []


def test_a_roll_names_seats_as_they_were(app: Flask, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    from comite.territories.models import LocalAuthority

    with write():
        db.session.get(LocalAuthority, 5_000).name = "Commune nouvelle"

    assert [each.name for each in db.session.scalars(db.select(BallotVoter))] == ["Commune 00"]
    assert ballot.is_draft is False
