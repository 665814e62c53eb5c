"""What the committee does together: requests for help and their offers, missions, the time bank."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import readable_by
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest
from comite.engineering.queries import missions as missions_queries
from comite.engineering.queries import requests as requests_queries
from comite.engineering.queries.time_bank import get_time_bank
from comite.engineering.time_bank_sheet import sheet_of
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of
from comite.foundation import office
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of

REQUESTS_FOLDER = "demandes-appui"
MISSIONS_FOLDER = "missions"


def _request_ids(desk: Desk) -> Sequence[int]:
    """The requests that the reader may read."""
    return db.session.scalars(
        select(HelpRequest.id)
        .where(HelpRequest.committee_id == desk.committee.id, readable_by(desk.reader, HelpRequest))
        .order_by(HelpRequest.id)
    ).all()


def _requests(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """Each request, with the offers it received."""
    found = db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id.in_(ids), readable_by(desk.reader, HelpRequest))
        .order_by(HelpRequest.id)
        .options(joinedload(HelpRequest.authority), joinedload(HelpRequest.asked_by))
    ).all()
    for request in found:
        place = f"{REQUESTS_FOLDER}/{folder_name(request.id, request.sentence)}.json"
        facts = facts_of(
            request,
            authority=request.authority.name,
            asked_by=request.asked_by.name,
            offers=_offers(desk, request),
        )
        yield Piece(place, [json_of(facts)])


def _offers(desk: Desk, request: HelpRequest) -> list[dict[str, Any]]:
    """The offers to a request that moderation shows, with what was answered."""
    return [
        facts_of(
            offer,
            authority=offer.authority.name,
            offered_by=offer.offered_by.name,
            answers=[facts_of(each) for each in offer.answers],
        )
        for offer in requests_queries.list_offers(desk.reader, request)
        if not offer.is_masked
    ]


def _mission_ids(desk: Desk) -> Sequence[int]:
    """The missions that the reader may read."""
    return db.session.scalars(
        select(Mission.id)
        .where(Mission.committee_id == desk.committee.id, readable_by(desk.reader, Mission))
        .order_by(Mission.id)
    ).all()


def _missions(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """Each mission with its log."""
    wanted = (Mission.id.in_(ids), readable_by(desk.reader, Mission))
    for mission in sorted(missions_queries.list_loaded(*wanted), key=lambda each: each.id):
        facts = facts_of(
            mission,
            authority=mission.authority.name,
            helper=mission.helper.name,
            log=[facts_of(entry, person=entry.person.name) for entry in mission.log],
        )
        yield Piece(f"{MISSIONS_FOLDER}/{folder_name(mission.id, mission.title)}.json", [json_of(facts)])


def _time_bank(desk: Desk) -> Iterator[Piece]:
    """The accounts of all years together."""
    table = sheet_of(get_time_bank(desk.reader, desk.committee, None))
    yield Piece("banque-de-temps.csv", [office.csv_table(table)])


REQUESTS = Chapter(
    REQUESTS_FOLDER,
    "Demandes d’appui",
    "Un fichier par demande, avec les offres reçues.",
    _request_ids,
    _requests,
)
MISSIONS = Chapter(
    MISSIONS_FOLDER, "Missions", "Un fichier par mission, avec son journal.", _mission_ids, _missions
)
TIME_BANK = Chapter(
    "", "Banque de temps", "banque-de-temps.csv : les journées offertes, données et reçues.", whole=_time_bank
)
