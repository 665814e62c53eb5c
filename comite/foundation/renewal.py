"""Texts kept under an older Markdown: rendered anew, a few at a time, once the renderer has changed.

Each row says under which version it was rendered, so that what a killed worker has done stays done, and what
somebody saves meanwhile is not done again. Nothing else of a row changes: neither its dates, nor its version,
nor its history, and nobody is told.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, inspect, select, true

from comite.foundation import markdown, subjects
from comite.foundation.database import db, write
from comite.foundation.jobs import long_job

BATCH = 20
# A worker does so many in one job, then asks for the rest: other work passes in between.
TURN = 400

logger = logging.getLogger("comite.renewal")


def nobody(_source: str) -> Mapping[str, str]:
    """The addresses of the people a text mentions, where names are only words."""
    return {}


@dataclass(frozen=True)
class RenderedText:
    """One column of rendered Markdown: what it comes from, how, and what is known by its words.

    `addresses` gives those of the names that a text mentions. `subject` names the thing whose copy in the
    index holds these words. What is `open_only` is left alone elsewhere: settled words never change.
    """

    model: Any
    source: str = "source"
    html: str = "html"
    plain: str = "plain"
    first_title: int = 3
    addresses: Callable[[str], Mapping[str, str]] = nobody
    subject: Callable[[Any], tuple[str, int]] | None = None
    open_only: Callable[[], ColumnElement[bool]] = true

    def source_of(self, row: Any) -> Any:
        """What people wrote."""
        return getattr(row, self.source)

    def rendered(self, source: Any) -> dict[str, Any]:
        """The columns that come from it, as today's renderer writes them."""
        found = markdown.render(source, self.addresses(source), first_title=self.first_title)
        return {self.html: found.html, **({self.plain: found.plain} if self.plain else {})}

    @property
    def key(self) -> Any:
        """The column that tells its rows apart."""
        (column,) = inspect(self.model).primary_key
        return inspect(self.model).get_property_by_column(column).class_attribute


def registry() -> Mapping[str, RenderedText]:
    """Every rendered text of this application, by its table."""
    found: Sequence[RenderedText] = current_app.extensions["rendered_texts"]
    return {each.model.__tablename__: each for each in found}


@long_job
def render_anew(table: str = "", after: str | int | None = None) -> None:
    """Render old texts anew from a place on, then ask for the rest; done twice, the second finds nothing."""
    tried, tables = 0, list(registry())
    for name in tables[tables.index(table) if table in tables else 0 :]:
        last = after if name == table else None
        while ids := _next_ids(registry()[name], last):
            if tried >= TURN:
                render_anew.later(table=name, after=last)
                return
            _renew(registry()[name], ids)
            last, tried = ids[-1], tried + len(ids)
            logger.info("texts rendered anew", extra={"table": name, "count": len(ids)})
            db.session.expunge_all()  # nothing of what was written stays in memory


def old(text: RenderedText) -> tuple[ColumnElement[bool], ...]:
    """The rows that an older renderer wrote, and that may change."""
    return text.model.markup_version < markdown.VERSION, text.open_only()


def _next_ids(text: RenderedText, last: Any) -> Sequence[Any]:
    """The next old rows of a table, in order; those that cannot be rendered are passed by."""
    beyond = true() if last is None else text.key > last
    return db.session.scalars(
        select(text.key).where(*old(text), beyond).order_by(text.key).limit(BATCH)
    ).all()


def _renew(text: RenderedText, ids: Sequence[Any]) -> None:
    """Render a few rows outside of any lock, then keep what was rendered of words that are still the same."""
    rows = db.session.scalars(select(text.model).where(text.key.in_(ids))).all()
    ready = {}
    for row in rows:
        key, source = getattr(row, text.key.key), text.source_of(row)
        try:
            ready[key] = (source, text.rendered(source))
        except markdown.TooComplexTextError:
            # Refused today, accepted then: it stays as it was shown, and may be shortened by its author.
            logger.warning("text not rendered anew", extra={"table": text.model.__tablename__, "id": key})
    with write() as session:
        current = session.scalars(
            select(text.model)
            .where(text.key.in_(ready), *old(text))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        for row in current:
            source, columns = ready[getattr(row, text.key.key)]
            if text.source_of(row) == source:
                _keep(text, row, columns)


def _keep(text: RenderedText, row: Any, columns: Mapping[str, Any]) -> None:
    """Write the rendered columns of one row; the index follows only when its words are others."""
    has_other_words = bool(text.plain) and getattr(row, text.plain) != columns[text.plain]
    for name, value in columns.items():
        setattr(row, name, value)
    row.markup_version = markdown.VERSION
    if text.subject is not None and has_other_words:
        kind, subject_id = text.subject(row)
        subjects.changed(kind=kind, subject_id=subject_id)
