"""The trash: what people throw away can be taken back for thirty days, and nothing shows it meanwhile.

Upper floors own what is thrown away; `app` hands their kinds over at start. What is in the trash is out of
the one rule of visibility (`accounts/audiences`): no list, count, search or feed finds it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    cast,
    delete,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.text import shorten

KEPT = timedelta(days=30)
LISTED = 50
# Of the kinds that are read together.
LISTED_TOGETHER = 100
TITLE_SHOWN = 160


class NotThrownError(RuleBrokenError):
    """It is not in the trash: somebody took it back, or thirty days have passed."""

    sentence = (
        "C’est déjà rétabli, ou les trente jours sont passés. Rechargez la page pour voir ce qu’il en est."
    )


class TrashColumns:
    """The columns of a thing that can be thrown away and taken back."""

    trashed_at: Mapped[datetime | None]
    trashed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @property
    def is_trashed(self) -> bool:
        """Whether somebody threw it away."""
        return self.trashed_at is not None


@dataclass(frozen=True)
class Thrown:
    """One thing in the trash, as those who may take it back see it."""

    slug: str
    id: int
    label: str
    title: str
    at: datetime
    by_name: str | None = None
    place: str = ""

    @property
    def until(self) -> datetime:
        """The last moment when it can be taken back."""
        return self.at + KEPT


@dataclass(frozen=True)
class TrashKind:
    """One kind of things that can be taken back.

    `thrown` gives those that a reader may take back: a statement begun by `select_thrown`, which is read with
    those of the other kinds, or the things themselves, latest first. `restore` asks permission by itself, and
    gives the address of the thing.
    """

    slug: str
    table: type[Any]
    thrown: Callable[[Reader], Select[Any] | Sequence[Thrown]]
    restore: Callable[[Reader, int], str]


def select_thrown(slug: str, label: str, table: type[Any], title: Any, place: Any = "") -> Select[Any]:
    """What a table has in the trash, to be joined and narrowed to what a reader may take back."""
    thrower = aliased(User)
    words = {"title": title, "place": place}
    return (
        select(
            literal(slug).label("slug"),
            table.id.label("id"),
            literal(label).label("label"),
            table.trashed_at.label("at"),
            thrower.name.label("by_name"),
            *(cast(value, String).label(name) for name, value in words.items()),
        )
        .select_from(table)
        .outerjoin(thrower, thrower.id == table.trashed_by_id)
        .where(table.trashed_at >= oldest())
    )


def drafts_thrown_by(reader: Reader, table: type[Any], slug: str, label: str) -> Select[Any]:
    """The drafts of a table that a person threw away, and those of the authorities they edit for."""
    return select_thrown(slug, label, table, table.title).where(
        table.authority_id.in_(sorted(reader.authority_ids)),
        or_(
            table.trashed_by_id == reader.user_id,
            table.authority_id.in_(sorted(reader.edited_authority_ids)),
        ),
    )


@dataclass(frozen=True)
class FilesOf:
    """The files of the things of a table, and who may change those things."""

    files: type[Any]
    owners: type[Any]
    owner_id: Any
    may_edit: Callable[[Reader, Any], bool]


def files_thrown_from(reader: Reader, kind: FilesOf, slug: str, label: str) -> list[Thrown]:
    """The files taken away from things that a person may edit."""
    files, owners = kind.files, kind.owners
    rows = db.session.execute(
        select(files, owners, User.name)
        .join(owners, owners.id == kind.owner_id)
        .outerjoin(User, User.id == files.trashed_by_id)
        .where(
            files.trashed_at >= oldest(),
            owners.trashed_at.is_(None),
            owners.authority_id.in_(sorted(reader.authority_ids)),
        )
        .order_by(files.trashed_at.desc())
        .limit(LISTED)
    )
    return [
        Thrown(slug, file.id, label, file.file_name, file.trashed_at, name, owner.title)
        for file, owner, name in rows
        if kind.may_edit(reader, owner)
    ]


def throw(actor: Reader, thing: TrashColumns) -> None:
    """Put a thing in the trash, in the operation under way; raises `NotFoundError` when it is there."""
    if thing.is_trashed:
        raise NotFoundError
    thing.trashed_at, thing.trashed_by_id = clock.now(), actor.user_id


def take_back(thing: TrashColumns) -> None:
    """Take a thing out of the trash, in the operation under way; raises `NotThrownError`."""
    if thing.trashed_at is None or thing.trashed_at < oldest():
        raise NotThrownError
    thing.trashed_at = thing.trashed_by_id = None


def purge(table: type[Any], *conditions: ColumnElement[bool]) -> None:
    """Delete for good what a table threw away more than thirty days ago, in the job under way."""
    gone = delete(table).where(table.trashed_at < oldest(), *conditions)
    db.session.execute(gone.execution_options(synchronize_session=False))


def oldest() -> datetime:
    """The moment before which what was thrown away is gone."""
    return clock.now() - KEPT


def is_thrower(reader: Reader, thing: TrashColumns) -> bool:
    """Whether the reader threw it away."""
    return reader.user_id is not None and thing.trashed_by_id == reader.user_id


def undo_path(slug: str, thing_id: int) -> str:
    """Where a form takes a thing back."""
    return f"/corbeille/{slug}/{thing_id}/retour"


def kinds() -> Sequence[TrashKind]:
    """Every kind this application knows."""
    found: Sequence[TrashKind] = current_app.extensions["trash"]
    return found


def kind_of(slug: str) -> TrashKind:
    """The kind of an address; raises `NotFoundError`."""
    for kind in kinds():
        if kind.slug == slug:
            return kind
    raise NotFoundError


def list_thrown(reader: Reader) -> list[Thrown]:
    """All that a person may take back, latest first."""
    return sorted(_each(reader), key=lambda each: each.at, reverse=True)


def _each(reader: Reader) -> Iterator[Thrown]:
    """The same, kind by kind; those that are statements are read in one."""
    statements = []
    for kind in kinds():
        found = kind.thrown(reader)
        if isinstance(found, Select):
            statements.append(found)
        else:
            yield from found
    if statements:
        rows = union_all(*statements).subquery()
        latest = select(rows).order_by(rows.c.at.desc()).limit(LISTED_TOGETHER)
        for row in db.session.execute(latest):
            facts = row._asdict()
            title = shorten(" ".join(facts.pop("title").split()), TITLE_SHOWN)
            yield Thrown(title=title, **facts)
