"""Links between our own things: kept when a text is saved, shown on the thing that is pointed at.

Any kind takes part whose loader says how (`subjects.Linking`). Nothing is shown that the reader may not read
at that moment: what moderation hides, or what goes back to draft, goes from « Cité par » by itself.
"""

import html
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import Index, Select, String, bindparam, delete, or_, select, union_all
from sqlalchemy import literal as constant
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation.database import Model, db, write
from comite.foundation.settings import Settings
from comite.foundation.subjects import SubjectLoader, linking_of, registry
from comite.foundation.text import fold

Thing = tuple[str, int]
TARGETS_MAX = 200
SHOWN_MAX = 30
SCANNED_MAX = 300
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
# Letters that may bear an accent, which databases compare each in their own way.
_ACCENTED = re.compile(r"oe|ae|[aeiouycn]")


class Citation(Model):
    """One thing whose text points at another."""

    __tablename__ = "citations"
    __table_args__ = (Index("ix_citations_target", "target_kind", "target_id"),)

    source_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    source_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


@dataclass(frozen=True)
class Link:
    """A thing to go to: what kind it is, in French, its title and its address."""

    label: str
    title: str
    address: str


def note(
    kind: str,
    subject_id: int,
    texts: Iterable[str],
    *,
    also: Iterable[Thing] = (),
    part_of: Thing | None = None,
) -> None:
    """Keep what the rendered texts of a thing point at, in the place of what they pointed at before.

    Called in the operation that saves them. `also` adds what is cited in another way than by a link. What
    it is `part_of` does not count: a message that points at its own discussion tells nothing there.
    """
    wanted = {*targets_in(texts), *also} - {(kind, subject_id), part_of or (kind, subject_id)}
    with write() as session:
        session.flush()
        mine = (Citation.source_kind == kind, Citation.source_id == subject_id)
        session.execute(delete(Citation).where(*mine))
        for target_kind, target_id in sorted(wanted)[:TARGETS_MAX]:
            session.add(
                Citation(source_kind=kind, source_id=subject_id, target_kind=target_kind, target_id=target_id)
            )
        session.flush()


def forget(kind: str, subject_id: int) -> None:
    """Drop all that concerns a thing, in the operation that deletes it."""
    with write() as session:
        session.execute(
            delete(Citation).where(
                or_(
                    (Citation.source_kind == kind) & (Citation.source_id == subject_id),
                    (Citation.target_kind == kind) & (Citation.target_id == subject_id),
                )
            )
        )


def targets_in(texts: Iterable[str]) -> set[Thing]:
    """The things of ours that rendered texts point at, one query a kind that they seem to name."""
    paths = {path for text in texts for href in _HREF.findall(str(text)) if (path := _own_path(href))}
    found: set[Thing] = set()
    for kind, loader in registry().items():
        linking = linking_of(loader)
        if linking.path is None or linking.ids is None:
            continue
        keys = sorted({match["key"] for path in paths if (match := linking.path.fullmatch(path))})
        if keys:
            found |= {(kind, each) for each in linking.ids(keys[:TARGETS_MAX]).values()}
    return found


def _own_path(href: str) -> str:
    """The path of a link to our own pages, by path or by the public address; empty for all others."""
    settings: Settings = current_app.extensions["settings"]
    address = html.unescape(href)
    own = f"{settings.public_url}/"
    if address.startswith(own):
        address = "/" + address.removeprefix(own)
    if not address.startswith("/") or address.startswith("//"):
        return ""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def cited_by(reader: Any, kind: str, subject_id: int) -> list[Link]:
    """What points at a thing, among what the reader may read, the latest of each kind first.

    Most things are pointed at by nothing, or by one kind: that is asked first, by a statement made once.
    """
    pointed = {"target_kind": kind, "target_id": subject_id}
    citing = set(db.session.scalars(_kinds_citing(), pointed))
    parts = []
    for name, loader in registry().items():
        if name in citing and linking_of(loader).cites:
            sources = select(Citation.source_id).where(
                Citation.source_kind == name,
                Citation.target_kind == kind,
                Citation.target_id == subject_id,
            )
            names = loader.names(reader)
            parts.append(_latest(name, names.where(names.selected_columns[0].in_(sources)), SHOWN_MAX))
    return _as_links(parts)


@cache
def _kinds_citing() -> Select[str]:
    """The kinds of what points at a thing, whoever reads."""
    return (
        select(Citation.source_kind)
        .where(Citation.target_kind == bindparam("target_kind"), Citation.target_id == bindparam("target_id"))
        .distinct()
    )


def offered(reader: Any, words: str, limit: int, *, kinds: Container[str] | None = None) -> list[Link]:
    """What the reader may read and point at, whose title has all these words, whatever the accents."""
    wanted = fold(words).split()[:8]
    parts = []
    for name, loader in registry().items():
        if linking_of(loader).is_offered and (kinds is None or name in kinds):
            names = loader.names(reader)
            title = names.selected_columns[1]
            likely = names.where(*(title.ilike(_likely(word), escape="\\") for word in wanted))
            parts.append(_latest(name, likely, SCANNED_MAX if wanted else limit))
    found = _as_links(parts)
    exact = [link for link in found if all(word in fold(link.title) for word in wanted)]
    return sorted(exact, key=lambda link: _rank(link, wanted))[:limit]


def _likely(word: str) -> str:
    """A pattern that no accent escapes; what it brings in excess is left out afterwards."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return f"%{_ACCENTED.sub(lambda found: '_' if len(found[0]) == 1 else '%', escaped)}%"


def _rank(link: Link, wanted: Sequence[str]) -> int:
    """Titles that begin with what was typed come first."""
    return 0 if wanted and fold(link.title).startswith(wanted[0]) else 1


def _latest(kind: str, names: Select[int, str, str, int], limit: int) -> Select[Any]:
    """The latest of one kind, ready to stand beside other kinds."""
    latest = names.order_by(names.selected_columns[0].desc()).limit(limit).subquery()
    return select(*latest.columns, constant(kind))


def _as_links(parts: Sequence[Select[Any]]) -> list[Link]:
    """The things found, each once: a thread cited in three messages is one line."""
    if not parts:
        return []
    loaders: dict[str, SubjectLoader] = registry()
    found: dict[str, Link] = {}
    for key, title, part, rank, kind in db.session.execute(union_all(*parts)):
        address = loaders[kind].address(key, part, rank)
        place = re.split(r"[?#]", address)[0]
        found.setdefault(place, Link(loaders[kind].label, title, address))
    return list(found.values())
