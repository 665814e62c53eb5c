"""Convening, changing, cancelling, reminding: who is told, and what calendar programs read."""

import io
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from icalendar import Calendar

from comite.foundation import clock, storage
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.meetings.errors import (
    EmptyAgendaError,
    NotCancelledError,
    NotComingError,
    NotConvenedError,
    NotEntitledError,
    NothingToTellError,
    PastMeetingError,
    ProxyLimitError,
    ReasonMissingError,
    RepliesClosedError,
    SubstituteMissingError,
)
from comite.meetings.forms import facts_of
from comite.meetings.links import ReplyLink, read_reply, reply_path
from comite.meetings.models.attendance import Answer, Proxy, Reply, ReplyFacts
from comite.meetings.models.meetings import ItemContent, MeetingContent, MeetingStatus, NewDocument
from comite.meetings.operations import agenda, convocation, replies
from comite.meetings.operations import meetings as operations
from comite.meetings.queries import get_meeting
from comite.meetings.queries.seats import get_seat
from comite.notifications.models import Notification
from tests.factories_meetings import again, make_agenda_item, make_meeting, make_seat


@pytest.fixture
def seat(cast):
    return make_seat(cast, cast.valmer, cast.amina, cast.bruno)


@pytest.fixture
def meeting(cast, seat):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING, place="Salle des fêtes")
    make_agenda_item(cast, meeting, "Une charte commune")
    return again(cast, meeting)


def mails(app: Flask):
    """The mails that were sent, latest last, and forgotten once read."""
    folder = app.extensions["settings"].data_dir / "mails"
    found = []
    for path in sorted(folder.glob("*.eml")):
        found.append(message_from_bytes(path.read_bytes(), policy=policy.default))
        path.unlink()
    return found


def event_of(mail):
    """The calendar part of a mail, as a calendar program reads it: its method and its event."""
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), next(iter(calendar.walk("VEVENT")))


def content_of(meeting):
    facts = facts_of(meeting)
    return MeetingContent(
        facts["title"],
        meeting.starts_at,
        meeting.ends_at,
        meeting.place_kind,
        meeting.place,
        audience=meeting.audience,
    )


def test_holders_and_substitutes_are_convened_with_a_calendar_file(app, cast, meeting, work):
    assert convocation.convene_meeting(cast.elise, meeting) == 3
    work()

    sent = {each["To"].addresses[0].addr_spec: each for each in mails(app)}
    assert set(sent) == {cast.amina.email, cast.bruno.email, cast.farid.email}
    method, event = event_of(sent[cast.amina.email])
    assert (method, int(event["SEQUENCE"]), str(event["STATUS"])) == ("REQUEST", 0, "CONFIRMED")
    assert event["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    assert str(event["LOCATION"]) == "Salle des fêtes"
    assert "Une charte commune" in sent[cast.amina.email].get_body(("plain",)).get_content()
    assert "/seances/repondre/" in sent[cast.amina.email].get_body(("plain",)).get_content()
    assert again(cast, meeting).is_convened


def test_updates_and_the_cancellation_keep_the_uid_and_raise_the_sequence(app, cast, meeting, work):
    convocation.convene_meeting(cast.elise, meeting)
    work()
    first = event_of(mails(app)[0])
    later = meeting.starts_at + timedelta(days=1)
    moved = replace(content_of(meeting), starts_at=later, ends_at=later + timedelta(hours=1))
    operations.edit_meeting(cast.elise, again(cast, meeting), moved, 1)
    convocation.tell_change(cast.elise, again(cast, meeting))
    work()
    second = event_of(mails(app)[0])
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "La salle a brûlé.")
    work()
    last = mails(app)
    third = event_of(last[0])

    assert [each[0] for each in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(each[1]["UID"]) for each in (first, second, third)}) == 1
    sequences = [int(each[1]["SEQUENCE"]) for each in (first, second, third)]
    assert sequences == sorted(set(sequences))
    assert second[1]["DTSTART"].dt.day == later.day
    assert str(third[1]["STATUS"]) == "CANCELLED"
    assert len(last) == 3
    assert "La salle a brûlé." in last[0].get_body(("plain",)).get_content()


