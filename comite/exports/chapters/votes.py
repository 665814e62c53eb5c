"""The votes of the committee: totals, and who answered what when the vote was public.

Of a secret vote the archive holds what its result page says to everybody, and nothing else: neither the
papers nor the sign-in sheet, so that nothing in it could ever be joined to a person.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of
from comite.foundation import office
from comite.foundation.archive import folder_name
from comite.foundation.database import database_now, db
from comite.foundation.office import CellValue, Sheet
from comite.foundation.records import json_of
from comite.meetings.ballot_labels import answer_label, verdict
from comite.meetings.models.ballots import Ballot
from comite.meetings.queries import ballots as queries

FOLDER = "votes"
ROLL = ("Siège", "Voix", "Réponse")


def _ids(desk: Desk) -> Sequence[int]:
    """The votes that are over and that the reader may read: before the end nobody knows anything."""
    found = db.session.scalars(
        select(Ballot)
        .where(
            Ballot.committee_id == desk.committee.id,
            Ballot.opened_at.is_not(None),
            queries.visible_to(desk.reader),
        )
        .order_by(Ballot.id)
    )
    now = database_now()
    return [each.id for each in found if each.is_cancelled or each.is_over(now)]


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The question and the result of each."""
    found = db.session.scalars(
        select(Ballot)
        .where(Ballot.id.in_(ids), queries.visible_to(desk.reader))
        .order_by(Ballot.id)
        .options(selectinload(Ballot.options))
    ).all()
    for ballot in found:
        folder = f"{FOLDER}/{folder_name(ballot.id, ballot.question)}"
        yield Piece(f"{folder}/vote.json", [json_of(_facts(ballot))])
        if not ballot.is_secret and not ballot.is_cancelled:
            table = Sheet("Réponses", ROLL, _roll(ballot))
            yield Piece(f"{folder}/reponses.csv", [office.csv_table(table)])


def _facts(ballot: Ballot) -> dict[str, Any]:
    """The question, and the votes counted again."""
    options = _options(ballot)
    facts = facts_of(ballot, options=list(options.values()))
    result = queries.result_of(ballot)
    if result is None:
        return {**facts, "result": None}
    lines = [
        {"answer": answer_label(line.answer, options), "seats": line.count, "voices": line.weight}
        for line in result.lines
    ]
    counted = {"seats": result.seats, "answered": result.answered, "participants": result.participants}
    return {**facts, "result": {"verdict": verdict(result, options), **counted, "lines": lines}}


def _roll(ballot: Ballot) -> list[list[CellValue]]:
    """What each seat answered in a public vote."""
    options = _options(ballot)
    return [
        [
            line.voter.name,
            line.voter.weight,
            answer_label(line.answer, options) if line.answer else "N’a pas répondu",
        ]
        for line in queries.roll_sheet(ballot)
    ]


def _options(ballot: Ballot) -> dict[int, str]:
    """The answers among which to choose, by their numbers."""
    return {each.id: each.label for each in ballot.options}


CHAPTER = Chapter(
    FOLDER,
    "Votes terminés",
    "Un dossier par vote : la question, les totaux et, si le vote était public, la réponse de chaque siège.",
    _ids,
    _pieces,
)
