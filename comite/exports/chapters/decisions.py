"""The register of decisions and the actions that follow, with what proves them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from comite.accounts.audiences import readable_by
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, named_files
from comite.foundation import office, subjects
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of
from comite.meetings.masked_words import shown
from comite.meetings.models.decisions import Decision, FollowUp, FollowUpComment
from comite.meetings.queries import decisions as queries
from comite.meetings.queries.decisions import Filters
from comite.meetings.register import register_table

FOLDER = "decisions"


def _ids(desk: Desk) -> Sequence[int]:
    """The decisions that the reader may read."""
    return db.session.scalars(
        select(Decision.id)
        .where(Decision.committee_id == desk.committee.id, readable_by(desk.reader, Decision))
        .order_by(Decision.id)
    ).all()


def _whole(desk: Desk) -> Iterator[Piece]:
    """The register, as its page gives it."""
    found = queries.each_decision(desk.reader, Filters(committee_id=desk.committee.id))
    table = register_table(found, with_people=True)
    yield Piece(f"{FOLDER}/registre-decisions-actions.csv", [office.csv_table(table)])


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The words of each decision, its actions, their proofs."""
    found = db.session.scalars(
        select(Decision)
        .where(Decision.id.in_(ids), readable_by(desk.reader, Decision))
        .order_by(Decision.id)
        .options(
            selectinload(Decision.links),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner_authority),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner),
            selectinload(Decision.follow_ups)
            .selectinload(FollowUp.comments)
            .joinedload(FollowUpComment.author),
            selectinload(Decision.follow_ups).selectinload(FollowUp.proofs),
        )
    ).all()
    for decision in found:
        folder = f"{FOLDER}/{folder_name(decision.id, f'{decision.number} {shown(decision).title}')}"
        names = subjects.name_many(desk.reader, [(each.kind, each.subject_id) for each in decision.links])
        facts = facts_of(
            decision,
            number=decision.number,
            **_words(decision),
            about=[{"title": each.title, "address": each.address} for each in names.values()],
            actions=[_action(each) for each in decision.follow_ups],
        )
        yield Piece(f"{folder}/decision.json", [json_of(facts)])
        yield from files_of(folder, (each for action in decision.follow_ups for each in action.proofs))


def _words(decision: Decision) -> dict[str, str]:
    """What may be shown of a decision."""
    words = shown(decision)
    return {"title": words.title, "source": words.source, "vote": words.vote}


def _action(follow_up: FollowUp) -> dict[str, Any]:
    """One action, with the words about it."""
    return facts_of(
        follow_up,
        owner_authority=follow_up.owner_authority.name,
        owner=follow_up.owner.name if follow_up.owner else None,
        comments=[
            facts_of(each, author=each.author.name) for each in follow_up.comments if not each.is_masked
        ],
        files=named_files(follow_up.proofs),
    )


CHAPTER = Chapter(
    FOLDER,
    "Décisions et actions",
    "Le registre en CSV, puis un dossier par décision avec ses actions et leurs preuves.",
    _ids,
    _pieces,
    _whole,
)
