"""Notes, minutes and amendments: nothing is lost, and what is frozen does not move."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from comite.accounts.audiences import Audience
from comite.foundation import audit, clock
from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError, NotAllowedError, NotFoundError, StaleVersionError
from comite.foundation.rendering import instant
from comite.meetings import minutes_errors as errors
from comite.meetings.minutes_text import draft_sections
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.models.minutes import AmendmentStatus, Note
from comite.meetings.operations import minutes as operations
from comite.meetings.operations import notes
from comite.meetings.queries import minutes as queries
from comite.meetings.views.minutes import _material
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_meetings import again, make_meeting, make_presence, make_seat
from tests.factories_minutes import (
    circulate,
    draft,
    freeze,
    hold_meeting,
    let_delay_pass,
    make_action,
    make_decision,
    point_of,
    read_again,
    take_note,
)


def told(reason: Reason) -> set[int]:
    """Whom a reason was told to."""
    return set(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def test_two_people_note_the_same_point_and_neither_is_lost(cast: Cast) -> None:
    meeting = hold_meeting(cast, status=MeetingStatus.OPEN)
    take_note(cast, meeting, "Élise écrit.")

    with pytest.raises(errors.NoteChangedError):
        take_note(cast, meeting, "Amina écrit.", by=cast.amina)
    take_note(cast, meeting, "Élise écrit. Amina écrit.", by=cast.amina, base=1)

    assert [each.source for each in queries.list_note_versions(point_of(meeting).id)] == [
        "Élise écrit. Amina écrit.",
        "Élise écrit.",
    ]


def test_the_database_itself_refuses_two_notes_of_the_same_version(cast: Cast) -> None:
    meeting = hold_meeting(cast, status=MeetingStatus.OPEN)
    note, item_id = take_note(cast, meeting), point_of(meeting).id
    twin = {name: getattr(note, name) for name in ("meeting_id", "committee_id", "item_id", "version")}

    with pytest.raises(ConflictError), write() as session:
        session.add(Note(**twin, source="autre", written_by_id=1))

    assert len(queries.list_note_versions(item_id)) == 1


def test_the_same_words_saved_again_make_no_version(cast: Cast) -> None:
    meeting = hold_meeting(cast, status=MeetingStatus.OPEN)
    take_note(cast, meeting, "Pareil.")

    take_note(cast, meeting, "Pareil.", base=1)

    assert len(queries.list_note_versions(point_of(meeting).id)) == 1


def test_observers_outsiders_and_the_suspended_take_no_notes(cast: Cast) -> None:
    meeting = hold_meeting(cast, status=MeetingStatus.OPEN, audience=Audience.PUBLIC)

    for nobody in (cast.farid, cast.chloe, cast.gael, cast.visitor):
        with pytest.raises(NotAllowedError):
            take_note(cast, meeting, by=nobody)


def test_members_note_while_it_goes_on_and_the_animator_afterwards_too(cast: Cast) -> None:
    meeting = hold_meeting(cast)

    with pytest.raises(NotAllowedError):
        take_note(cast, meeting, by=cast.amina)
    take_note(cast, meeting, by=cast.elise)


def test_a_point_of_another_meeting_is_not_found(cast: Cast) -> None:
    meeting, other = hold_meeting(cast, status=MeetingStatus.OPEN), hold_meeting(cast)

    with pytest.raises(NotFoundError):
        notes.save_note(cast.elise, meeting, point_of(other).id, "x", 0)


def test_the_draft_tells_who_was_there_what_was_noted_and_what_was_decided(cast: Cast) -> None:
    make_action(cast, title="Publier les menus")
    meeting = hold_meeting(cast)
    take_note(cast, meeting, "La charte plaît.")
    make_decision(cast, item=point_of(meeting), title="Adopter")

    sections = draft_sections(meeting, _material(cast.elise, again(cast, meeting)))

    words = "\n".join(section.source for section in sections)
    assert [section.title for section in sections][:2] == ["Présences et quorum", "Suivi des actions"]
    for expected in (
        "Amina Berger",
        "Quorum atteint",
        "Publier les menus",
        "La charte plaît.",
        "Adopter",
    ):
        assert expected in words


def test_the_draft_tells_when_the_quorum_was_reached_not_the_empty_room_of_the_opening(cast: Cast) -> None:
    meeting = make_meeting(cast, status=MeetingStatus.CLOSED)
    later = meeting.opened_at + timedelta(minutes=7)
    make_presence(cast, meeting, make_seat(cast, cast.valmer, cast.amina), cast.amina, arrived_at=later)
    make_seat(cast, cast.lead, cast.elise)
    held = again(cast, meeting)

    reached = draft_sections(held, _material(cast.elise, held))[0].source
    make_seat(cast, cast.ostrelle, cast.chloe)
    missed = draft_sections(held, _material(cast.elise, held))[0].source

    assert f"Quorum atteint le {instant(later)} : 1 siège sur 2, il en fallait 1." in reached
    assert f"Quorum jamais atteint ; au plus fort, le {instant(later)} : 1 siège sur 3" in missed
    assert ".." not in reached


def test_a_vote_asked_on_no_point_is_in_the_draft_all_the_same(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    material = replace(_material(cast.elise, meeting), votes={0: ["Se revoir ? Adopté."]})

    last = draft_sections(again(cast, meeting), material)[-1]

    assert (last.title, last.source) == ("Autres votes", "- Se revoir ? Adopté.")


def test_minutes_are_drafted_once_by_who_runs_the_committee(cast: Cast) -> None:
    meeting = hold_meeting(cast)

    with pytest.raises(NotAllowedError):
        operations.draft_minutes(cast.amina, meeting, [])
    draft(cast, meeting)
    with pytest.raises(errors.AlreadyDraftedError):
        draft(cast, meeting)


def test_a_meeting_that_goes_on_has_no_minutes_yet(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        draft(cast, hold_meeting(cast, status=MeetingStatus.OPEN))


def test_who_reads_minutes_widens_with_their_state(cast: Cast) -> None:
    meeting = hold_meeting(cast, audience=Audience.PUBLIC)
    readers = {"elise": cast.elise, "amina": cast.amina, "farid": cast.farid, "visitor": cast.visitor}

    def who() -> set[str]:
        return {name for name, reader in readers.items() if queries.find_minutes(reader, meeting)}

    draft(cast, meeting)
    drafted = who()
    operations.circulate_minutes(cast.elise, meeting, read_again(cast, meeting))
    circulated = who()
    operations.freeze_minutes(cast.elise, meeting, let_delay_pass(cast, meeting))

    assert drafted == {"elise"}
    assert circulated == {"elise", "amina"}
    assert who() == set(readers)
    assert told(Reason.MINUTES_SENT) == {cast.amina.user_id}


def test_an_attendee_amends_and_is_answered(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    found = circulate(cast, meeting)
    amendment = operations.propose_amendment(
        cast.amina, meeting, found, found.sections[1], "Plutôt : discutée."
    )

    with pytest.raises(errors.ReasonNeededError):
        operations.answer_amendment(cast.elise, meeting, found, amendment, accepted=False, answer="")
    operations.answer_amendment(
        cast.elise, meeting, found, amendment, accepted=False, answer="Le vote a eu lieu."
    )
    with pytest.raises(errors.AlreadyAnsweredError):
        operations.answer_amendment(cast.elise, meeting, found, amendment, accepted=True, answer="")

    assert queries.get_amendment(found, amendment.id).status is AmendmentStatus.DECLINED
    assert told(Reason.AMENDMENT_PROPOSED) == {cast.elise.user_id}
    assert told(Reason.AMENDMENT_ANSWERED) == {cast.amina.user_id}


def test_those_who_were_not_there_do_not_amend(cast: Cast) -> None:
    meeting = hold_meeting(cast, audience=Audience.PUBLIC)
    found = circulate(cast, meeting)

    for nobody in (cast.farid, cast.chloe, cast.visitor):
        with pytest.raises(NotAllowedError):
            operations.propose_amendment(nobody, meeting, found, found.sections[0], "x")


def test_nothing_is_amended_before_the_minutes_are_sent_nor_after_the_delay(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    found = draft(cast, meeting)
    with pytest.raises(NotAllowedError):
        operations.propose_amendment(cast.amina, meeting, found, found.sections[0], "x")

    operations.circulate_minutes(cast.elise, meeting, found)
    late = let_delay_pass(cast, meeting)

    with pytest.raises(errors.AmendmentsOverError):
        operations.propose_amendment(cast.amina, meeting, late, late.sections[0], "x")


def test_minutes_are_not_frozen_before_their_time(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    found = draft(cast, meeting)
    with pytest.raises(errors.NotCirculatedError):
        operations.freeze_minutes(cast.elise, meeting, found)

    operations.circulate_minutes(cast.elise, meeting, found)
    sent = read_again(cast, meeting)
    with pytest.raises(errors.AmendmentsOpenError):
        operations.freeze_minutes(cast.elise, meeting, sent)

    operations.propose_amendment(cast.amina, meeting, sent, sent.sections[0], "x")
    with pytest.raises(errors.PendingAmendmentsError):
        operations.freeze_minutes(cast.elise, meeting, let_delay_pass(cast, meeting))


def test_frozen_minutes_carry_their_hash_and_the_log_has_it(cast: Cast) -> None:
    meeting, found = freeze(cast)

    entry = audit.entry_of("minutes.frozen", "minutes", found.id)

    assert entry is not None
    assert found.digest in entry.facts
    assert meeting.status is MeetingStatus.MINUTED
    assert list(audit.verify()) == []


def test_frozen_minutes_are_changed_by_nobody(cast: Cast) -> None:
    meeting, found = freeze(cast)

    with pytest.raises(errors.FrozenError):
        operations.edit_section(cast.elise, meeting, found, found.sections[0], "Autre chose", 1)
    with pytest.raises(errors.FrozenError):
        operations.freeze_minutes(cast.elise, meeting, found)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE minutes_sections SET source = 'autre' WHERE minutes_id = {id}",
        "DELETE FROM minutes_sections WHERE minutes_id = {id}",
        "UPDATE meeting_minutes SET digest = '0' WHERE id = {id}",
        "DELETE FROM meeting_minutes WHERE id = {id}",
        "DELETE FROM meetings WHERE id = (SELECT meeting_id FROM meeting_minutes WHERE id = {id})",
    ],
)
def test_the_database_refuses_to_change_or_remove_frozen_minutes(cast: Cast, statement: str) -> None:
    _, found = freeze(cast)
    db.session.remove()

    with db.engine.connect() as connection, pytest.raises((IntegrityError, DatabaseError)):
        connection.execute(text(statement.format(id=found.id)))


def test_a_stale_section_is_refused(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    found = draft(cast, meeting)
    operations.edit_section(cast.elise, meeting, found, found.sections[0], "Une fois", 1)

    with pytest.raises(StaleVersionError):
        operations.edit_section(cast.elise, meeting, found, found.sections[0], "Deux fois", 1)


def test_the_animators_are_reminded_after_7_then_21_days_and_once_each(cast: Cast) -> None:
    meeting = hold_meeting(cast)

    assert [reminded_after(meeting, days) for days in (6, 8, 20, 22, 40)] == [0, 1, 1, 2, 2]
    assert told(Reason.MINUTES_DUE) == {cast.elise.user_id}


def test_a_worker_that_was_away_for_weeks_reminds_once(cast: Cast) -> None:
    meeting = hold_meeting(cast)

    assert [reminded_after(meeting, days) for days in (25, 26, 60)] == [1, 1, 1]
    assert "depuis 25 jours" in db.session.scalars(db.select(Notification.detail)).all()[-1]


def test_a_late_first_reminder_leaves_a_week_before_the_second(cast: Cast) -> None:
    meeting = hold_meeting(cast)

    assert [reminded_after(meeting, days) for days in (20, 22, 26, 27, 28)] == [1, 1, 1, 2, 2]


def reminded_after(meeting: Meeting, days: int) -> int:
    """How often the animators were told, so many days after a meeting."""
    with clock.at(meeting.closed_at + timedelta(days=days, minutes=1)):
        with write():
            operations.remind_of_minutes()
            operations.remind_of_minutes()
        due = Notification.reason == Reason.MINUTES_DUE
        return db.session.scalar(db.select(db.func.count(Notification.id)).where(due)) or 0


def test_the_hash_of_minutes_does_not_depend_on_the_zone_in_which_an_instant_is_written(cast: Cast) -> None:
    _, found = freeze(cast)
    digest = operations.digest_of(found, list(found.sections))
    with db.session.no_autoflush:
        found.frozen_at = clock.in_paris(found.frozen_at)
        found.circulated_at = clock.in_paris(found.circulated_at)
        elsewhere = operations.digest_of(found, list(found.sections))
    db.session.expunge(found)

    assert digest == elsewhere == found.digest
