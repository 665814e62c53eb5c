"""The life of a report, each step beside its refusal."""

from datetime import timedelta

import pytest

from comite.accounts.audiences import Audience
from comite.experiences import operations, queries
from comite.experiences.errors import IncompleteReportError, ReasonNeededError
from comite.experiences.models import ReportStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.notifications.models import Notification, Reason
from comite.territories.models import LocalAuthority
from tests.conftest import waiting_jobs
from tests.factories_experiences import again, content, make_archived, make_draft, make_proposed, make_report


def told() -> list[tuple[int, Reason]]:
    """Who was told, and why."""
    rows = db.session.scalars(db.select(Notification).order_by(Notification.id))
    return [(each.recipient_id, each.reason) for each in rows]


def test_five_answers_make_a_draft_that_its_authority_alone_reads(cast):
    draft = make_draft(cast)

    assert draft.is_draft
    assert draft.audience is Audience.AUTHORITY
    assert queries.get_report(cast.amina, draft.slug).title == draft.title
    for other in (cast.visitor, cast.chloe, cast.denis, cast.elise, cast.farid):
        with pytest.raises(NotFoundError):
            queries.get_report(other, draft.slug)


def test_nobody_writes_for_an_authority_that_is_not_theirs(cast):
    ostrelle = db.session.get(LocalAuthority, cast.ostrelle)

    with pytest.raises(NotAllowedError):
        operations.start_report(cast.bruno, ostrelle, content())


def test_an_agent_proposes_and_the_editors_are_told(cast):
    draft = make_draft(cast)

    operations.propose_report(cast.bruno, draft)

    assert draft.is_proposed
    assert told() == [(cast.amina.user_id, Reason.APPROVAL_AWAITED)]


def test_an_agent_does_not_publish(cast):
    draft = make_draft(cast)

    with pytest.raises(NotAllowedError):
        operations.publish_report(cast.bruno, draft)

    assert again(cast.bruno, draft).is_draft


def test_an_editor_publishes_and_its_author_is_told(cast):
    report = make_proposed(cast)

    operations.publish_report(cast.amina, report)

    assert report.is_published
    assert report.audience is Audience.PUBLIC
    assert (cast.bruno.user_id, Reason.PUBLISHED) in told()
    assert queries.get_report(cast.visitor, report.slug).id == report.id


def test_what_is_published_waits_to_be_indexed(cast):
    make_report(cast)

    assert db.session.execute(
        db.text("SELECT count(*) FROM search_changes WHERE kind = 'experience'")
    ).scalar()


def test_an_incomplete_card_is_neither_proposed_nor_published(cast):
    draft = make_draft(cast, domain_id=None, outcome=None)

    with pytest.raises(IncompleteReportError, match="domaine, bilan"):
        operations.propose_report(cast.bruno, draft)
    with pytest.raises(IncompleteReportError):
        operations.publish_report(cast.amina, draft)


def test_an_editor_sends_a_report_back_with_a_reason(cast):
    report = make_proposed(cast)

    operations.request_changes(cast.amina, report, "Ajoutez le coût par an.")

    assert report.is_draft
    assert report.changes_requested == "Ajoutez le coût par an."
    assert (cast.bruno.user_id, Reason.CHANGES_REQUESTED) in told()


def test_a_report_is_not_sent_back_without_a_reason_nor_by_an_agent(cast):
    report = make_proposed(cast)

    with pytest.raises(ReasonNeededError):
        operations.request_changes(cast.amina, report, "  ")
    with pytest.raises(NotAllowedError):
        operations.request_changes(cast.bruno, again(cast.bruno, report), "Non")


def test_whoever_proposed_takes_it_back(cast):
    report = make_proposed(cast)

    operations.withdraw_report(cast.bruno, report)

    assert report.is_draft


def test_only_editors_take_back_what_is_published(cast):
    report = make_report(cast)

    with pytest.raises(NotAllowedError):
        operations.withdraw_report(cast.bruno, report)
    operations.withdraw_report(cast.amina, again(cast.amina, report))

    with pytest.raises(NotFoundError):
        queries.get_report(cast.visitor, report.slug)


def test_an_archived_report_keeps_its_address_and_comes_back(cast):
    report = make_archived(cast)

    assert queries.get_report(cast.visitor, report.slug).status is ReportStatus.ARCHIVED
    operations.restore_report(cast.amina, report)
    assert report.is_published


def test_agents_neither_archive_nor_restore(cast):
    published, archived = make_report(cast), make_archived(cast)

    with pytest.raises(NotAllowedError):
        operations.archive_report(cast.bruno, published)
    with pytest.raises(NotAllowedError):
        operations.restore_report(cast.bruno, again(cast.bruno, archived))


def test_a_draft_is_thrown_away_by_whoever_started_it(cast):
    draft = make_draft(cast)

    operations.delete_draft(cast.bruno, draft)

    with pytest.raises(NotFoundError):
        queries.get_report(cast.bruno, draft.slug)


def test_what_was_published_is_never_thrown_away(cast):
    report = make_report(cast)

    with pytest.raises(NotAllowedError):
        operations.delete_draft(cast.amina, report)


def test_a_report_unconfirmed_for_a_year_says_so_until_it_is_confirmed(cast, monkeypatch):
    report = make_report(cast)
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert report.is_unconfirmed
    operations.confirm_report(cast.bruno, report)
    assert not report.is_unconfirmed


def test_an_outsider_does_not_confirm(cast):
    report = make_report(cast)

    with pytest.raises(NotAllowedError):
        operations.confirm_report(cast.chloe, report)


def test_those_who_wrote_are_asked_once_to_read_again(cast, monkeypatch, work):
    make_report(cast)
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)

    for _ in range(2):
        operations.tell_reviews_due.later()
        work()

    assert told().count((cast.amina.user_id, Reason.REVIEW_DUE)) == 1


def test_a_review_day_that_has_come_asks_too_and_confirming_clears_it(cast, work):
    report = make_report(cast, review_on=clock.today())

    operations.tell_reviews_due.later()
    work()

    assert (cast.amina.user_id, Reason.REVIEW_DUE) in told()
    report = again(cast.amina, report)
    operations.confirm_report(cast.amina, report)
    assert report.review_on is None
    assert queries.unvouched_ids() == []


def test_a_refused_step_leaves_no_trace(cast):
    draft = make_draft(cast)
    before = waiting_jobs()

    with pytest.raises(NotAllowedError):
        operations.publish_report(cast.chloe, draft)

    assert waiting_jobs() == before
    assert told() == []
