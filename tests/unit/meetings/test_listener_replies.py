"""Those who observe a committee are convened, say if they come, and count for nothing."""

from datetime import timedelta

import pytest

from comite.accounts import operations as accounts
from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.meetings.errors import ListenerAnswerError, RepliesClosedError
from comite.meetings.links import ListeningLink, listening_path, read_listening, read_reply
from comite.meetings.minutes_text import draft_sections
from comite.meetings.models.attendance import Answer, ListenerReply, Reply
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.operations import convocation, replies
from comite.meetings.queries import get_meeting, quorum_at, roll_of
from comite.meetings.queries.listeners import list_listener_replies
from comite.meetings.views.minutes import _material
from tests.factories_meetings import again, make_agenda_item, make_meeting, make_seat
from tests.unit.meetings.test_convocation import event_of, mails


@pytest.fixture
def meeting(cast):
    make_seat(cast, cast.valmer, cast.amina)
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    make_agenda_item(cast, meeting, "Une charte commune")
    return again(cast, meeting)


def convened(cast, meeting):
    convocation.convene_meeting(cast.elise, meeting)
    return again(cast, meeting)


def link_for(cast, meeting):
    return ListeningLink(meeting.id, cast.waters, cast.farid.user_id)


def test_an_observer_is_convened_with_a_calendar_file_that_expects_no_voice(app, cast, meeting, work):
    convened(cast, meeting)
    work()

    (sent,) = [each for each in mails(app) if each["To"].addresses[0].addr_spec == cast.farid.email]
    words = sent.get_body(("plain",)).get_content()
    method, event = event_of(sent)
    assert (method, str(event["ATTENDEE"].params["ROLE"])) == ("REQUEST", "OPT-PARTICIPANT")
    assert "Syndicat des eaux du Val observe ce comité" in words
    assert "sans voix" in words
    token = words.split("/seances/assister/")[1].split()[0]
    assert read_listening(token) == link_for(cast, meeting)
    assert read_reply(token) is None


def test_an_observer_hears_of_changes_reminders_and_the_cancellation(app, cast, meeting, work):
    convocation.tell_change(cast.elise, convened(cast, meeting))
    work()
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "La salle a brûlé.")
    work()

    own = [each for each in mails(app) if each["To"].addresses[0].addr_spec == cast.farid.email]
    found = [event_of(each) for each in own]
    assert [method for method, _ in found] == ["REQUEST", "CANCEL"]
    assert [int(event["SEQUENCE"]) for _, event in found] == [1, 2]
    assert len({str(event["UID"]) for _, event in found}) == 1


def test_who_sits_for_another_authority_is_convened_once_with_a_voice(app, cast, meeting, work):
    make_seat(cast, cast.lead, cast.farid)

    convened(cast, meeting)
    work()

    (sent,) = [each for each in mails(app) if each["To"].addresses[0].addr_spec == cast.farid.email]
    assert str(event_of(sent)[1]["ATTENDEE"].params["ROLE"]) == "REQ-PARTICIPANT"


def test_the_last_answer_of_an_observer_counts_and_none_is_a_voice(cast, meeting):
    coming = convened(cast, meeting)
    replies.reply_as_observer(cast.farid, coming, Answer.PRESENT)
    replies.reply_as_observer_by_link(link_for(cast, meeting), again(cast, meeting), Answer.EXCUSED)

    (found,) = list_listener_replies(meeting)
    assert (found.user_id, found.authority_id, found.answer) == (
        cast.farid.user_id,
        cast.waters,
        Answer.EXCUSED,
    )
    assert db.session.scalars(db.select(Reply)).all() == []
    assert quorum_at(again(cast, meeting), clock.now()).total == 1
    assert roll_of(again(cast, meeting), clock.now()) == []


@pytest.mark.parametrize("answer", [Answer.SUBSTITUTE, Answer.PROXY])
def test_an_observer_has_neither_substitute_nor_proxy(cast, meeting, answer):
    coming = convened(cast, meeting)

    with pytest.raises(ListenerAnswerError):
        replies.reply_as_observer(cast.farid, coming, answer)


