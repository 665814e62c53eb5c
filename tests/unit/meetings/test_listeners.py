"""Observers and guests: noted on the sheet, named by the minutes, counted by nothing."""

import pytest

from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError, NotAllowedError, NotFoundError
from comite.meetings.errors import (
    AlreadyListeningError,
    NameMissingError,
    NotObserverError,
    NotOpenError,
    NotThereError,
)
from comite.meetings.minutes_text import draft_sections
from comite.meetings.models.attendance import Listener, ListenerFacts
from comite.meetings.models.meetings import MeetingStatus
from comite.meetings.operations import attendance as operations
from comite.meetings.queries import get_meeting, quorum_at, roll_of
from comite.meetings.queries import minutes as minutes_queries
from comite.meetings.queries.listeners import get_listener, list_listeners, possible_observers
from comite.meetings.views.minutes import _material
from tests.factories_meetings import again, make_meeting, make_presence, make_seat


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, status=MeetingStatus.OPEN)


def farid_of(cast):
    return ListenerFacts(cast.farid.user_id, cast.waters)


def test_an_observer_is_noted_with_the_hours_of_their_coming_and_going(cast, meeting):
    listener = operations.listen(cast.elise, meeting, farid_of(cast))
    operations.stop_listening(cast.elise, meeting, get_listener(meeting, listener.id))

    (found,) = list_listeners(meeting)
    assert (found.name, found.place, found.is_observer) == ("Farid Haddad", "Syndicat des eaux du Val", True)
    assert not found.is_there
    with pytest.raises(NotThereError):
        operations.stop_listening(cast.elise, meeting, get_listener(meeting, listener.id))
    operations.listen(cast.elise, meeting, farid_of(cast))
    assert len(list_listeners(meeting)) == 2


def test_a_guest_is_noted_by_name_and_for_whom(cast, meeting):
    operations.listen(cast.elise, meeting, ListenerFacts(attendee_name="Jeanne Roche", organisation="L’eau"))

    (found,) = list_listeners(meeting)
    assert (found.name, found.place, found.is_observer) == ("Jeanne Roche", "L’eau", False)
    with pytest.raises(NameMissingError):
        operations.listen(cast.elise, again(cast, meeting), ListenerFacts(attendee_name=" "))


def test_an_observer_has_no_voice_whatever_the_rule(cast, meeting):
    make_seat(cast, cast.valmer, cast.amina)
    operations.listen(cast.elise, meeting, farid_of(cast))
    operations.listen(cast.elise, again(cast, meeting), ListenerFacts(attendee_name="Jeanne Roche"))

    quorum = quorum_at(again(cast, meeting), clock.now())

    assert (quorum.present, quorum.is_reached) == (0, False)
    assert roll_of(again(cast, meeting), clock.now()) == []


def test_only_people_of_an_observing_authority_are_observers(cast, meeting):
    assert [each.user_id for each in possible_observers(meeting)] == [cast.farid.user_id]
    for facts in (ListenerFacts(cast.bruno.user_id, cast.valmer), ListenerFacts(cast.farid.user_id, 2)):
        with pytest.raises(NotObserverError):
            operations.listen(cast.elise, again(cast, meeting), facts)


def test_nobody_is_there_twice_at_once(cast, meeting):
    operations.listen(cast.elise, meeting, farid_of(cast))
    with pytest.raises(AlreadyListeningError):
        operations.listen(cast.elise, again(cast, meeting), farid_of(cast))

    with pytest.raises(ConflictError), write() as session:
        session.add(
            Listener(
                meeting_id=meeting.id,
                committee_id=meeting.committee_id,
                user_id=cast.farid.user_id,
                authority_id=cast.waters,
            )
        )


def test_the_sheet_is_filled_by_who_runs_the_committee_while_it_is_open(cast, meeting):
    with pytest.raises(NotAllowedError):
        operations.listen(cast.amina, meeting, farid_of(cast))
    closed = make_meeting(cast, status=MeetingStatus.CLOSED)
    with pytest.raises(NotOpenError):
        operations.listen(cast.elise, closed, farid_of(cast))


def test_a_mistake_leaves_nothing(cast, meeting):
    listener = operations.listen(cast.elise, meeting, farid_of(cast))
    operations.cancel_listening(cast.elise, meeting, get_listener(meeting, listener.id))

    assert list_listeners(meeting) == []
    other = make_meeting(cast, status=MeetingStatus.OPEN)
    kept = operations.listen(cast.elise, other, farid_of(cast))
    with pytest.raises(NotFoundError):
        get_listener(meeting, kept.id)


def test_the_minutes_name_them_apart_and_they_receive_them(cast, meeting):
    make_presence(cast, meeting, make_seat(cast, cast.valmer, cast.amina), cast.amina)
    operations.listen(cast.elise, get_meeting(cast.elise, meeting.id), farid_of(cast))
    guest = ListenerFacts(attendee_name="Jeanne Roche", organisation="L’eau pour tous")
    operations.listen(cast.elise, again(cast, meeting), guest)

    held = again(cast, meeting)
    attendance = draft_sections(held, _material(cast.elise, held))[0].source

    assert "**Présents** (1)" in attendance
    assert "**Observateurs, sans voix** (1)\n\n- Farid Haddad, Syndicat des eaux du Val" in attendance
    assert "**Invités, sans voix** (1)\n\n- Jeanne Roche, L’eau pour tous" in attendance
    assert cast.farid.user_id in minutes_queries.ids_of_attendees(meeting.id)
    assert minutes_queries.attended(cast.farid, meeting)
    assert db.session.scalar(db.select(db.func.count()).select_from(Listener)) == 2
