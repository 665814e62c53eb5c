"""The register and its actions: numbers, owners, reminders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comite.accounts.audiences import Audience
from comite.foundation import audit, clock
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.meetings import minutes_errors as errors
from comite.meetings.decision_content import ActionContent, DecisionContent, Progress
from comite.meetings.models.decisions import DecisionKind, DecisionLink, FollowUp, FollowUpStatus
from comite.meetings.operations import decisions as operations
from comite.meetings.queries import decisions as queries
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_experiences import make_draft, make_report
from tests.factories_meetings import committee_of
from tests.factories_minutes import hold_meeting, make_action, make_decision, point_of

CONTENT = DecisionContent("Titre", "Texte", DecisionKind.OPINION, date(2026, 5, 5))


def told(reason: Reason) -> list[int]:
    """Whom a reason was told to, each time."""
    return list(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def test_decisions_are_numbered_by_committee_and_year(cast: Cast) -> None:
    numbers = [
        make_decision(cast, decided_on=day).number
        for day in (date(2026, 1, 2), date(2025, 9, 1), date(2026, 3, 1))
    ]

    assert numbers == ["2026-01", "2025-01", "2026-02"]


def test_only_who_runs_the_committee_records_and_edits(cast: Cast) -> None:
    decision = make_decision(cast)

    for nobody in (cast.amina, cast.bruno, cast.chloe, cast.farid, cast.gael, cast.visitor):
        with pytest.raises(NotAllowedError):
            operations.record_decision(nobody, committee_of(cast), CONTENT)
        with pytest.raises(NotAllowedError):
            operations.edit_decision(nobody, decision, CONTENT, 1)


def test_a_decision_keeps_its_number_when_it_is_edited_and_the_log_says_so(cast: Cast) -> None:
    decision = make_decision(cast)
    operations.edit_decision(cast.elise, decision, CONTENT, 1)

    with pytest.raises(StaleVersionError):
        operations.edit_decision(cast.elise, decision, CONTENT, 1)

    assert (decision.number, decision.title) == ("2026-01", "Titre")
    assert audit.entry_of("decision.edited", "decision", decision.id) is not None
    assert list(audit.verify()) == []


def test_a_decision_knows_the_point_from_which_it_came(cast: Cast) -> None:
    meeting = hold_meeting(cast)
    item = point_of(meeting)

    decision = make_decision(cast, item=item)

    assert (decision.meeting_id, decision.item_id) == (meeting.id, item.id)


def test_what_one_may_not_read_is_not_linked(cast: Cast) -> None:
    with pytest.raises(errors.NoSuchSubjectError):
        make_decision(cast, subjects=(("experience", 99),))


def test_an_action_is_told_to_its_owner_alone_or_to_the_whole_authority(cast: Cast) -> None:
    make_action(cast, owner_id=cast.bruno.user_id)
    alone = told(Reason.ACTION_ASSIGNED)
    make_action(cast)

    assert alone == [cast.bruno.user_id]
    assert sorted(told(Reason.ACTION_ASSIGNED)) == sorted([2, 1, 2, 7])


def test_an_action_is_not_entrusted_outside_the_committee_nor_to_a_stranger(cast: Cast) -> None:
    decision, day = make_decision(cast), clock.today()

    with pytest.raises(errors.NotMemberError):
        operations.assign_action(cast.elise, decision, ActionContent("x", cast.ostrelle, day))
    with pytest.raises(errors.NotTheirsError):
        operations.assign_action(
            cast.elise, decision, ActionContent("x", cast.valmer, day, cast.chloe.user_id)
        )


def test_the_owner_moves_the_action_and_others_do_not(cast: Cast) -> None:
    action = make_action(cast, make_decision(cast, audience=Audience.PUBLIC))

    for nobody in (cast.chloe, cast.farid, cast.visitor):
        with pytest.raises(NotAllowedError):
            operations.move_action(nobody, action, Progress(FollowUpStatus.DONE), action.version)
        with pytest.raises(NotAllowedError):
            operations.comment_action(nobody, action, "x")
    operations.move_action(cast.bruno, action, Progress(FollowUpStatus.DONE, "Fait."), action.version)

    found = queries.get_follow_up(cast.amina, action.id)
    assert (found.status, found.done_on, found.comments[0].text) == (
        FollowUpStatus.DONE,
        clock.today(),
        "Fait.",
    )


def test_what_became_of_an_action_follows_what_was_read_of_it(cast: Cast) -> None:
    action = make_action(cast)
    seen = action.version
    operations.move_action(cast.bruno, action, Progress(FollowUpStatus.DONE), seen)

    with pytest.raises(StaleVersionError):
        operations.move_action(cast.amina, action, Progress(FollowUpStatus.STARTED), seen)

    assert queries.get_follow_up(cast.amina, action.id).status is FollowUpStatus.DONE


def test_a_proof_is_a_web_address(cast: Cast) -> None:
    action = make_action(cast)

    with pytest.raises(errors.UnsafeLinkError):
        operations.move_action(
            cast.bruno,
            action,
            Progress(FollowUpStatus.DONE, proof_url="javascript:alert(1)"),
            action.version,
        )


def test_a_late_action_is_reminded_once_a_week_until_it_is_settled(cast: Cast) -> None:
    action = make_action(cast, owner_id=cast.bruno.user_id)

    def remind(*, due: int, reminded: int | None = None) -> int:
        with write() as session:
            row = session.get(FollowUp, action.id)
            row.due_on = clock.today() - timedelta(days=due)
            row.reminded_at = None if reminded is None else clock.now() - timedelta(days=reminded)
        before = len(told(Reason.ACTION_LATE))
        with write():
            operations.remind_late_actions()
        return len(told(Reason.ACTION_LATE)) - before

    assert [remind(due=0), remind(due=1), remind(due=3, reminded=2), remind(due=9, reminded=8)] == [
        0,
        1,
        0,
        1,
    ]
    late = queries.get_follow_up(cast.bruno, action.id)
    operations.move_action(cast.bruno, late, Progress(FollowUpStatus.DONE), late.version)
    assert remind(due=9, reminded=8) == 0


def test_an_outsider_finds_no_action(cast: Cast) -> None:
    action = make_action(cast)

    with pytest.raises(NotFoundError):
        queries.get_follow_up(cast.chloe, action.id)
    assert queries.list_follow_ups(cast.chloe, None) == []


def test_an_editor_who_may_not_read_what_a_decision_is_about_does_not_unlink_it(cast: Cast) -> None:
    draft, shared = make_draft(cast, title="Brouillon"), make_report(cast, title="Partagé")
    decision = make_decision(cast)
    with write() as session:
        session.add(DecisionLink(decision_id=decision.id, kind="experience", subject_id=draft.id))
    decision = queries.get_decision(cast.elise, decision.id)
    now_about = replace(CONTENT, subjects=(("experience", shared.id),))

    operations.edit_decision(cast.elise, decision, now_about, decision.version)

    kept = {each.subject_id for each in queries.get_decision(cast.elise, decision.id).links}
    assert kept == {draft.id, shared.id}
