"""How comments on actions present themselves to moderation; they are read on the page of their action."""

from collections.abc import Mapping, Sequence
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import NotSearched, Subject
from comite.meetings.models.decisions import Decision, FollowUp, FollowUpComment

Columns = TypeVarTuple("Columns")


class CommentLoader(NotSearched):
    """Comments on actions: whoever reads the decision reads them, but for those that are masked."""

    kind = "action_comment"
    label = "Commentaire d’action"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        rows = db.session.execute(
            _joined(select(FollowUpComment, FollowUp, Decision)).where(
                FollowUpComment.id.in_(ids), _visible_to(reader)
            )
        )
        return {row[0].id: _subject(*row) for row in rows}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of the actions of those that a reader may read."""
        columns = (FollowUpComment.id, FollowUp.title, cast(FollowUp.id, String), literal(0))
        return _joined(select(*columns)).where(_visible_to(reader))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of its action."""
        return f"/decisions/actions/{key}"


def _joined(statement: Select[*Columns]) -> Select[*Columns]:
    """With the action and the decision."""
    return (
        statement.select_from(FollowUpComment)
        .join(FollowUp, FollowUp.id == FollowUpComment.follow_up_id)
        .join(Decision, Decision.id == FollowUp.decision_id)
    )


def _visible_to(reader: Reader) -> ColumnElement[bool]:
    """The comments of the decisions that a reader reads; a masked one, by who wrote it."""
    shown: ColumnElement[bool] = FollowUpComment.masked_at.is_(None)
    if reader.is_signed_in:
        shown = or_(shown, FollowUpComment.author_id == reader.user_id)
    return readable_by(reader, Decision) & shown


def _subject(comment: FollowUpComment, action: FollowUp, decision: Decision) -> Subject:
    """One comment, as others speak of it."""
    return Subject(
        kind="action_comment",
        id=comment.id,
        title=action.title,
        address=f"/decisions/actions/{action.id}",
        audience=decision.audience.value,
        authority_id=decision.authority_id,
        committee_id=decision.committee_id,
        text=comment.text,
        happened_at=comment.written_at,
        within=(("decision", decision.id),),
    )
