"""Feeds: Atom (RFC 4287) from entries of any feature, and the caching of whatever programs come back for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from flask import Response, current_app, request, url_for

from comite.foundation.settings import Settings
from comite.foundation.subjects import Subject, find_many, registry
from comite.foundation.text import shorten

ATOM = "application/atom+xml"
# The parameter that carries a person's key; only feeds read it.
KEY = "cle"
ENTRIES_MAX = 20
SUMMARY_MAX = 600
# Long enough to spare the server, short enough for what moderation hides.
PUBLIC_SECONDS = 300
# What an empty feed was last changed at: RFC 4287 wants an instant, and it must not move.
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
# What an address says of how a list is shown, and not of what it holds.
_NOT_FILTERS = frozenset({"page", "suite", "tri", KEY})
# What XML 1.0 cannot carry, even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Offered:
    """A feed or a calendar that people are offered: its path on this site takes a key as `?cle=`."""

    title: str
    path: str


@dataclass(frozen=True)
class Entry:
    """One thing of a feed, as plain text; its kind and number make an identifier that never changes."""

    kind: str
    id: int
    title: str
    path: str
    author: str
    updated_at: datetime
    published_at: datetime | None = None
    summary: str = ""
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A list as programs take it; `path` is the page that shows the same to people."""

    title: str
    path: str
    entries: Sequence[Entry] = ()
    subtitle: str = ""

    @property
    def updated_at(self) -> datetime:
        """When the latest of its entries changed."""
        return max((each.updated_at for each in self.entries), default=LONG_AGO)


def entry_of(subject: Subject, *, category: str = "", updated_at: datetime | None = None) -> Entry:
    """A thing as a feed tells it, from how it presents itself to its reader."""
    return Entry(
        subject.kind,
        subject.id,
        subject.title,
        subject.address,
        subject.authority_name,
        updated_at or subject.happened_at or LONG_AGO,
        subject.happened_at,
        shorten(subject.text, SUMMARY_MAX),
        category,
    )


def of_subjects(title: str, path: str, latest: Sequence[tuple[Subject, datetime]]) -> Feed:
    """A feed of things of several kinds, each with the instant when it last changed."""
    kinds = registry()
    return Feed(
        title,
        path,
        [
            entry_of(subject, category=kinds[subject.kind].label, updated_at=changed_at)
            for subject, changed_at in latest
        ],
    )


@dataclass(frozen=True)
class Row:
    """A thing of a list: its kind and number among the subjects, and when it last changed."""

    kind: str
    id: int
    changed_at: datetime


def of_list(reader: Any, title: str, path: str, rows: Sequence[Row]) -> Response:
    """The feed of a list, each thing as it presents itself to its reader; never what they may not read."""
    found = find_many(reader, [(each.kind, each.id) for each in rows])
    latest = [
        (found[each.kind, each.id], each.changed_at)
        for each in rows[:ENTRIES_MAX]
        if (each.kind, each.id) in found
    ]
    return atom(of_subjects(title, path, latest), is_private=reader.is_signed_in)


def same_list(endpoint: str, **values: Any) -> str:
    """The list of the present address at another: the feed of a page, or the page of a feed; same filters."""
    kept = [
        (name, value) for name, value in request.args.items(multi=True) if value and name not in _NOT_FILTERS
    ]
    path = url_for(endpoint, **values)
    return f"{path}?{urlencode(kept)}" if kept else path


def absolute(path: str) -> str:
    """A whole address, on the public address of the settings, whatever Host the request named."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}{path}"


def identifier(kind: str, subject_id: int | str) -> str:
    """A name for ever: neither a renaming nor a move to another page changes it."""
    return uuid5(NAMESPACE_URL, absolute(f"/#{kind}/{subject_id}")).urn


def atom(feed: Feed, *, is_private: bool) -> Response:
    """A feed as programs read it; `is_private` when it was read with a key."""
    settings: Settings = current_app.extensions["settings"]
    # Not `render_template`: a feed needs none of what pages show around their content.
    body = current_app.jinja_env.get_template("feeds/atom.xml").render(
        feed=feed,
        absolute=absolute,
        identifier=identifier,
        moment=_moment,
        own_path=_own_path(),
        site_name=settings.site_name,
    )
    return answer(_NOT_XML.sub("", body), ATOM, feed.updated_at, is_private=is_private)


def answer(body: str | bytes, media_type: str, changed_at: datetime, *, is_private: bool) -> Response:
    """What a program that comes back is answered: nothing if it has it already, and cached only if public."""
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.add_etag()
    if is_private:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
        response.last_modified = changed_at
    response.make_conditional(request)
    return response


def _own_path() -> str:
    """The present address with its filters, without the key: a feed that is passed on must not carry it."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != KEY]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _moment(value: datetime) -> str:
    """An instant as RFC 3339 writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
