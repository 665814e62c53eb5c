"""The meetings of the committee: agenda and documents, who sat, what was noted, the minutes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, in_markdown, named_files
from comite.foundation import office
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.office import CellValue, Sheet
from comite.foundation.records import json_of
from comite.foundation.rendering import instant
from comite.meetings.labels import ANSWERS_GIVEN, ITEM_KINDS, MEETING_STATUSES
from comite.meetings.masked_words import shown
from comite.meetings.minutes_files import as_markdown
from comite.meetings.models.meetings import Meeting
from comite.meetings.queries import meetings as queries
from comite.meetings.queries import minutes as minutes_queries
from comite.meetings.queries import sheets

FOLDER = "seances"
ROLL = ("Siège", "Titulaire", "Réponse", "Pouvoir à", "A siégé", "Arrivée", "Départ")


def _ids(desk: Desk) -> Sequence[int]:
    """The meetings that the reader may read."""
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.committee_id == desk.committee.id, queries.visible_to(desk.reader))
        .order_by(Meeting.id)
    ).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The agenda, the roll and the minutes of each."""
    wanted = select(Meeting).where(Meeting.id.in_(ids), queries.visible_to(desk.reader))
    for meeting in db.session.scalars(queries.with_agenda(wanted).order_by(Meeting.id)).all():
        folder = f"{FOLDER}/{folder_name(meeting.id, meeting.title)}"
        yield Piece(f"{folder}/seance.json", [json_of(_facts(meeting))])
        yield Piece(f"{folder}/ordre-du-jour.md", _agenda(meeting))
        yield Piece(f"{folder}/presences.csv", [office.csv_table(Sheet("Présences", ROLL, _roll(meeting)))])
        yield from files_of(folder, (each for item in meeting.items for each in item.documents))
        yield from _minutes(desk, meeting, folder)


def _facts(meeting: Meeting) -> dict[str, Any]:
    """All that the columns of a meeting and of its agenda say."""
    return facts_of(
        meeting,
        source=shown(meeting).source,
        items=[
            facts_of(
                item,
                rapporteur=item.rapporteur.name if item.rapporteur else item.rapporteur_name,
                files=named_files(item.documents),
            )
            for item in meeting.items
        ],
    )


def _agenda(meeting: Meeting) -> list[bytes]:
    """The agenda, for people."""
    items = [
        f"## {rank}. {item.title}\n\n{ITEM_KINDS[item.kind]}, {item.planned_minutes} min.\n\n{item.source}"
        for rank, item in enumerate(meeting.items, start=1)
    ]
    head = f"{MEETING_STATUSES[meeting.status]}. {instant(meeting.starts_at)}. {meeting.place}"
    return in_markdown(meeting.title, head, shown(meeting).source, *items)


def _roll(meeting: Meeting) -> list[list[CellValue]]:
    """Who answered and who sat, seat by seat."""
    lines: list[list[CellValue]] = []
    for row in sheets.list_rows(meeting):
        head: list[CellValue] = [
            row.name,
            row.holder.name if row.holder else "",
            ANSWERS_GIVEN[row.reply.answer] if row.reply else "",
            row.proxy_to.authority.name if row.proxy_to else "",
        ]
        for presence in row.presences:
            name = presence.user.name if presence.user else presence.attendee_name
            lines.append([*head, name, instant(presence.arrived_at), instant(presence.left_at)])
        if not row.presences:
            lines.append([*head, "", "", ""])
    return lines


def _minutes(desk: Desk, meeting: Meeting, folder: str) -> Iterator[Piece]:
    """The minutes once they were sent, with the amendments; a draft stays at home."""
    minutes = minutes_queries.find_minutes(desk.reader, meeting)
    if minutes is None or minutes.is_draft:
        return
    address = f"{desk.public_url}/seances/{meeting.id}-{meeting.slug}/compte-rendu"
    yield Piece(f"{folder}/compte-rendu.md", [as_markdown(meeting, minutes, address).encode()])
    amendments = [
        facts_of(
            each,
            proposed_by=each.proposed_by.name,
            authority=each.authority.name if each.authority else None,
        )
        for each in minutes_queries.list_amendments(minutes)
    ]
    sections = [
        facts_of(each, title=shown(each).title, source=shown(each).source) for each in minutes.sections
    ]
    yield Piece(
        f"{folder}/compte-rendu.json",
        [json_of(facts_of(minutes, sha256=minutes.digest, sections=sections, amendments=amendments))],
    )


CHAPTER = Chapter(
    FOLDER,
    "Séances et comptes rendus",
    "Un dossier par séance : l’ordre du jour, ses documents, les présences, le compte rendu envoyé ou gelé.",
    _ids,
    _pieces,
)
