"""The agenda: adding, proposing, answering, ordering, documents, points born of things."""

import io
from datetime import timedelta

import pytest

from comite.accounts.audiences import Audience
from comite.foundation import clock, storage
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.meetings.errors import (
    AgendaClosedError,
    AlreadyAnsweredError,
    NarrowerSubjectError,
    ProposalsClosedError,
    ReasonMissingError,
    TooManyDocumentsError,
)
from comite.meetings.models.meetings import (
    DOCUMENTS_MAX,
    ItemContent,
    MeetingStatus,
    NewDocument,
)
from comite.meetings.operations import agenda as operations
from comite.meetings.queries.meetings import get_item, list_proposals
from comite.notifications.models import Notification, Reason
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_report
from tests.factories_meetings import again, make_agenda_item, make_meeting

CONTENT = ItemContent("Une charte commune", source="Pour **décider** ensemble.")


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, status=MeetingStatus.PREPARING)


def told(reader):
    rows = db.session.scalars(db.select(Notification).where(Notification.recipient_id == reader.user_id))
    return [each.reason for each in rows]


def titles(cast, meeting):
    return [each.title for each in again(cast, meeting).items]


def document(content=b"rapport"):
    return NewDocument(storage.current().put(io.BytesIO(content), 1000), "rapport.pdf", "application/pdf")


def test_the_animator_adds_a_point_at_once(cast, meeting):
    item = operations.add_item(cast.elise, meeting, CONTENT)

    assert item.is_accepted
    assert "<strong>" in item.html
    assert titles(cast, meeting) == ["Une charte commune"]


def test_a_member_proposes_and_the_animator_is_told(cast, meeting):
    item = operations.add_item(cast.bruno, meeting, CONTENT)

    assert item.is_proposed
    assert titles(cast, meeting) == []
    assert told(cast.elise) == [Reason.ITEM_PROPOSED]


@pytest.mark.parametrize("name", ["farid", "chloe", "visitor"])
def test_neither_observers_nor_outsiders_propose(cast, meeting, name):
    with pytest.raises(NotAllowedError):
        operations.add_item(getattr(cast, name), meeting, CONTENT)


def test_after_the_deadline_only_the_animator_adds(cast):
    late = make_meeting(cast, proposals_until=clock.now() - timedelta(minutes=1))

    with pytest.raises(ProposalsClosedError):
        operations.add_item(cast.amina, late, CONTENT)
    assert operations.add_item(cast.elise, late, CONTENT).is_accepted


