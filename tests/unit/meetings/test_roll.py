"""Who can be heard at an instant of a meeting, and whether they are enough."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError, NotFoundError
from comite.meetings.models.attendance import Presence, Reply
from comite.meetings.models.meetings import ItemStatus, MeetingStatus
from comite.meetings.models.rules import Weighting
from comite.meetings.queries import get_meeting, quorum_at, roll_of, rules_of
from tests.factories_meetings import (
    again,
    make_agenda_item,
    make_meeting,
    make_presence,
    make_proxy,
    make_rules,
    make_seat,
)


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, status=MeetingStatus.OPEN)


def test_a_seat_is_heard_while_somebody_sits_there(cast, meeting):
    seat = make_seat(cast, cast.valmer, cast.amina, cast.bruno)
    start = meeting.opened_at
    make_presence(cast, meeting, seat, cast.bruno, left_at=start + timedelta(minutes=10))

    during = roll_of(meeting, start + timedelta(minutes=5))

    assert [(each.seat_id, each.user_id, each.weight) for each in during] == [
        (seat.id, cast.bruno.user_id, 1)
    ]
    assert roll_of(meeting, start + timedelta(minutes=10)) == []
    assert roll_of(meeting, start - timedelta(minutes=1)) == []


def test_a_proxy_is_heard_while_its_holder_sits_and_its_giver_does_not(cast, meeting):
    valmer, lead = make_seat(cast, cast.valmer, cast.amina), make_seat(cast, cast.lead, cast.elise)
    make_proxy(cast, meeting, valmer, lead)
    start = meeting.opened_at
    make_presence(cast, meeting, lead, cast.elise, left_at=start + timedelta(minutes=20))
    make_presence(cast, meeting, valmer, cast.amina, arrived_at=start + timedelta(minutes=10))

    before, after = (roll_of(meeting, start + timedelta(minutes=each)) for each in (5, 15))

    assert {each.seat_id: each.via_proxy_of for each in before} == {lead.id: None, valmer.id: lead.id}
    assert {each.seat_id: each.user_id for each in before}[valmer.id] == cast.elise.user_id
    assert {each.seat_id: each.via_proxy_of for each in after} == {lead.id: None, valmer.id: None}
    assert [each.seat_id for each in roll_of(meeting, start + timedelta(minutes=25))] == [valmer.id]


def test_weights_count_only_when_the_committee_says_so(cast, meeting):
    seat = make_seat(cast, cast.valmer, cast.amina, weight=7)
    make_presence(cast, meeting, seat, cast.amina)

    alike = roll_of(meeting, meeting.opened_at)
    make_rules(cast, weighting=Weighting.WEIGHTED)
    weighted = roll_of(meeting, meeting.opened_at)

    assert [each.weight for each in (*alike, *weighted)] == [1, 7]


def test_an_observer_has_no_voice_even_with_a_seat(cast, meeting):
    seat = make_seat(cast, cast.waters, cast.farid)
    make_presence(cast, meeting, seat, cast.farid)

    assert roll_of(meeting, meeting.opened_at) == []
    assert quorum_at(meeting, meeting.opened_at).total == 0


def test_a_seat_that_has_ended_no_longer_counts(cast, meeting):
    make_seat(cast, cast.valmer, cast.amina, ends_on=meeting.held_on)

    assert quorum_at(meeting, meeting.opened_at).total == 0


def test_the_quorum_follows_arrivals_and_departures(cast, meeting):
    seats = [make_seat(cast, cast.valmer) for _ in range(3)]
    start = meeting.opened_at
    make_presence(cast, meeting, seats[0], cast.amina)
    make_presence(cast, meeting, seats[1], arrived_at=start + timedelta(minutes=5))

    assert not quorum_at(meeting, start).is_reached
    assert quorum_at(meeting, start + timedelta(minutes=5)).is_reached


def test_nobody_sits_twice_on_a_seat_at_once(cast, meeting):
    seat = make_seat(cast, cast.valmer, cast.amina)
    make_presence(cast, meeting, seat, cast.amina)

    with pytest.raises(ConflictError):
        make_presence(cast, meeting, seat, cast.bruno)


def test_a_seat_of_another_committee_can_neither_sit_nor_answer_here(cast, meeting):
    foreign = make_seat(cast, cast.ostrelle, cast.chloe, committee=cast.other_committee)
    names = {"meeting_id": meeting.id, "seat_id": foreign.id}

    for committee in (cast.committee, cast.other_committee):
        with pytest.raises(ConflictError), write() as session:
            session.add(Presence(committee_id=committee, attendee_name="Une inconnue", **names))
        with pytest.raises(ConflictError), write() as session:
            session.add(Reply(committee_id=committee, answer="present", **names))


def test_a_meeting_is_read_by_its_committee_with_its_agenda_only(cast):
    meeting = make_meeting(cast)
    make_agenda_item(cast, meeting, "Second", position=2)
    make_agenda_item(cast, meeting, "Premier", position=1)
    make_agenda_item(cast, meeting, "Proposé", status=ItemStatus.PROPOSED)
    make_agenda_item(cast, meeting, "Décliné", status=ItemStatus.DECLINED)

    for reader in (cast.amina, cast.farid, cast.denis):
        found = get_meeting(reader, meeting.id)
        assert [each.title for each in found.items] == ["Premier", "Second"]
    for reader in (cast.chloe, cast.visitor):
        with pytest.raises(NotFoundError):
            get_meeting(reader, meeting.id)


def test_a_committee_without_row_follows_the_defaults(cast):
    assert rules_of(cast.committee).quorum_percent == 50

    make_rules(cast, quorum_percent=66)

    assert rules_of(cast.committee).quorum_percent == 66
    assert rules_of(cast.other_committee).quorum_percent == 50


def test_what_hangs_on_a_meeting_goes_with_it(cast, meeting):
    seat = make_seat(cast, cast.valmer, cast.amina)
    make_presence(cast, meeting, seat, cast.amina)
    make_agenda_item(cast, meeting)

    with write() as session:
        session.execute(delete(type(meeting)).where(type(meeting).id == meeting.id))

    assert db.session.scalars(db.select(Presence)).all() == []


@pytest.mark.parametrize("status", list(MeetingStatus))
def test_a_meeting_can_be_made_in_each_state(cast, status):
    assert again(cast, make_meeting(cast, status=status)).status is status
