"""The tab of what is to do: each thing that waits for its reader, until it is done, and nothing else."""

from datetime import timedelta

import pytest

from comite.datasets import operations as datasets
from comite.engineering.operations import missions, offers
from comite.experiences import operations as experiences
from comite.experiences.queries import whole_report
from comite.foundation import clock
from comite.foundation.database import write
from comite.meetings.models.ballots import Choice
from comite.meetings.models.meetings import ItemContent, ItemKind, MeetingStatus
from comite.meetings.operations import ballots
from comite.meetings.operations.agenda import accept_item, add_item
from comite.meetings.operations.convocation import convene_meeting
from comite.meetings.operations.minutes import answer_amendment, propose_amendment
from comite.meetings.operations.voting import cast_vote
from comite.meetings.tally import Answer
from comite.notifications.models import Notification, Reason
from tests.factories_datasets import make_dataset
from tests.factories_engineering import again, close_mission, make_mission, make_offer, make_request
from tests.factories_experiences import make_proposed, make_report
from tests.factories_meetings import again as read_again
from tests.factories_meetings import make_agenda_item, make_meeting, make_reply, make_seat
from tests.factories_minutes import circulate, hold_meeting, make_action
from tests.factories_votes import holder, make_seats, open_ballot, voter_of

PATH = "/notifications?voir=a-faire"


def to_do(client, person):
    """What the tab shows a person."""
    return client.as_(person).get(PATH).text


def tell(person, reason, kind, subject_id):
    """Say something to somebody."""
    with write() as session:
        session.add(
            Notification(
                recipient_id=person.user_id,
                reason=reason,
                kind=kind,
                subject_id=subject_id,
                topic_kind=kind,
                topic_id=subject_id,
            )
        )


def test_nothing_to_do_is_said(client, cast):
    assert "Rien ne vous attend" in to_do(client, cast.bruno)


def test_a_vote_is_there_until_it_is_cast(client, cast):
    make_seats(cast, 2)
    ballot = open_ballot(cast)
    question = ballot.question.replace(" ?", "\u202f?")

    before = to_do(client, holder(0))
    cast_vote(holder(0), ballot, voter_of(ballot, 0), Answer(Choice.FOR))

    assert "Un vote vous attend" in before
    assert question in before
    assert "Rien ne vous attend" in to_do(client, holder(0))
    assert question in to_do(client, holder(1))


def test_a_vote_that_is_over_waits_no_more(client, cast):
    make_seats(cast, 1)
    ballot = open_ballot(cast)

    ballots.close_ballot(cast.elise, ballot)

    assert "Rien ne vous attend" in to_do(client, holder(0))


def test_a_mission_to_evaluate_is_there_until_it_is(client, cast):
    mission = make_mission(cast)
    missions.ask_for_evaluation(cast.elise, mission)

    before = to_do(client, cast.bruno)
    close_mission(cast, again(cast.bruno, mission))

    assert "vous demande d’évaluer la mission" in before
    assert "Rien ne vous attend" in to_do(client, cast.bruno)


def test_an_offer_is_there_until_it_is_answered(client, cast):
    request = make_request(cast)
    offer = make_offer(cast, request)

    before = to_do(client, cast.bruno)
    offers.accept_offer(cast.bruno, again(cast.bruno, request), offer, "Avec plaisir.")

    assert "propose son aide" in before
    assert "propose son aide" not in to_do(client, cast.bruno)


def test_a_request_is_there_for_the_animator_until_somebody_offers(client, cast):
    request = make_request(cast)

    before = to_do(client, cast.elise)
    make_offer(cast, request)

    assert "demande un appui" in before
    assert "demande un appui" not in to_do(client, cast.elise)


def test_a_report_to_approve_is_there_until_it_is_published(client, cast):
    report = make_proposed(cast)

    before = to_do(client, cast.amina)
    experiences.publish_report(cast.amina, whole_report(report.id))

    assert "attend votre validation" in before
    assert "Rien ne vous attend" in to_do(client, cast.amina)


