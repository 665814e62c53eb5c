"""What committees and authorities share, counted over the tables that `app` hands over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, literal, select, union_all

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import Subject, find_many
from comite.territories.models import Committee, LocalAuthority

LATEST = 3


@dataclass(frozen=True)
class Shared:
    """One thing that is shared, as a line of a page."""

    title: str
    address: str
    authority_name: str
    happened_at: datetime
    audience: str
    committee_name: str


@dataclass(frozen=True)
class Contribution:
    """One kind of thing that a committee or an authority shares, as one reader may see it.

    `one` and `many` name it after its count: « 1 discussion », « 12 retours d’expérience ».
    """

    one: str
    many: str
    count: int
    address: str
    latest: Sequence[Shared] = ()


@dataclass(frozen=True)
class SharedThings:
    """One kind of thing of the floors above: its table, which rows are shared, the addresses of its pages.

    `page` is the address of one thing, `by_committee` and `by_authority` those of its lists; each takes
    `{id}` and `{slug}`. An empty one leaves the count without a link.
    """

    one: str
    many: str
    model: Any
    happened_at: Any
    is_shared: ColumnElement[bool]
    page: str
    by_committee: str = ""
    by_authority: str = ""
    # Its name among the subjects; without one, feeds leave it out.
    kind: str = ""

    def of(self, reader: Reader, place: ColumnElement[bool], address: str) -> Contribution:
        """How many this reader may read of a place, and the latest, in one statement."""
        model = self.model
        readable = [readable_by(reader, model), self.is_shared, place]
        total = select(func.count()).select_from(model).where(*readable).scalar_subquery()
        # The name is joined to the three that are shown, not to the thousands that are counted.
        latest_ones = (
            select(
                model.id,
                model.slug,
                model.title,
                model.authority_id,
                model.committee_id,
                model.audience,
                self.happened_at.label("happened_at"),
            )
            .where(*readable)
            .order_by(self.happened_at.desc(), model.id.desc())
            .limit(LATEST)
            .subquery()
        )
        rows = db.session.execute(
            select(
                latest_ones,
                LocalAuthority.name.label("authority_name"),
                Committee.name.label("committee_name"),
                total.label("total"),
            )
            .join(LocalAuthority, LocalAuthority.id == latest_ones.c.authority_id)
            .outerjoin(Committee, Committee.id == latest_ones.c.committee_id)
            .order_by(latest_ones.c.happened_at.desc(), latest_ones.c.id.desc())
        ).all()
        latest = [
            Shared(
                row.title,
                self.page.format(id=row.id, slug=row.slug),
                row.authority_name,
                row.happened_at,
                row.audience,
                row.committee_name or "",
            )
            for row in rows
        ]
        return Contribution(self.one, self.many, rows[0].total if rows else 0, address, latest)


def of_committee(reader: Reader, committee: Committee) -> list[Contribution]:
    """What is shared in a committee, kind by kind."""
    return [
        each.of(
            reader,
            each.model.committee_id == committee.id,
            each.by_committee.format(id=committee.id, slug=committee.slug),
        )
        for each in _kinds()
    ]


def of_authority(reader: Reader, authority: LocalAuthority) -> list[Contribution]:
    """What an authority shares, kind by kind."""
    return [
        each.of(
            reader,
            each.model.authority_id == authority.id,
            each.by_authority.format(id=authority.id, slug=authority.slug),
        )
        for each in _kinds()
    ]


def latest_of_committee(reader: Reader, committee: Committee, limit: int) -> list[tuple[Subject, datetime]]:
    """What a committee shared or changed last, all kinds together, with the instant of each."""
    return _latest(reader, "committee_id", committee.id, limit)


def latest_of_authority(
    reader: Reader, authority: LocalAuthority, limit: int
) -> list[tuple[Subject, datetime]]:
    """What an authority shared or changed last, all kinds together, with the instant of each."""
    return _latest(reader, "authority_id", authority.id, limit)


def _latest(reader: Reader, place: str, place_id: int, limit: int) -> list[tuple[Subject, datetime]]:
    """The latest of every kind in a place, in one statement; what they say, in one statement a kind."""
    each_kind = [
        select(literal(each.kind).label("kind"), each.model.id, each.happened_at.label("happened_at"))
        .where(readable_by(reader, each.model), each.is_shared, getattr(each.model, place) == place_id)
        .order_by(each.happened_at.desc(), each.model.id.desc())
        .limit(limit)
        .subquery()
        for each in _kinds()
        if each.kind
    ]
    if not each_kind:
        return []
    together = union_all(*(select(each) for each in each_kind)).subquery()
    rows = db.session.execute(
        select(together).order_by(together.c.happened_at.desc(), together.c.id.desc()).limit(limit)
    ).all()
    found = find_many(reader, [(row.kind, row.id) for row in rows])
    return [(found[row.kind, row.id], row.happened_at) for row in rows if (row.kind, row.id) in found]


def _kinds() -> Sequence[SharedThings]:
    """The kinds of things that are shared here."""
    kinds: Sequence[SharedThings] = current_app.extensions.get("shared_things", ())
    return kinds