def test_documents_travel_within_limits_and_the_mail_says_what_is_left(app, cast, meeting, work, monkeypatch):
    monkeypatch.setattr(convocation, "ATTACHED_BYTES_MAX", 10)
    kept = [storage.current().put(io.BytesIO(each), 100) for each in (b"petit", b"bien trop lourd")]
    files = tuple(NewDocument(each, f"note-{each.size}.pdf", "application/pdf") for each in kept)
    agenda.add_item(cast.elise, meeting, ItemContent("Avec documents"), files)

    convocation.convene_meeting(cast.elise, again(cast, meeting))
    work()

    mail = mails(app)[0]
    names = [each.get_filename() for each in mail.iter_attachments()]
    assert names == ["seance.ics", "note-5.pdf"]
    assert "1\u00a0document est à lire" in mail.get_body(("plain",)).get_content()


def test_one_is_convened_to_something_somewhere_in_time(cast, seat):
    past = make_meeting(cast, status=MeetingStatus.PREPARING, starts_at=clock.now() - timedelta(days=1))
    with pytest.raises(PastMeetingError):
        convocation.convene_meeting(cast.elise, past)
    empty = make_meeting(cast, status=MeetingStatus.PREPARING)
    with pytest.raises(EmptyAgendaError):
        convocation.convene_meeting(cast.elise, empty)
    with pytest.raises(NotComingError):
        convocation.convene_meeting(cast.elise, make_meeting(cast))
    with pytest.raises(NotAllowedError):
        convocation.convene_meeting(cast.amina, make_meeting(cast, status=MeetingStatus.PREPARING))
    with pytest.raises(NotConvenedError):
        convocation.tell_change(cast.elise, make_meeting(cast, status=MeetingStatus.PREPARING))


def test_a_committee_without_seats_convenes_nobody(cast):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    make_agenda_item(cast, meeting)

    with pytest.raises(NothingToTellError):
        convocation.convene_meeting(cast.elise, again(cast, meeting))


def test_a_cancellation_says_why_and_before_the_convocation_tells_nobody(app, cast, meeting, work):
    with pytest.raises(ReasonMissingError):
        convocation.cancel_meeting(cast.elise, meeting, " ")

    convocation.cancel_meeting(cast.elise, again(cast, meeting), "Pas assez de points.")
    work()

    assert mails(app) == []
    with pytest.raises(NotComingError):
        convocation.cancel_meeting(cast.elise, again(cast, meeting), "Encore.")


def test_a_meeting_cancelled_by_mistake_is_prepared_again_with_its_agenda(app, cast, meeting, work):
    convocation.convene_meeting(cast.elise, meeting)
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "Une erreur de date.")
    work()
    mails(app)

    convocation.restore_meeting(cast.elise, again(cast, meeting))
    after = again(cast, meeting)
    facts = (after.is_preparing, after.cancelled_reason, [each.title for each in after.items])
    convocation.convene_meeting(cast.elise, after)
    work()

    assert facts == (True, "", ["Une charte commune"])
    assert again(cast, meeting).sequence == 2
    assert any("Convocation" in str(each["Subject"]) for each in mails(app))


@pytest.mark.parametrize("name", ["amina", "bruno", "chloe", "farid", "visitor"])
def test_only_who_runs_the_committee_brings_a_meeting_back(cast, meeting, name):
    convocation.cancel_meeting(cast.elise, meeting, "Une erreur de date.")

    with pytest.raises(NotAllowedError):
        convocation.restore_meeting(getattr(cast, name), again(cast, meeting))


def test_a_meeting_comes_back_only_while_its_hour_is_to_come(cast, meeting):
    with pytest.raises(NotCancelledError):
        convocation.restore_meeting(cast.elise, meeting)
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "Une erreur de date.")

    with clock.at(meeting.ends_at), pytest.raises(NotCancelledError):
        convocation.restore_meeting(cast.elise, again(cast, meeting))


def test_a_convocation_overtaken_by_a_cancellation_is_not_sent(app, cast, meeting, work):
    convocation.convene_meeting(cast.elise, meeting)
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "Grève des transports.")
    work()

    assert {event_of(each)[0] for each in mails(app)} == {"CANCEL"}


def test_the_reminder_is_sent_once_in_the_days_before(app, cast, seat, work):
    make_meeting(cast, starts_at=clock.now() + timedelta(days=20))
    near = make_meeting(cast, starts_at=clock.now() + timedelta(days=2))

    for _ in range(2):
        convocation.remind_of_meetings.later()
        work()

    assert [each["Subject"].startswith("Rappel") for each in mails(app)] == [True, True, True]
    assert again(cast, near).reminded_at is not None
    assert db.session.scalar(db.select(db.func.count(Notification.id))) == 3