def test_changes_that_were_asked_are_there_until_it_is_proposed_again(client, cast):
    report = make_proposed(cast)
    experiences.request_changes(cast.amina, whole_report(report.id), "Ajoutez le coût.")

    before = to_do(client, cast.bruno)
    experiences.propose_report(cast.bruno, whole_report(report.id))

    assert "demande des modifications" in before
    assert "Rien ne vous attend" in to_do(client, cast.bruno)


def test_a_review_is_there_once_its_day_has_come(client, cast):
    report = make_report(cast)
    tell(cast.bruno, Reason.REVIEW_DUE, "experience", report.id)

    early = to_do(client, cast.bruno)
    with write() as session:
        session.merge(whole_report(report.id)).review_on = clock.today()

    assert "Rien ne vous attend" in early
    assert "Une relecture est à faire" in to_do(client, cast.bruno)


def test_a_dataset_to_approve_is_there_until_it_is_published(client, cast):
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    datasets.propose_dataset(cast.bruno, dataset)

    assert "attend votre validation" in to_do(client, cast.amina)


def test_a_convocation_is_there_until_it_is_answered(client, cast):
    seat = make_seat(cast, cast.valmer, cast.bruno)
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    make_agenda_item(cast, meeting)
    convene_meeting(cast.elise, read_again(cast, meeting))

    before = to_do(client, cast.bruno)
    make_reply(cast, meeting, seat)

    assert "vous convoque" in before
    assert "Rien ne vous attend" in to_do(client, cast.bruno)


def test_a_convocation_does_not_wait_for_who_sits_no_more(client, cast):
    seat = make_seat(cast, cast.valmer, cast.bruno)
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    make_agenda_item(cast, meeting)
    convene_meeting(cast.elise, read_again(cast, meeting))

    with write() as session:
        session.merge(seat).ends_on = clock.today()

    assert "Rien ne vous attend" in to_do(client, cast.bruno)


def test_a_proposed_point_is_there_until_it_is_answered(client, cast):
    item = add_item(cast.amina, make_meeting(cast), ItemContent("Charte locale", ItemKind.DISCUSSION))

    before = to_do(client, cast.elise)
    accept_item(cast.elise, item)

    assert "propose un point" in before
    assert "Rien ne vous attend" in to_do(client, cast.elise)


def test_a_proposed_point_waits_no_more_once_its_meeting_has_begun(client, cast):
    meeting = make_meeting(cast)
    add_item(cast.amina, meeting, ItemContent("Charte locale", ItemKind.DISCUSSION))
    with write() as session:
        begun = session.merge(meeting)
        begun.status, begun.convened_at, begun.opened_at = MeetingStatus.OPEN, clock.now(), clock.now()

    assert "Rien ne vous attend" in to_do(client, cast.elise)


def test_an_amendment_is_there_until_it_is_answered(client, cast):
    meeting = hold_meeting(cast)
    minutes = circulate(cast, meeting)
    asked = propose_amendment(cast.amina, meeting, minutes, minutes.sections[0], "Préciser le montant.")

    before = to_do(client, cast.elise)
    answer_amendment(cast.elise, meeting, minutes, asked, accepted=False, answer="Il est plus bas.")

    assert "amendement" in before
    assert "amendement" not in to_do(client, cast.elise)


@pytest.mark.parametrize("days", [-3, 30])
def test_an_action_is_there_late_or_not(client, cast, days):
    action = make_action(cast, due_on=clock.today() + timedelta(days=days))
    tell(cast.bruno, Reason.ACTION_ASSIGNED, "decision", action.decision_id)

    assert "vous confie une action" in to_do(client, cast.bruno)


def test_what_others_do_is_not_there(client, cast):
    report = make_report(cast)
    tell(cast.bruno, Reason.PUBLISHED, "experience", report.id)

    assert "Rien ne vous attend" in to_do(client, cast.bruno)
