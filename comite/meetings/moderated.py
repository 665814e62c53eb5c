"""How moderation, which knows no meeting, masks points of agendas and comments, and shows them again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.discussions.moderated import Case
from comite.discussions.operations.masking import Masking
from comite.foundation.database import db
from comite.meetings.addresses import item_address
from comite.meetings.models.decisions import FollowUp, FollowUpComment
from comite.meetings.models.meetings import AgendaItem
from comite.search.operations import reindex

ITEM, COMMENT = "agenda_item", "action_comment"


def _load_items(ids: Sequence[int]) -> Sequence[AgendaItem]:
    """Points whatever their state: throwing one away does not take it out of the queue."""
    options = (joinedload(AgendaItem.meeting), joinedload(AgendaItem.proposed_by))
    return db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_(ids)).options(*options)).all()


def _item_case(item: AgendaItem) -> Case:
    """A point as moderators see it."""
    return Case(
        kind=ITEM,
        id=item.id,
        title=item.title,
        address=item_address(item),
        text=item.plain,
        author_name=item.proposed_by.name if item.proposed_by else "",
        committee_id=item.committee_id,
        is_hidden=item.is_masked,
    )


def _load_comments(ids: Sequence[int]) -> Sequence[FollowUpComment]:
    """Comments that have words; what became of an action stays said."""
    return db.session.scalars(
        select(FollowUpComment)
        .where(FollowUpComment.id.in_(ids), FollowUpComment.text != "")
        .options(joinedload(FollowUpComment.author), joinedload(FollowUpComment.follow_up))
    ).all()


def _comment_case(comment: FollowUpComment) -> Case:
    """A comment as moderators see it."""
    action: FollowUp = comment.follow_up
    return Case(
        kind=COMMENT,
        id=comment.id,
        title=action.title,
        address=f"/decisions/actions/{action.id}",
        text=comment.text,
        author_name=comment.author.name,
        committee_id=action.committee_id,
        is_hidden=comment.is_masked,
    )


MODERATED = (
    Masking(
        ITEM,
        _load_items,
        _item_case,
        lambda item: [item.proposed_by_id] if item.proposed_by_id else [],
        lambda item: ("meeting", item.meeting_id),
        lambda item: reindex.later(kind=ITEM, subject_id=item.id),
    ).moderated(),
    Masking(
        COMMENT,
        _load_comments,
        _comment_case,
        lambda comment: [comment.author_id],
        lambda comment: ("decision", comment.follow_up.decision_id),
        lambda _comment: None,
    ).moderated(),
)
