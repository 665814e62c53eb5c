"""What somebody is typing and has not sent: kept for them alone, place by place, given back on any device.

A place is a form (« discussion-12 », « nouvelle-discussion »). Each copy has a revision that its page knows:
two tabs that write the same form at once never overwrite each other, the second is told and stays there.
Nothing here says what may be done: a copy is its owner's, and sending the form asks for permission as ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from comite.foundation import clock
from comite.foundation.database import Model, db, write
from comite.foundation.errors import InvalidRequestError, RuleBrokenError, TooLargeError
from comite.foundation.forms import Form, is_sent, sent_json
from comite.foundation.jobs import job
from comite.foundation.text import clean_line, clean_text, whole

FIELDS_MAX = 400
SIZE_MAX = 400_000
# As many forms as somebody leaves half-written; the oldest copies make room.
KEPT_MAX = 50
KEPT = timedelta(days=60)
PLACE = re.compile(r"[a-z0-9-]{1,80}")
DRAFT = "draft"


class ElsewhereError(RuleBrokenError):
    """Another tab or device of the same person wrote in this form since the page was opened."""

    sentence = (
        "Vous écrivez aussi ce texte dans un autre onglet ou sur un autre appareil. Celui-ci n’est gardé que "
        "sur cet appareil : envoyez l’un des deux, ou rechargez la page pour reprendre l’autre."
    )


class UnsavedForm(Model):
    """The fields of one form, as one person left them."""

    __tablename__ = "unsaved_forms"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(80))
    fields: Mapped[dict[str, Any]]
    revision: Mapped[int]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Draft:
    """What a page needs to keep on: the place and the address of its form, the copy that was given back."""

    place: str
    address: str
    revision: int = 0
    at: datetime | None = None

    @property
    def is_given_back(self) -> bool:
        """Whether the form is filled with what was left."""
        return self.at is not None


def typed() -> dict[str, Any]:
    """The fields that a page of ours sends while somebody types: words and lists of words, cleaned."""
    sent = sent_json()
    if not isinstance(sent, Mapping) or len(sent) > FIELDS_MAX:
        raise InvalidRequestError
    if not all(_is_plain(value) for value in sent.values()):
        raise InvalidRequestError
    return dict(sent)


def _is_plain(value: object) -> bool:
    """Whether a value is a word, or a list of words."""
    if isinstance(value, list):
        return len(value) <= FIELDS_MAX and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def cleaned(fields: Mapping[str, object]) -> dict[str, object]:
    """What was typed, as any database can keep it."""
    return {
        clean_line(name): [clean_text(each) for each in value if isinstance(each, str)]
        if isinstance(value, list)
        else clean_text(str(value))
        for name, value in fields.items()
    }


def keep(user_id: int, place: str, fields: Mapping[str, object], seen: int) -> int:
    """Keep what is typed, from a page that knew the revision `seen`; returns the new one.

    Raises `ElsewhereError` when another page wrote since, or when the copy was sent or thrown away.
    """
    if not PLACE.fullmatch(place):
        raise InvalidRequestError
    if len(str(dict(fields))) > SIZE_MAX:
        raise TooLargeError
    with write() as session:
        kept = _of(user_id, place)
        if (kept.revision if kept else 0) != seen:
            raise ElsewhereError
        if kept is None:
            kept = UnsavedForm(user_id=user_id, place=place, revision=0)
            session.add(kept)
        kept.fields, kept.at = cleaned(fields), clock.now()
        kept.revision += 1
        session.flush()
        _make_room(user_id)
        return kept.revision


def _of(user_id: int | None, place: str) -> UnsavedForm | None:
    """The copy of a form, as the database holds it."""
    return db.session.scalar(
        select(UnsavedForm)
        .where(UnsavedForm.user_id == user_id, UnsavedForm.place == place)
        .execution_options(populate_existing=True)
    )


def _make_room(user_id: int) -> None:
    """Drop the oldest copies beyond what one leaves half-written."""
    latest = (
        select(UnsavedForm.id)
        .where(UnsavedForm.user_id == user_id)
        .order_by(UnsavedForm.at.desc(), UnsavedForm.id.desc())
        .limit(KEPT_MAX)
    )
    db.session.execute(
        delete(UnsavedForm)
        .where(UnsavedForm.user_id == user_id, UnsavedForm.id.not_in(latest))
        .execution_options(synchronize_session=False)
    )


def give_back(form: Form, user_id: int | None, place: str) -> Draft:
    """Fill a form that is merely asked for with what was left in it; a form that was sent stays as it is."""
    address = request.full_path.rstrip("?")
    if is_sent():
        return Draft(place, address, _known())
    kept = _of(user_id, place) if user_id is not None else None
    if kept is None:
        return Draft(place, address)
    form.process(formdata=MultiDict(kept.fields))
    return Draft(place, address, kept.revision, kept.at)


def settle(user_id: int | None, place: str) -> None:
    """Drop the copy that a form just sent came from; what another tab wrote meanwhile stays."""
    with write() as session:
        session.execute(
            delete(UnsavedForm)
            .where(
                UnsavedForm.user_id == user_id, UnsavedForm.place == place, UnsavedForm.revision <= _known()
            )
            .execution_options(synchronize_session=False)
        )


def _known() -> int:
    """The revision that the page of the form sent knew."""
    return whole(request.form.get(DRAFT)) or 0


def forget(user_id: int | None, place: str) -> None:
    """Throw a copy away."""
    with write() as session:
        session.execute(
            delete(UnsavedForm)
            .where(UnsavedForm.user_id == user_id, UnsavedForm.place == place)
            .execution_options(synchronize_session=False)
        )


@job
def forget_old() -> None:
    """Drop what nobody came back to for two months."""
    db.session.execute(delete(UnsavedForm).where(UnsavedForm.at < clock.now() - KEPT))