def test_a_proposal_is_seen_by_who_made_it_and_who_answers(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    for reader in (cast.amina, cast.elise, cast.denis):
        assert get_item(reader, item.id).id == item.id
        assert [each.id for each in list_proposals(reader, meeting)] == [item.id]
    for reader in (cast.bruno, cast.farid, cast.visitor):
        with pytest.raises(NotFoundError):
            get_item(reader, item.id)
        assert list_proposals(reader, meeting) == []


def test_an_accepted_proposal_joins_the_agenda_and_its_author_is_told(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    operations.accept_item(cast.elise, item)

    assert titles(cast, meeting) == ["Une charte commune"]
    assert told(cast.amina) == [Reason.ITEM_ACCEPTED]
    with pytest.raises(AlreadyAnsweredError):
        operations.accept_item(cast.elise, item)


def test_a_declined_proposal_says_why(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    operations.decline_item(cast.elise, item, "Nous en parlerons au printemps.")

    detail = db.session.scalar(
        db.select(Notification.detail).where(Notification.recipient_id == cast.amina.user_id)
    )
    assert detail == "Nous en parlerons au printemps."
    assert told(cast.amina) == [Reason.ITEM_DECLINED]


def test_no_is_never_said_without_a_reason_nor_twice_nor_by_another(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    with pytest.raises(ReasonMissingError):
        operations.decline_item(cast.elise, item, "  ")
    with pytest.raises(NotAllowedError):
        operations.decline_item(cast.amina, item, "Finalement non.")
    operations.decline_item(cast.elise, get_item(cast.elise, item.id), "Hors sujet.")
    with pytest.raises(AlreadyAnsweredError):
        operations.decline_item(cast.elise, get_item(cast.elise, item.id), "Encore.")


def test_an_author_changes_a_proposal_until_it_is_answered(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    operations.edit_item(cast.amina, item, ItemContent("Autrement"), 1)
    operations.accept_item(cast.elise, item)

    with pytest.raises(NotAllowedError):
        operations.edit_item(cast.amina, item, ItemContent("Encore"), item.version)
    with pytest.raises(NotAllowedError):
        operations.remove_item(cast.amina, get_item(cast.amina, item.id))
    with pytest.raises(StaleVersionError):
        operations.edit_item(cast.elise, get_item(cast.elise, item.id), ItemContent("Vieux"), 1)


def test_points_move_and_are_put_in_order(cast, meeting):
    ids = [operations.add_item(cast.elise, meeting, ItemContent(name)).id for name in "ABC"]

    operations.move_item(cast.elise, get_item(cast.elise, ids[2]), -1)
    moved = titles(cast, meeting)
    operations.order_items(cast.elise, meeting, (ids[1], 999_999, ids[2]))

    assert moved == ["A", "C", "B"]
    assert titles(cast, meeting) == ["B", "C", "A"]
    with pytest.raises(NotAllowedError):
        operations.order_items(cast.amina, meeting, tuple(ids))


@pytest.mark.parametrize("status", ["closed", "minuted", "cancelled"])
def test_the_agenda_of_a_meeting_that_is_over_stays(cast, status):
    over = make_meeting(cast, status=MeetingStatus(status))
    item = make_agenda_item(cast, over)

    for change in (
        lambda: operations.add_item(cast.elise, over, CONTENT),
        lambda: operations.edit_item(cast.elise, item, CONTENT, 1),
        lambda: operations.remove_item(cast.elise, get_item(cast.elise, item.id)),
        lambda: operations.order_items(cast.elise, again(cast, over), (item.id,)),
    ):
        with pytest.raises(AgendaClosedError):
            change()


def test_a_point_is_born_of_a_thing_that_its_readers_may_read(cast, meeting):
    report = make_report(cast, visibility=Audience.PUBLIC)

    item = operations.add_item(
        cast.amina, meeting, ItemContent("Un retour", born_kind="experience", born_id=report.id)
    )

    assert (item.born_kind, item.born_id) == ("experience", report.id)


def test_a_point_never_shows_the_title_of_what_its_readers_may_not_read(cast):
    public = make_meeting(cast, status=MeetingStatus.PREPARING, audience=Audience.PUBLIC)
    thread = make_thread(cast, visibility=Audience.COMMITTEE)
    other = make_thread(cast, by=cast.chloe, visibility=Audience.COMMITTEE)
    born = {"born_kind": "thread", "born_id": thread.id}

    with pytest.raises(NarrowerSubjectError):
        operations.add_item(cast.amina, public, ItemContent("Le fil", **born))
    with pytest.raises(NotFoundError):
        operations.add_item(cast.amina, public, ItemContent("Autre", born_kind="thread", born_id=other.id))


def test_documents_are_few_and_taken_away_by_who_runs_the_committee(cast, meeting):
    item = operations.add_item(cast.elise, meeting, CONTENT, (document(),))
    found = get_item(cast.elise, item.id)

    with pytest.raises(TooManyDocumentsError):
        operations.edit_item(cast.elise, found, CONTENT, 1, tuple(document() for _ in range(DOCUMENTS_MAX)))
    found = get_item(cast.elise, item.id)
    with pytest.raises(NotAllowedError):
        operations.remove_document(cast.amina, found, found.documents[0])
    found = get_item(cast.elise, item.id)
    operations.remove_document(cast.elise, found, found.documents[0])
    db.session.expire_all()

    assert get_item(cast.elise, item.id).documents == []


def test_a_removed_point_is_gone(cast, meeting):
    item = operations.add_item(cast.amina, meeting, CONTENT)

    operations.remove_item(cast.amina, get_item(cast.amina, item.id))

    with pytest.raises(NotFoundError):
        get_item(cast.elise, item.id)
    assert list_proposals(cast.elise, meeting) == []