@pytest.mark.parametrize("name", ["amina", "bruno", "chloe", "elise", "denis"])
def test_only_people_of_an_observing_authority_answer_so(cast, meeting, name):
    coming = convened(cast, meeting)

    with pytest.raises(NotAllowedError):
        replies.reply_as_observer(getattr(cast, name), coming, Answer.PRESENT)


def test_a_link_is_for_one_meeting_one_person_and_while_their_authority_observes(cast, meeting):
    other, coming = make_meeting(cast), convened(cast, meeting)

    with pytest.raises(NotFoundError):
        replies.reply_as_observer_by_link(link_for(cast, other), coming, Answer.PRESENT)
    for stranger in (
        ListeningLink(meeting.id, cast.valmer, cast.amina.user_id),
        ListeningLink(meeting.id, cast.valmer, cast.farid.user_id),
    ):
        with pytest.raises(NotFoundError):
            replies.reply_as_observer_by_link(stranger, again(cast, meeting), Answer.PRESENT)
    accounts.suspend(cast.denis, db.session.get(User, cast.farid.user_id), "Compte partagé.")
    with pytest.raises(NotFoundError):
        replies.reply_as_observer_by_link(link_for(cast, meeting), again(cast, meeting), Answer.PRESENT)


@pytest.mark.parametrize("status", [MeetingStatus.PREPARING, MeetingStatus.OPEN, MeetingStatus.CANCELLED])
def test_one_answers_between_the_convocation_and_the_opening(cast, status):
    closed = make_meeting(cast, status=status)

    with pytest.raises(RepliesClosedError):
        replies.reply_as_observer(cast.farid, closed, Answer.PRESENT)


def test_the_dashboard_asks_until_it_has_an_answer(client, cast, meeting):
    convened(cast, meeting)
    farid = client.as_(cast.farid)
    page = f"/seances/{meeting.id}-{meeting.slug}"

    before = farid.get("/").text
    form = farid.get(f"/seances/{meeting.id}/reponse").text
    farid.post(f"/seances/{meeting.id}/reponse", {"answer": "excused"}, follow=True)

    assert "dites si vous assistez" in before
    assert "dites si vous assistez" not in farid.get("/").text
    assert "dites si vous assistez" not in client.as_(cast.bruno).get("/").text
    assert "pouvoir" not in form
    assert "Syndicat des eaux du Val, sans voix" in farid.get(page).text
    assert "Absence excusée" in farid.get(page).text


def test_who_runs_the_committee_and_the_sheet_see_the_answer(client, cast, meeting):
    convened(cast, meeting)
    address = listening_path(link_for(cast, meeting))

    client.get(address)
    assert db.session.scalars(db.select(ListenerReply)).all() == []
    done = client.post(address, {"answer": "present"}).text

    elise = client.as_(cast.elise)
    for page in (f"/seances/{meeting.id}-{meeting.slug}", f"/seances/{meeting.id}/presences"):
        seen = elise.get(page).text
        assert "Farid Haddad, Syndicat des eaux du Val" in seen
        assert "Présence annoncée" in seen
    assert "Présence annoncée" in done
    assert "Présence annoncée" not in client.as_(cast.bruno).get(f"/seances/{meeting.id}-{meeting.slug}").text


def test_the_minutes_name_the_observers_who_were_excused(cast):
    meeting = make_meeting(cast)
    replies.reply_as_observer(cast.farid, meeting, Answer.EXCUSED)
    with write() as session:
        found = session.get(Meeting, meeting.id)
        found.status, found.starts_at = MeetingStatus.CLOSED, clock.now() - timedelta(hours=2)
        found.opened_at, found.closed_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1)

    held = get_meeting(cast.elise, meeting.id)
    said = draft_sections(held, _material(cast.elise, held))[0].source

    assert "**Observateurs excusés** (1)\n\n- Farid Haddad, Syndicat des eaux du Val" in said
