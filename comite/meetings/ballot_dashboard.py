"""What votes put on somebody's dashboard."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, select

from comite.accounts.dashboard import DashboardThings, Part, moment, row
from comite.accounts.readers import Reader
from comite.meetings.models.ballots import Ballot
from comite.meetings.queries.ballots import awaits
from comite.territories.models import Committee


def awaiting(reader: Reader) -> Select[Any] | None:
    """The open votes where a seat of one's own has not answered yet."""
    if not reader.is_signed_in:
        return None
    return (
        select(*row(Ballot.id, Ballot.question, slug=Ballot.slug, place=Committee.name, on=_last_day()))
        .join(Committee, Committee.id == Ballot.committee_id)
        .where(awaits(reader, moment()))
    )


def _last_day() -> ColumnElement[date]:
    """The day when a vote closes, near enough: both databases keep instants in UTC."""
    return func.date(Ballot.closes_at, type_=Date)


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Un vote vous attend",
        "Votre siège n’a pas encore voté.",
        "/votes/{id}-{slug}",
        awaiting,
        all_url="/votes/",
        is_soonest_first=True,
    ),
)
