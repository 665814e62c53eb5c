"""What votes put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, select

from comite.accounts.dashboard import DashboardThings, Part, moment, row, to_tell_apart
from comite.accounts.readers import Reader
from comite.meetings.models.ballots import Ballot
from comite.meetings.queries.ballots import awaits
from comite.territories.models import Committee


def awaiting(reader: Reader) -> Select[Any] | None:
    """The open votes where a seat of one's own has not answered yet."""
    if not reader.is_signed_in:
        return None
    return (
        select(
            *row(
                Ballot.id,
                Ballot.question,
                slug=Ballot.slug,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                at=Ballot.closes_at,
            )
        )
        .join(Committee, Committee.id == Ballot.committee_id)
        .where(awaits(reader, moment()))
    )


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
