"""The time bank of a committee, made of the offers and missions that the reader may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission, TimeValue, WorkLogEntry
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import HelpRequest
from comite.engineering.time_bank import Account, Movement, accounts_of, total_of
from comite.foundation import clock
from comite.foundation.database import db
from comite.territories import queries as territories
from comite.territories.models import Committee


@dataclass(frozen=True)
class TimeBank:
    """The accounts of a committee for a year, or for all of them."""

    committee: Committee
    year: int | None
    years: Sequence[int]
    rows: Sequence[tuple[str, Account]]
    total: Account
    euros_a_day: int | None


def list_committees(reader: Reader) -> Sequence[Committee]:
    """The committees whose time bank a person may open, theirs first; all, for administrators."""
    statement = select(Committee).order_by(Committee.name)
    if not reader.is_administrator:
        statement = statement.where(Committee.id.in_(sorted(reader.committee_ids)))
    found = db.session.scalars(statement).all()
    nearest = (reader.led_committee_ids, reader.member_committee_ids, reader.committee_ids)
    return sorted(found, key=lambda each: [each.id not in theirs for theirs in nearest])


def get_time_bank(reader: Reader, committee: Committee, year: int | None) -> TimeBank:
    """What each authority of a committee offered, booked, gave and received, as far as the reader knows."""
    offers = _offers(reader, committee.id)
    bookings = _bookings(reader, committee.id)
    work = _work(reader, committee.id)
    years = sorted({each for each, _ in (*offers, *bookings, *work)} | {clock.today().year}, reverse=True)
    accounts = accounts_of(*(_of_year(each, year) for each in (offers, bookings, work)))
    names = territories.names_of_authorities(list(accounts))
    rows = sorted((names[key], account) for key, account in accounts.items())
    value = db.session.get(TimeValue, committee.id)
    return TimeBank(
        committee, year, years, rows, total_of(accounts.values()), value.euros_a_day if value else None
    )


Dated = list[tuple[int, Movement]]


def _of_year(movements: Dated, year: int | None) -> list[Movement]:
    """Those of a year; all of them when none is chosen."""
    return [each for when, each in movements if year is None or when == year]


def _offers(reader: Reader, committee_id: int) -> Dated:
    """The offers that were not taken back, in the year when they were made."""
    rows = db.session.execute(
        select(Offer.offered_at, Offer.authority_id, Offer.quarter_days)
        .join(HelpRequest, HelpRequest.id == Offer.request_id)
        .where(
            HelpRequest.committee_id == committee_id,
            Offer.withdrawn_at.is_(None),
            readable_by(reader, HelpRequest),
        )
    )
    return [(_year_of(at), Movement(helper_id, quarters)) for at, helper_id, quarters in rows]


def _year_of(instant: datetime) -> int:
    """The year on the clocks of Paris."""
    return clock.in_paris(instant).year


def _bookings(reader: Reader, committee_id: int) -> Dated:
    """The days booked, in the year when the mission began."""
    rows = db.session.execute(
        select(
            Mission.started_on, Mission.helper_id, Mission.quarter_days_booked, Mission.authority_id
        ).where(Mission.committee_id == committee_id, readable_by(reader, Mission))
    )
    return [(day.year, Movement(helper, quarters, helped)) for day, helper, quarters, helped in rows]


def _work(reader: Reader, committee_id: int) -> Dated:
    """The days spent, in the year when they were worked."""
    rows = db.session.execute(
        select(WorkLogEntry.done_on, Mission.helper_id, WorkLogEntry.quarter_days, Mission.authority_id)
        .join(Mission, Mission.id == WorkLogEntry.mission_id)
        .where(
            Mission.committee_id == committee_id,
            WorkLogEntry.trashed_at.is_(None),
            readable_by(reader, Mission),
        )
    )
    return [(day.year, Movement(helper, quarters, helped)) for day, helper, quarters, helped in rows]
