"""Who the committee is: itself, its authorities, its seats, the people who sit."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts import queries as people
from comite.accounts.labels import ROLES
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of
from comite.foundation import office
from comite.foundation.database import db
from comite.foundation.office import Sheet
from comite.foundation.records import json_of
from comite.meetings.models.seats import Mandate, Seat
from comite.territories import queries as places
from comite.territories.labels import KINDS, STANDINGS

AUTHORITIES = ("Collectivité", "Nature", "SIREN", "Code INSEE", "Population", "Qualité", "Depuis", "Jusqu’à")
SEATS = (
    "Collectivité",
    "Siège",
    "Collège",
    "Voix",
    "Depuis",
    "Jusqu’à",
    "Personne",
    "Rang",
    "Mandat depuis",
    "Mandat jusqu’à",
)
PEOPLE = ("Personne", "Fonction", "Collectivité", "Rôle", "Élu·e", "Depuis")


def _whole(desk: Desk) -> Iterator[Piece]:
    """The committee, and three tables."""
    committee = desk.committee
    lead = committee.lead_authority.name
    yield Piece("comite.json", [json_of(facts_of(committee, lead_authority=lead))])
    seated = places.list_seats(committee.id)
    yield _table(
        "collectivites",
        AUTHORITIES,
        [
            [
                each.authority.name,
                KINDS[each.authority.kind],
                each.authority.siren,
                each.authority.insee_code,
                each.authority.population,
                STANDINGS[each.standing],
                each.joined_on,
                each.left_on,
            ]
            for each in seated
        ],
    )
    yield _table("sieges", SEATS, [row for seat in _seats(committee.id) for row in _seat_rows(seat)])
    ids = [each.authority_id for each in seated if each.is_current]
    yield _table(
        "personnes",
        PEOPLE,
        [
            [
                each.user.name,
                each.user.title,
                each.authority.name,
                ROLES[each.role],
                "oui" if each.is_elected else "non",
                each.since,
            ]
            for each in people.list_people_of(ids)
        ],
    )


def _seats(committee_id: int) -> Any:
    """Every seat of the committee with its mandates, past ones too."""
    return db.session.scalars(
        select(Seat)
        .where(Seat.committee_id == committee_id)
        .order_by(Seat.authority_id, Seat.id)
        .options(
            joinedload(Seat.authority),
            joinedload(Seat.college),
            selectinload(Seat.mandates).joinedload(Mandate.user),
        )
    )


def _seat_rows(seat: Seat) -> list[list[Any]]:
    """One line for each mandate of a seat; one without a person when it has none."""
    head = [
        seat.authority.name,
        seat.name,
        seat.college.name if seat.college else "",
        seat.weight,
        seat.starts_on,
        seat.ends_on,
    ]
    tails = [
        [each.user.name, "titulaire" if each.is_holder else "suppléance", each.starts_on, each.ends_on]
        for each in seat.mandates
    ]
    return [[*head, *tail] for tail in tails or [["", "", None, None]]]


def _table(name: str, columns: tuple[str, ...], rows: list[list[Any]]) -> Piece:
    """A table as a CSV file."""
    return Piece(f"membres/{name}.csv", [office.csv_table(Sheet(name, columns, rows))])


CHAPTER = Chapter(
    "membres",
    "Le comité et ses membres",
    "comite.json, puis les collectivités, les sièges et leurs titulaires, les personnes.",
    whole=_whole,
)