def test_a_convocation_of_the_last_days_is_its_own_reminder(app, cast, seat, work):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING, starts_at=clock.now() + timedelta(days=2))
    make_agenda_item(cast, meeting)
    convocation.convene_meeting(cast.elise, again(cast, meeting))

    convocation.remind_of_meetings.later()
    work()
    convocation.remind_of_meetings.later()
    work()

    assert {each["Subject"].partition(" ")[0] for each in mails(app)} == {"Convocation"}


def answer(cast, meeting, seat, person, facts):
    return replies.reply(
        person, get_meeting(cast.denis, meeting.id), get_seat(cast.committee, seat.id), facts
    )


def test_an_answer_is_changed_until_the_meeting_opens(cast, seat):
    meeting = make_meeting(cast)

    answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.PRESENT))
    answer(cast, meeting, seat, cast.bruno, ReplyFacts(Answer.EXCUSED))

    found = db.session.scalars(db.select(Reply)).all()
    assert [(each.answer, each.user_id) for each in found] == [(Answer.EXCUSED, cast.bruno.user_id)]
    with pytest.raises(RepliesClosedError):
        answer(
            cast, make_meeting(cast, status=MeetingStatus.OPEN), seat, cast.amina, ReplyFacts(Answer.PRESENT)
        )


def test_nobody_answers_for_a_seat_that_is_not_theirs(cast, seat):
    meeting = make_meeting(cast)

    for person in (cast.farid, cast.chloe, cast.visitor):
        with pytest.raises(NotAllowedError):
            answer(cast, meeting, seat, person, ReplyFacts(Answer.PRESENT))
    answer(cast, meeting, seat, cast.elise, ReplyFacts(Answer.PRESENT))


def test_a_substitute_is_one_of_the_seat(cast, seat):
    meeting = make_meeting(cast)

    found = answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.SUBSTITUTE, cast.bruno.user_id))

    assert found.substitute_id == cast.bruno.user_id
    for wrong in (None, cast.farid.user_id, cast.amina.user_id):
        with pytest.raises(SubstituteMissingError):
            answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.SUBSTITUTE, wrong))


def test_a_proxy_follows_the_answer(cast, seat):
    meeting, lead = make_meeting(cast), make_seat(cast, cast.lead, cast.elise)
    third = make_seat(cast, cast.lead)

    answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.PROXY, holder_seat_id=lead.id))
    given = db.session.scalars(db.select(Proxy)).all()
    with pytest.raises(ProxyLimitError):
        answer(cast, meeting, third, cast.elise, ReplyFacts(Answer.PROXY, holder_seat_id=lead.id))
    answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.PRESENT))

    assert [each.holder_seat_id for each in given] == [lead.id]
    assert db.session.scalars(db.select(Proxy)).all() == []
    with pytest.raises(NotEntitledError):
        answer(cast, meeting, seat, cast.amina, ReplyFacts(Answer.PROXY, holder_seat_id=None))


def test_the_link_of_a_mail_answers_for_its_person_and_nothing_else(cast, seat):
    meeting, other = make_meeting(cast), make_seat(cast, cast.lead, cast.elise)
    path = reply_path(ReplyLink(meeting.id, seat.id, cast.amina.user_id))
    link = read_reply(path.rpartition("/")[2])

    replies.reply_by_link(link, meeting, ReplyFacts(Answer.PRESENT))

    assert db.session.scalar(db.select(Reply.seat_id)) == seat.id
    for wrong in (
        replace(link, seat_id=other.id),
        replace(link, user_id=cast.farid.user_id),
        replace(link, meeting_id=meeting.id + 1),
    ):
        with pytest.raises((NotFoundError, NotEntitledError)):
            replies.reply_by_link(wrong, again(cast, meeting), ReplyFacts(Answer.PRESENT))


@pytest.mark.parametrize("place", [0, 2, -1, -20])
def test_a_link_that_was_touched_opens_nothing(app, place):
    token = reply_path(ReplyLink(12, 34, 56)).rpartition("/")[2]
    letters = list(token)
    letters[place] = "7" if letters[place] != "7" else "8"

    assert read_reply(token) == ReplyLink(12, 34, 56)
    assert read_reply("".join(letters)) is None


def test_a_mandate_that_ended_closes_its_link(cast, seat):
    from comite.meetings.operations.seats import end_mandate

    meeting = make_meeting(cast)
    found = get_seat(cast.committee, seat.id)
    end_mandate(cast.elise, found, found.mandates[0])
    db.session.expire_all()

    with pytest.raises(NotFoundError):
        replies.reply_by_link(
            ReplyLink(meeting.id, seat.id, cast.amina.user_id),
            again(cast, meeting),
            ReplyFacts(Answer.PRESENT),
        )
