"""Two people, or two tabs, wrote the same form at once: what is saved and what is being sent, field by field.

Nothing is overwritten in silence: each field that differs is shown side by side, and saved only once somebody
said which of the two texts stays, or both. It works without script: the answers are fields of the form.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import Enum
from typing import Any

from flask import request
from wtforms import Field

from comite.foundation.differences import difference
from comite.foundation.errors import RefusedError, RuleBrokenError, StaleVersionError
from comite.foundation.forms import Clash, Form, is_sent
from comite.foundation.rendering import day

MINE, SAVED, BOTH = "mine", "saved", "both"
NAME = "clash"
VERSION = "version"


class UnansweredClashError(RuleBrokenError):
    """The person did not say which text stays."""

    sentence = (
        "Rien n’est encore enregistré. Pour chaque champ qui diffère, dites ci-dessous quel texte garder, "
        "puis enregistrez."
    )


def clashes_of(form: Form, saved: Mapping[str, Any]) -> list[Clash]:
    """The fields of a form that say something else than what is saved."""
    return [
        Clash(
            name,
            form[name].label.text,
            theirs,
            mine,
            difference(theirs, mine),
            can_join=_can_join(form[name]) and bool(theirs and mine),
            answer=request.form.get(f"keep-{name}", ""),
        )
        for name, value in saved.items()
        if name in form and name != VERSION
        for theirs, mine in [(spoken(form[name], value), spoken(form[name], form[name].data))]
        if theirs != mine
    ]


def of_row(form: Form, row: object) -> dict[str, Any]:
    """What a form shows of a row whose columns bear the names of its fields."""
    return {field.short_name: getattr(row, field.short_name) for field in form}


def is_asked(typed: Mapping[str, Any]) -> bool:
    """Whether what is typed comes from a page that shows two versions and awaits its answers."""
    return any(name.startswith("keep-") for name in typed)


def note_version(form: Form, version: Any) -> None:
    """Have the form know the version that it is shown beside."""
    form[VERSION].data, form[VERSION].raw_data = version, None


def settle(form: Form, saved: Mapping[str, Any]) -> None:
    """Put in the form what the person chose to keep; raises `UnansweredClashError` otherwise.

    A form that was begun on another version than the saved one is left to the operation, which refuses it.
    """
    if saved.get(VERSION, form[VERSION].data) != form[VERSION].data:
        return
    for name in _asked(form, saved):
        answer, field = request.form.get(f"keep-{name}", ""), form[name]
        if answer not in (MINE, SAVED, BOTH):
            raise UnansweredClashError
        if answer == SAVED:
            _put(field, saved[name])
        elif answer == BOTH and _can_join(field):
            _put(field, f"{saved[name]}\n\n{field.data or ''}".strip())


def refuse(
    form: Form, error: RefusedError, read_again: Callable[[], Mapping[str, Any]], *, other_writer: str = ""
) -> None:
    """Say why a form is refused; if another version came first, show both side by side, field by field."""
    form.refuse(error)
    if isinstance(error, StaleVersionError | UnansweredClashError):
        saved = read_again()
        form.clashes, form.other_writer = clashes_of(form, saved), other_writer
        note_version(form, saved[VERSION])


def _asked(form: Form, saved: Mapping[str, Any]) -> Iterable[str]:
    """The fields about which the page asked."""
    names = dict.fromkeys(request.form.getlist(NAME)) if is_sent() else {}
    return [name for name in names if name in saved and name in form]


def _put(field: Field, value: Any) -> None:
    """Make a field say a value, as if it had been sent."""
    field.process(None, value)
    field.raw_data = [] if field.data in (None, "", []) else [field.data]


def _can_join(field: Field) -> bool:
    """Whether two texts can stand one after the other."""
    return field.type == "TextAreaField"


def spoken(field: Field, value: Any) -> str:
    """What a field says, as its page shows it."""
    if field.type in ("SelectField", "RadioField", "SelectMultipleField"):
        labels = {_plain(choice[0]): str(choice[1]) for choice in _choices(field)}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(_plain(each), "") for each in values if each is not None)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_row, value)))
    return "" if value is None else str(value).strip()


def _choices(field: Field) -> Iterable[tuple[Any, Any]]:
    """The values and labels that a field offers."""
    offered: Iterable[Any] = field.iter_choices()  # type: ignore[attr-defined]  # fields of choices only
    return [(each[0], each[1]) for each in offered if each[0] not in ("", None)]


def _plain(value: Any) -> str:
    """A value as the form carries it."""
    return str(value.value if isinstance(value, Enum) else value)


def _row(value: Any) -> str:
    """One row of a field that has several."""
    if isinstance(value, Mapping):
        return " · ".join(str(each) for each in value.values() if each not in (None, ""))
    return str(value)
