"""What somebody is typing and has not sent: kept for them alone, form by form, given back on any device.

A class of forms says once under what name it is kept (`Form.kept_as`); the view that shows one says about
what (`give_back(form, reader_id, project.id)`), and the rest follows: the page keeps what is typed, the form
shows what was left, sending it drops the copy. Each copy has a revision that its page knows: two tabs that
write the same form at once never overwrite each other, the second is told and stays there.
Nothing here says what may be done: a copy is its owner's, and sending the form asks for permission as ever.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol

from flask import request
from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from comite.foundation import clashes, clock
from comite.foundation.database import Model, db, write
from comite.foundation.errors import InvalidRequestError, RuleBrokenError, TooLargeError
from comite.foundation.forms import Draft, Form, is_sent, sent_json
from comite.foundation.jobs import job
from comite.foundation.text import clean_line, clean_text, whole

FIELDS_MAX = 400
SIZE_MAX = 400_000
# As many forms as somebody leaves half-written; the oldest copies make room.
KEPT_MAX = 50
KEPT = timedelta(days=60)
PLACE = re.compile(r"[a-z0-9-]{1,80}")
# The hidden fields of a form that is kept: the revision that its page knows, and its place.
DRAFT, DRAFT_PLACE = "draft", "draft_place"


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


def forms_kept() -> dict[str, type[Form]]:
    """Every class of forms that is kept, by the name under which it is."""
    return {each.kept_as: each for each in _classes(Form) if "kept_as" in vars(each) and each.kept_as}


def _classes(parent: type[Form]) -> Iterator[type[Form]]:
    """The classes of forms made from one, at any remove."""
    for each in parent.__subclasses__():
        yield each
        yield from _classes(each)


@cache
def _fields_of(kept_as: str) -> Collection[str]:
    """The names of the fields of a form that is kept; raises `InvalidRequestError` if it is none."""
    form = forms_kept().get(kept_as)
    if form is None:
        raise InvalidRequestError
    return {name for name in dir(form) if hasattr(getattr(form, name), "_formfield")}


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

    Only the fields of a form that says it is kept: a choice in a vote, or a password, has no place.
    Raises `ElsewhereError` when another page wrote since, or when the copy was sent or thrown away.
    """
    if not PLACE.fullmatch(place):
        raise InvalidRequestError
    own = _fields_of(_name_in(place))
    kept_fields = {name: value for name, value in fields.items() if name.partition("-")[0] in own}
    is_asked = clashes.is_asked(fields)
    if len(str(kept_fields)) > SIZE_MAX:
        raise TooLargeError
    with write() as session:
        kept = _of(user_id, [place]).get(place)
        if (kept.revision if kept else 0) != seen:
            raise ElsewhereError
        if kept is None:
            kept = UnsavedForm(user_id=user_id, place=place, revision=0)
            session.add(kept)
        if is_asked:
            # Two versions that nobody has brought together yet are still two when the page is opened again.
            kept_fields["version"] = (kept.fields or {}).get("version", "")
        kept.fields, kept.at = cleaned(kept_fields), clock.now()
        kept.revision += 1
        session.flush()
        _make_room(user_id)
        return kept.revision


def _name_in(place: str) -> str:
    """The name of the form in a place: « offre » in « offre-12 »."""
    names = [name for name in forms_kept() if place == name or place.startswith(f"{name}-")]
    return max(names, key=len, default="")


def _of(user_id: int | None, places: Collection[str]) -> dict[str, UnsavedForm]:
    """The copies of some forms, by place, as the database holds them."""
    found = db.session.scalars(
        select(UnsavedForm)
        .where(UnsavedForm.user_id == user_id, UnsavedForm.place.in_(places))
        .execution_options(populate_existing=True)
    )
    return {each.place: each for each in found}


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


def has_any(user_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether somebody left a form half-written, to be read beside something else."""
    return exists().where(UnsavedForm.user_id == user_id)


class Writer(Protocol):
    """Who types: their account, and whether they left anything half-written."""

    @property
    def user_id(self) -> int | None:
        """Their account; a visitor has none."""

    @property
    def has_unsaved(self) -> bool:
        """Whether it is worth asking."""


def give_back(form: Form, writer: Writer, *about: object) -> None:
    """Have a form kept while it is typed, and fill it with what was left in it."""
    give_back_each({about: form}, writer)


def give_back_each(forms: Mapping[Sequence[object], Form], writer: Writer) -> None:
    """The same for several forms of a page, each about something else, in one statement.

    A form that was just sent stays as it is. A visitor has nowhere to keep anything.
    """
    if writer.user_id is None:
        return
    by_place = {_place(form, about): form for about, form in forms.items()}
    sent = request.form.get(DRAFT_PLACE, "") if is_sent() else None
    for place, form in by_place.items():
        form.draft = Draft(place, _address(), _known() if place == sent else 0)
    # A page sent without its place is older than we are: which of the forms was sent is not known.
    waiting = {place: form for place, form in by_place.items() if sent is None or sent not in ("", place)}
    if waiting and writer.has_unsaved:
        for place, kept in _of(writer.user_id, waiting).items():
            _fill(waiting[place], kept)


def _place(form: Form, about: Sequence[object]) -> str:
    """Where a form is kept: its name, then what it is about."""
    place = "-".join([form.kept_as, *map(str, about)]).replace("_", "-")
    if not form.kept_as or not PLACE.fullmatch(place):
        raise ValueError(f"{type(form).__name__} does not say under what name it is kept")
    return place


def _address() -> str:
    """Where the page with the form is asked for again."""
    return request.full_path.rstrip("?")


def _fill(form: Form, kept: UnsavedForm) -> None:
    """Put in a form what was left in it; fields about which the copy says nothing stay as they are."""
    left = MultiDict(kept.fields)
    said = {name.partition("-")[0] for name in kept.fields}
    for field in form:
        if field.short_name in said:
            field.process(left)
    form.draft = Draft(kept.place, _address(), kept.revision, kept.at)


def settle(user_id: int | None) -> None:
    """Drop the copy that the form just received came from; what another tab wrote meanwhile stays."""
    place, known = request.form.get(DRAFT_PLACE, ""), _known()
    if user_id is None or not place or not known:
        return
    with write() as session:
        session.execute(
            delete(UnsavedForm)
            .where(UnsavedForm.user_id == user_id, UnsavedForm.place == place, UnsavedForm.revision <= known)
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
